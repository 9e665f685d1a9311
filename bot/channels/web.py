"""The widget's channel: its files, sessions and messages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from aiohttp import web

from bot.channels.answer_stream import Progress, stream_answer, wants_stream
from bot.channels.browser_safety import guess_platform
from bot.channels.json_body import read_fields
from bot.channels.limiter import Limiter
from bot.channels.own_session import own_session
from bot.channels.said import SAID_FIELDS, read_said
from bot.channels.site_guard import GUARDED
from bot.channels.streams import Streams
from bot.channels.web_turns import WebTurns, iso_time
from bot.channels.widget_routes import add_widget_routes
from bot.stores.sessions import SessionStore

SESSION_FIELDS: Mapping[str, type] = {"language": str}


class WebChannel:
    """Handlers for ``/``, the widget's files and ``/api``."""

    def __init__(
        self,
        turns: WebTurns,
        sessions: SessionStore,
        streams: Streams,
        limiter: Limiter,
    ) -> None:
        self._turns = turns
        self._sessions = sessions
        self._streams = streams
        self._limiter = limiter

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's routes."""
        add_widget_routes(application)
        application.router.add_post("/api/session", self.create_session)
        application.router.add_get("/api/messages", self.history)
        application.router.add_post("/api/messages", self.receive)
        application.router.add_get("/api/stream", self._streams.connect)
        application.on_shutdown.append(self._streams.close)
        for folder in GUARDED:
            application.router.add_route("OPTIONS", f"{folder}{{name:.+}}", self.preflight)

    async def create_session(self, request: web.Request) -> web.Response:
        """Begin a conversation; the token is the only key to it."""
        await read_fields(request, SESSION_FIELDS)
        await self._limiter.admit_session(self._limiter.network(request))
        token, session = self._sessions.create()
        self._turns.begin(session)
        await self._sessions.be_known()
        body = {"session": token, "expires": iso_time(session.expires)}
        return web.json_response(body)

    async def history(self, request: web.Request) -> web.Response:
        """Return the conversation so far, or what came after a turn."""
        session, after = await own_session(self._sessions, request), request.query.get("after", "")
        await self._turns.refresh(session)
        network, count = self._limiter.network(request), self._turns.count_after(session, after)
        await self._limiter.admit_reading(network, session.conversation, count)
        return web.json_response(self._turns.history(session, after))

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take a text, a pressed button or a browser's results and return the answer's messages."""
        await own_session(self._sessions, request)
        said = read_said(await read_fields(request, SAID_FIELDS), guess_platform(request))
        session = await own_session(
            self._sessions, request
        )  # it may have ended while the body came
        network = self._limiter.network(request)
        length = len(said.text or "")
        await self._limiter.admit_message(network, session.conversation, length)
        progress = Progress() if wants_stream(request) else None
        turn = self._turns.take(session, replace(said, group=network), progress)
        if progress is None:
            return web.json_response(self._turns.answer(session, await asyncio.shield(turn)))
        return await stream_answer(request, turn, progress, partial(self._turns.answer, session))

    async def preflight(self, request: web.Request) -> web.Response:
        """Answer a browser that asks before it sends from another origin."""
        headers = {
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Max-Age": "600",
        }
        return web.Response(status=204, headers=headers)
