"""Put the parts together into one process that serves."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from aiohttp import web

import actions.resources
from actions.probing.history import History, StoredHistory
from actions.probing.prober import Prober
from actions.registry import create_actions
from actions.resources import Resources
from bot.agent import AgentThread, TurnError
from bot.audience import Audience
from bot.channels.browser_safety import security_headers
from bot.channels.care import CareChannel
from bot.channels.description.document import add_description
from bot.channels.http_errors import RefusalError, refusals
from bot.channels.json_body import MAXIMUM_BODY_BYTES
from bot.channels.limiter import Limiter
from bot.channels.plain_failures import answer_in_our_words
from bot.channels.rasa_rest import RasaRestChannel
from bot.channels.site_guard import SiteGuard
from bot.channels.slack.app import SlackApp, SlackSettings
from bot.channels.streams import Streams
from bot.channels.web import WebChannel
from bot.channels.web_turns import WebTurns
from bot.checks import Checks
from bot.conversation import Conversations
from bot.knowledge import shared_library
from bot.settings import Settings
from bot.stores.check_history import CheckHistory
from bot.stores.database import Writer, open_database
from bot.stores.feedback import FeedbackStore
from bot.stores.retention import Retention
from bot.stores.sessions import SessionStore
from bot.stores.slack import SlackStore
from bot.stores.trackers import ConversationStore
from kb.gateways import browser_origins, read_gateways
from kb.language import Language

logger = logging.getLogger(__name__)

CANARIES = {
    Language.ENGLISH: "How do I log in with my security card?",
    Language.GERMAN: "Wie melde ich mich mit der Sicherheitskarte an?",
}
CANARY_ARTICLE = "dsc-login"
CANARY_SECONDS = 10.0


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
    conversations: Conversations
    sessions: SessionStore
    feedback: FeedbackStore
    engine: sa.engine.Engine
    writer: Writer
    resources: Resources

    def close(self) -> None:
        """Stop the agent, write what is pending."""
        self.agent.finish(self.resources.prober.aclose())
        self.agent.close()
        self.writer.close()


def build(settings: Settings, database_url: str | None = None) -> Parts:
    """Make everything but the model, which `AgentThread.load` brings."""
    engine = open_database(database_url or settings.database)
    writer = Writer(engine)
    resources = read_resources(settings, StoredHistory(CheckHistory(engine, writer)))
    trackers = ConversationStore(engine, writer)
    sessions = SessionStore(engine, writer)
    agent = AgentThread(trackers, create_actions(resources))
    conversations = Conversations(agent, trackers, sessions, Checks(resources))
    feedback = FeedbackStore(engine, writer)
    return Parts(agent, conversations, sessions, feedback, engine, writer, resources)


class Health:
    """``/healthz``: the process lives; ``/readyz``: it gives the right answer in both languages."""

    def __init__(self, agent: AgentThread) -> None:
        self._agent = agent
        self._asked = 0.0
        self._right = False
        self._asking = asyncio.Lock()

    async def healthz(self, request: web.Request) -> web.Response:
        """Answer as long as the event loop turns."""
        return web.json_response({"status": "ok"})

    async def readyz(self, request: web.Request) -> web.Response:
        """Ask the canary questions, at most every `CANARY_SECONDS`."""
        async with self._asking:
            if not self._right or time.monotonic() - self._asked > CANARY_SECONDS:
                self._right = await self._ask()
                self._asked = time.monotonic()
        if not self._right:
            raise RefusalError(503, "not_ready")
        return web.json_response({"status": "ready"})

    async def _ask(self) -> bool:
        for language, question in CANARIES.items():
            try:
                parsed = await self._agent.parse(question)
            except (TurnError, RuntimeError) as error:
                logger.error("a canary question failed: %s", type(error).__name__)
                return False
            found = {entity["entity"]: entity["value"] for entity in parsed["entities"]}
            if found.get("article") != CANARY_ARTICLE or found.get("language") != language.value:
                logger.error("a canary question got a wrong answer in '%s'", language.value)
                return False
        return True


async def _watch_incidents(parts: Parts) -> None:
    parts.agent.keep_running(parts.resources.incidents.run())


async def _keep_tidy(
    settings: Settings, parts: Parts, _application: web.Application
) -> AsyncIterator[None]:
    async def erase(conversation: str) -> list[Future[None]]:
        deleting = await parts.conversations.erase(conversation)
        return [*deleting, parts.feedback.let_go(conversation)]

    retention = Retention(parts.engine, erase, settings.retention_hours)
    task = asyncio.ensure_future(retention.run())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def create_application(settings: Settings, parts: Parts) -> web.Application:
    """Return the web application; who made the parts closes them."""
    answer_in_our_words()
    hosts = browser_origins(parts.resources.gateways)
    sessions, feedback, audience = parts.sessions, parts.feedback, Audience()
    turns = WebTurns(parts.conversations, audience, feedback)
    limiter = Limiter(settings.proxies)
    streams = Streams(turns, sessions, audience, limiter)
    channel, guard = WebChannel(turns, sessions, streams, limiter), SiteGuard(settings.origins)
    care = CareChannel(parts.conversations, sessions, feedback, audience, parts.engine)
    application = web.Application(
        middlewares=[guard.middleware(), refusals],
        client_max_size=MAXIMUM_BODY_BYTES,
        handler_args={"auto_decompress": False},  # bodies that are compressed are refused
    )
    application.on_response_prepare.append(security_headers(hosts))
    application.on_response_prepare.append(guard.let_read)
    health = Health(parts.agent)
    application.router.add_get("/healthz", health.healthz)
    application.router.add_get("/readyz", health.readyz)
    channel.add_routes(application)
    care.add_routes(application)
    add_description(application, has_rest=bool(settings.rest_token))
    application.on_startup.append(lambda _: _watch_incidents(parts))
    application.cleanup_ctx.append(partial(_keep_tidy, settings, parts))
    if settings.rest_token:
        RasaRestChannel(parts.conversations, settings.rest_token).add_routes(application)

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
    store = SlackStore(parts.engine, parts.writer)
    SlackApp(slack, parts.conversations, parts.sessions, parts.feedback, store).add_routes(
        application
    )
