"""Put the parts together into one process that serves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from aiohttp import web

import actions.resources
from actions.probing.finding import Finding
from actions.probing.history import History, StoredHistory
from actions.probing.prober import Prober
from actions.registry import create_actions
from actions.resources import Resources
from bot.admission import Admission
from bot.agent import AgentThread
from bot.audience import Audience
from bot.channels.browser_safety import security_headers
from bot.channels.care import CareChannel
from bot.channels.description.document import add_description
from bot.channels.export import ExportChannel
from bot.channels.http_errors import refusals
from bot.channels.json_body import MAXIMUM_BODY_BYTES
from bot.channels.limiter import Limiter
from bot.channels.pace import Pace
from bot.channels.plain_failures import answer_in_our_words
from bot.channels.rasa_rest import RasaRestChannel
from bot.channels.site_guard import SiteGuard
from bot.channels.slack.app import SlackApp, SlackSettings
from bot.channels.streams import Streams
from bot.channels.web import WebChannel
from bot.channels.web_turns import WebTurns
from bot.checks import Checks
from bot.counted_checks import CountedChecks
from bot.health import Health
from bot.knowledge import shared_library
from bot.log_setup import dropped_lines
from bot.loop_lag import watch_lag
from bot.metrics import Metrics
from bot.observed_requests import RequestObserver
from bot.observed_turns import ObservedConversations
from bot.settings import Settings
from bot.shared.worker import Worker
from bot.stores.database import open_database
from bot.stores.export import Exporter
from bot.stores.feedback import FeedbackStore
from bot.stores.retention import Retention
from bot.stores.sessions import SessionStore
from bot.stores.slack import SlackStore
from bot.stores.trackers import ConversationStore
from bot.stores.weighed_cache import WeighedCache
from bot.stores.writer import Writer
from bot.watch.tracing import past_span
from kb.gateways import browser_origins, read_gateways

TIDY_SECONDS = 55 * 60.0
"""How long no other worker looks for old conversations; each would, once an hour."""


def read_resources(settings: Settings, history: History | None = None) -> Resources:
    """Read the knowledge base and make the prober; raise `kb.errors.ContentError`."""
    gateways = read_gateways(settings.gateways)
    prober = Prober(gateways, history, settings.redis_url)
    return Resources(shared_library(settings.articles), gateways, prober, settings.support_contact)


def provide_resources(settings: Settings) -> None:
    """Let `rasa run actions` work with the settings' gateways and support contact."""
    actions.resources.provide(read_resources(settings))


@dataclass
class Parts:
    """What a running bot consists of."""

    agent: AgentThread
    conversations: ObservedConversations
    sessions: SessionStore
    feedback: FeedbackStore
    engine: sa.engine.Engine
    writer: Writer
    resources: Resources
    metrics: Metrics
    health: Health
    worker: Worker | None = None

    def close(self) -> None:
        """Stop the agent, write what is pending."""
        self.agent.finish(self.resources.prober.aclose())
        self.agent.close()
        self.writer.close()


def build(settings: Settings, database_url: str | None = None) -> Parts:
    """Make everything but the model, which `AgentThread.load` brings."""
    engine = open_database(database_url or settings.database)
    writer, metrics = Writer(engine), Metrics()
    resources = read_resources(settings, StoredHistory(CountedChecks(engine, writer, metrics)))
    trackers = ConversationStore(engine, writer)
    sessions = SessionStore(engine, writer)
    agent = AgentThread(trackers, create_actions(resources))
    checks, feedback = Checks(resources), FeedbackStore(engine, writer)
    admission = Admission()
    is_shared = bool(settings.redis_url) and database_url is None  # one's own is nobody else's
    worker = Worker(settings.redis_url, engine, writer) if is_shared else None
    conversations = ObservedConversations(
        metrics,
        agent,
        trackers,
        sessions,
        checks,
        admission,
        worker.ownership if worker else None,
    )
    resources.prober.on_probe = partial(_note_probe, metrics)
    writer.on_written = metrics.write
    _look_up(metrics, writer, admission)
    _look_up_caches(metrics, {**sessions.caches, **trackers.caches})
    if worker:
        worker.connect(conversations, trackers, sessions, feedback)
        worker.add_metrics(metrics)
    health = Health(agent, metrics)
    stores = (conversations, sessions, feedback, engine, writer)
    return Parts(agent, *stores, resources, metrics, health, worker)


def _note_probe(metrics: Metrics, finding: Finding) -> None:
    seconds = finding.milliseconds / 1000
    metrics.probe(finding.reason.value, seconds)
    past_span("probe", seconds, state=finding.reason.value)


def _look_up(metrics: Metrics, writer: Writer, admission: Admission) -> None:
    metrics.look_up("turns_waiting", "Turns in the queue.", lambda: admission.waiting)
    metrics.look_up("turns_running", "Turns let in.", lambda: admission.running)
    metrics.look_up("turns_busy", "Turns told busy.", lambda: admission.refused, counts=True)
    metrics.look_up("writes_pending", "Writes that wait.", lambda: writer.pending)
    metrics.look_up("writes_lost", "Writes given up.", lambda: writer.lost, counts=True)
    metrics.look_up("log_lines_dropped", "Lines nobody took.", dropped_lines, counts=True)


def _look_up_caches(metrics: Metrics, caches: Mapping[str, WeighedCache[Any]]) -> None:
    def read() -> dict[tuple[str, ...], float]:
        found: dict[tuple[str, ...], float] = {}
        for name, cache in caches.items():
            found[name, "hit"], found[name, "miss"] = cache.hits, cache.misses
        return found

    labels = ("cache", "result")
    metrics.look_up_each("cache_reads", "Reads of what memory keeps.", labels, read, counts=True)


async def _watch_incidents(parts: Parts) -> None:
    parts.agent.keep_running(parts.resources.incidents.run())


async def _watch_lag(parts: Parts, _application: web.Application) -> AsyncIterator[None]:
    parts.agent.keep_running(watch_lag(parts.metrics, "agent"))
    task = asyncio.ensure_future(watch_lag(parts.metrics, "door"))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _keep_tidy(
    settings: Settings, parts: Parts, _application: web.Application
) -> AsyncIterator[None]:
    async def erase(conversation: str) -> list[Future[None]]:
        deleting = await parts.conversations.erase(conversation)
        return [*deleting, parts.feedback.let_go(conversation)]

    async def is_first() -> bool:
        return parts.worker is None or await parts.worker.members.claim("tidy", TIDY_SECONDS)

    hours = settings.retention_hours
    retention = Retention(parts.engine, parts.writer, erase, hours, is_first)
    task = asyncio.ensure_future(retention.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def create_application(settings: Settings, parts: Parts) -> web.Application:
    """Return the web application; who made the parts closes them."""
    answer_in_our_words()
    hosts = browser_origins(parts.resources.gateways)
    sessions, feedback = parts.sessions, parts.feedback
    audience = parts.worker.relay() if parts.worker else Audience()
    turns = WebTurns(parts.conversations, audience, feedback)
    limiter = Limiter(settings.proxies, parts.worker.counts if parts.worker else None)
    streams = Streams(turns, sessions, audience, limiter)
    channel, guard = WebChannel(turns, sessions, streams, limiter), SiteGuard(settings.origins)
    care = CareChannel(parts.conversations, sessions, feedback, audience, parts.writer)
    observer = RequestObserver(parts.metrics, limiter)
    streams.on_refusal = observer.refused
    parts.metrics.look_up("streams_open", "Streams that are open.", lambda: streams.count)
    application = web.Application(
        middlewares=[
            observer.middleware(),
            Pace(limiter).middleware(),
            guard.middleware(),
            refusals,
        ],
        client_max_size=MAXIMUM_BODY_BYTES,
        handler_args={"auto_decompress": False},  # bodies that are compressed are refused
    )
    if parts.worker:  # first, so that it ends last
        application.cleanup_ctx.append(parts.worker.run)
    application.on_response_prepare.append(security_headers(hosts))
    application.on_response_prepare.append(guard.let_read)
    application.router.add_get("/healthz", parts.health.healthz)
    application.router.add_get("/readyz", parts.health.readyz)
    channel.add_routes(application)
    care.add_routes(application)
    add_description(application, has_rest=bool(settings.rest_token))
    ExportChannel(sessions, Exporter(parts.engine, parts.writer), limiter).add_routes(application)
    application.on_startup.append(lambda _: _watch_incidents(parts))
    application.cleanup_ctx.append(partial(_keep_tidy, settings, parts))
    application.cleanup_ctx.append(partial(_watch_lag, parts))
    application.cleanup_ctx.append(parts.health.asking)
    if settings.rest_token:
        rest = RasaRestChannel(parts.conversations, settings.rest_token, limiter)
        rest.add_routes(application)

    if settings.slack_bot_token:
        _add_slack(application, settings, parts)
    return application


def _add_slack(application: web.Application, settings: Settings, parts: Parts) -> None:
    slack = SlackSettings(
        settings.slack_bot_token,
        settings.slack_signing_secret,
        settings.slack_app_token,
        settings.slack_api,
    )
    worker = parts.worker
    name, living = (worker.name, worker.members.living) if worker else ("", None)
    store = SlackStore(parts.engine, parts.writer, settings.retention_hours, name)
    app = SlackApp(slack, parts.conversations, parts.sessions, parts.feedback, store, living)
    app.add_routes(application)
    parts.metrics.look_up("slack_jobs_waiting", "What Slack waits for.", lambda: app.waiting)
