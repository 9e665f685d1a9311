"""The Slack app: Bolt takes what Slack sends, and it is written down before it is acknowledged."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.internals import parse_body
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.http_errors import RefusalError
from bot.channels.pace import read_in_time
from bot.channels.slack.answers import Answers
from bot.channels.slack.delivery import Delivery
from bot.channels.slack.events import read_action, read_command, read_event, team_of
from bot.channels.slack.jobs import Workers
from bot.channels.slack.people import People
from bot.channels.slack.place import Asked, Kind
from bot.channels.slack.poster import PassingError, Poster, PostError
from bot.channels.slack.shape import is_readable
from bot.channels.slack.words import WORDS
from bot.conversation import Conversations
from bot.stores.feedback import FeedbackStore
from bot.stores.sessions import SessionStore
from bot.stores.slack import Job, Living, SlackStore
from kb.language import Language

logger = logging.getLogger(__name__)
BOLT_LOGGER = logging.getLogger("slack_bolt")
"""Slack's libraries log what people write; `bot.process` keeps this one to errors."""

PATH = "/slack/events"
LARGEST_BODY = 1024 * 1024
LONGEST_UNSIGNED = 1024
"""Characters of a body that may be read before its signature; a MiB takes up to a second."""
LONGEST_STAMP = 12
WRITTEN_SECONDS = 0.4  # Slack is answered within 0.5 s, whether or not the database is quick
IDENTITY_SECONDS = 0.3
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
PING_SECONDS = 3.0
CALL_SECONDS = 30
TIDY_SECONDS = 60 * 60.0
TAKE_OVER_SECONDS = 5.0
ANYTHING = re.compile(".*", re.DOTALL)


@dataclass(frozen=True)
class SlackSettings:
    """How to reach Slack; with an app token by Socket Mode, with a signing secret by HTTP."""

    bot_token: str
    signing_secret: str
    app_token: str
    api: str


@dataclass(frozen=True)
class Identity:
    """Who Slack says we are."""

    team: str
    user: str
    bot: str
    app: str


class NotWrittenError(Exception):
    """What came is not safe yet; Slack shall send it again."""


class SlackApp:
    """Lotse in one Slack workspace."""

    def __init__(
        self,
        settings: SlackSettings,
        conversations: Conversations,
        sessions: SessionStore,
        feedback: FeedbackStore,
        store: SlackStore,
        living: Living | None = None,
    ) -> None:
        """Take, where several workers serve, what tells which of them live."""
        self._living = living
        self._settings = settings
        self._store = store
        self._parts = (conversations, sessions, feedback)
        self._identity: asyncio.Future[Identity]
        self._bolt: AsyncApp
        self._verifier = SignatureVerifier(settings.signing_secret or "none")
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def waiting(self) -> int:
        """Return how many jobs are not done yet."""
        return self._workers.waiting if self._tasks else 0

    def add_routes(self, application: web.Application) -> None:
        """Let the app live with the application."""
        application.cleanup_ctx.append(self._run)
        if self._settings.signing_secret:
            application.router.add_post(PATH, self.receive)

    async def _run(self, _application: web.Application) -> Any:
        timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            client = AsyncWebClient(
                self._settings.bot_token,
                base_url=self._settings.api,
                session=session,
                retry_handlers=[],
                logger=BOLT_LOGGER,
            )
            self._start(client, session)
            yield
            await self._stop()

    def _start(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._identity = asyncio.get_running_loop().create_future()
        self._poster = Poster(client)
        self._people = People(self._store, self._poster)
        answers = Answers(*self._parts, self._store, self._people, self._poster)
        delivery = Delivery(self._poster, session, self._people, self._settings.api)
        self._workers = Workers(self._store, answers.find, delivery.send)
        self._bolt = self._create_bolt(client)
        self._tasks = [asyncio.ensure_future(each) for each in (self._learn(), self._tidy())]
        if self._settings.app_token:
            self._socket = AsyncSocketModeHandler(
                self._bolt,
                self._settings.app_token,
                BOLT_LOGGER,
                client,
                ping_interval=PING_SECONDS,
            )
            self._tasks.append(asyncio.ensure_future(self._connect()))

    async def _stop(self) -> None:
        if self._settings.app_token:
            await self._socket.client.close()  # type: ignore[no-untyped-call]  # Bolt's
        await self._workers.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._poster.close()

    async def _connect(self) -> None:
        await self._socket.client.connect()  # type: ignore[no-untyped-call]  # Bolt's

    async def _learn(self) -> None:
        """Find out who we are, then go on with what was left."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                identity = await self._ask_identity()
                break
            except PostError as error:
                logger.error("Slack refuses LOTSE_SLACK_BOT_TOKEN: %s", error)
                pause = LONGEST_PAUSE_SECONDS
            except PassingError as error:
                logger.warning("Slack cannot be reached: %s", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        self._identity.set_result(identity)
        logger.info("Slack: in workspace %s as %s", identity.team, identity.user)
        await self._take_over()

    async def _take_over(self) -> None:
        """Go on with what was left; where others may die, look for that again and again."""
        await self._workers.take_over(self._living or _nobody)
        while self._living is not None:
            await asyncio.sleep(TAKE_OVER_SECONDS)
            await self._workers.take_over(self._living)

    async def _ask_identity(self) -> Identity:
        found = await self._poster.call("auth.test", {})
        bot = str(found.get("bot_id") or "")
        app = ""
        try:
            known = await self._poster.call("bots.info", {"bot": bot})
            app = str((known.get("bot") or {}).get("app_id") or "")
        except PostError as error:  # a missing scope; the signature still tells us apart
            logger.warning("the id of the Slack app is not known: %s", error)
        return Identity(str(found.get("team_id")), str(found.get("user_id")), bot, app)

    async def _tidy(self) -> None:
        while True:
            self._store.forget_old()
            await asyncio.sleep(TIDY_SECONDS)

    def _create_bolt(self, client: AsyncWebClient) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            return self._authorize()

        bolt = AsyncApp(
            client=client,
            authorize=authorize,
            signing_secret=self._settings.signing_secret or "none",
            request_verification_enabled=bool(self._settings.signing_secret),
            process_before_response=True,  # what is not written down is not acknowledged
            logger=BOLT_LOGGER,
        )
        self._listen(bolt)
        return bolt

    def _listen(self, bolt: AsyncApp) -> None:
        """Hand on what Bolt brings; it knows what to pass by the names of arguments."""

        async def check_sender(body: dict[str, Any], next: Any) -> Any:
            return await self._check_sender(body, next)

        async def take_event(body: dict[str, Any]) -> None:
            await self._take_event(body)

        async def take_command(body: dict[str, Any], ack: Any) -> None:
            await self._take_command(body, ack)

        async def take_action(body: dict[str, Any], ack: Any) -> None:
            await self._take_action(body, ack)

        async def refuse(error: Exception) -> BoltResponse:
            return await self._refuse(error)

        bolt.use(check_sender)
        bolt.event(ANYTHING)(take_event)
        bolt.command(ANYTHING)(take_command)
        bolt.action(ANYTHING)(take_action)
        bolt.error(refuse)

    def _authorize(self) -> AuthorizeResult:
        """Answer without a call: there is one workspace, and its token is known."""
        known = self._identity.result() if self._identity.done() else Identity("", "", "", "")
        return AuthorizeResult(
            enterprise_id=None,
            team_id=known.team,
            bot_token=self._settings.bot_token,
            bot_user_id=known.user,
            bot_id=known.bot,
        )

    async def receive(self, request: web.Request) -> web.Response:
        """Take what Slack sends by HTTP."""
        large = request.clone(client_max_size=LARGEST_BODY)
        try:
            text = (await read_in_time(large)).decode()
            if len(text) > LONGEST_UNSIGNED and not self._is_signed(text, request):
                return web.Response(status=401)  # Bolt says so too, but only after reading it
            if not is_readable(parse_body(text, request.content_type)):
                raise RefusalError(400, "not_json")
            asked = AsyncBoltRequest(
                body=text,
                query=request.query_string,
                headers=dict(request.headers),
            )
        except (UnicodeDecodeError, JSONDecodeError, RecursionError) as error:
            raise RefusalError(400, "not_json") from error
        with self._workers.incoming():
            return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    def _is_signed(self, text: str, request: web.Request) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        is_stamp = stamp.isascii() and stamp.isdecimal() and len(stamp) <= LONGEST_STAMP
        return is_stamp and signature.isascii() and self._verifier.is_valid(text, stamp, signature)

    async def _check_sender(self, body: dict[str, Any], go_on: Any) -> BoltResponse | None:
        """Refuse other workspaces and other apps, and wait for a moment until we know ours."""
        try:
            known = await asyncio.wait_for(asyncio.shield(self._identity), IDENTITY_SECONDS)
        except asyncio.TimeoutError:
            return BoltResponse(status=503, body="not ready")
        app = body.get("api_app_id")
        if team_of(body) != known.team or (known.app and app and app != known.app):
            logger.warning("Slack: a request of another workspace or app was refused")
            return BoltResponse(status=403, body="another workspace or app")
        await go_on()
        return None

    async def _take_event(self, body: dict[str, Any]) -> None:
        asked = read_event(body, self._identity.result().user)
        if asked is not None and self._is_for_us(asked):
            await self._write_down(asked)

    async def _take_command(self, body: dict[str, Any], ack: Any) -> None:
        asked = read_command(body)
        if asked is None:
            await ack(WORDS[Language.ENGLISH].usage_ask)
            return
        await self._write_down(asked)
        is_check = asked.kind is Kind.PORTCHECK and asked.text
        await ack(self._people.words_at_once(asked).checking if is_check else "")

    async def _take_action(self, body: dict[str, Any], ack: Any) -> None:
        asked = read_action(body)
        if asked is not None:
            await self._write_down(asked)
        await ack()

    def _is_for_us(self, asked: Asked) -> bool:
        """Return whether to answer, and remember who speaks in threads that we take part in."""
        if asked.kind is not Kind.SAY or asked.place.is_direct:
            return True
        people = self._store.people(asked.place.key)
        is_asker = asked.is_addressed or asked.user in people.askers
        if is_asker or people.askers:
            self._store.note_person(asked.place.key, asked.user, is_asker)
        return is_asker

    async def _write_down(self, asked: Asked) -> None:
        job = Job(asked.key, asked.as_json())
        if not await self._store.take(job, self._workers.add, WRITTEN_SECONDS):
            raise NotWrittenError

    async def _refuse(self, error: Exception) -> BoltResponse:
        logger.error("Slack: a request was not taken: %s", type(error).__name__)
        status = 503 if isinstance(error, NotWrittenError) else 500
        return BoltResponse(status=status, body="please send it again")


async def _nobody(_workers: Collection[str]) -> Collection[str]:
    return ()
