"""The ordered stream of a conversation: a WebSocket for each tab that has it open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from bot.audience import Audience, CrowdedError, Follower
from bot.channels.browser_safety import guess_platform
from bot.channels.http_errors import WAITING_STATUSES, RefusalError
from bot.channels.json_body import MAXIMUM_BODY_BYTES, parse_fields
from bot.channels.limiter import Limiter
from bot.channels.said import SAID_FIELDS, read_said
from bot.channels.stream_socket import StreamSocket
from bot.channels.strict_json import parse_object
from bot.channels.web_turns import WebTurns
from bot.stores.database import UnreadableError
from bot.stores.sessions import Session, SessionStore

FIRST_FRAME_SECONDS = 10.0
BEAT_SECONDS = 20.0
MOST_STREAMS = 2_000
MOST_REFUSED = 100
"""Questions of one stream that are refused before it is closed; a person notices the first."""
FRAME_CHARACTERS = 100  # of a frame, around what was said
REFUSED_SECONDS, PING_SECONDS = 0.1, 0.05
"""How long a stream is not read after such a frame: who sends without end waits for themselves."""
LARGEST_FRAME_BYTES = 64 * 1024
"""More than any question that the widget sends: what is too large is refused by its id."""
BAD_FRAME, SESSION_ENDED, DELETED = 4400, 4401, 4410
CLOSE_CODES = {"expired": SESSION_ENDED, "deleted": DELETED, "deleting": DELETED}
GREETING_FIELDS: Mapping[str, type] = {"session": str, "after": str}


class Streams:
    """All open streams."""

    def __init__(
        self, turns: WebTurns, sessions: SessionStore, audience: Audience, limiter: Limiter
    ) -> None:
        self._turns = turns
        self._sessions = sessions
        self._audience = audience
        self._limiter = limiter
        self._open: set[web.WebSocketResponse] = set()
        self.on_refusal: Callable[[str], None] = _tell_nobody

    @property
    def count(self) -> int:
        """Return how many streams are open."""
        return len(self._open)

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Take a handshake, then frames until either end has gone."""
        if len(self._open) >= MOST_STREAMS:
            raise RefusalError(503, "too_many_streams")
        socket = StreamSocket(
            heartbeat=BEAT_SECONDS,
            max_msg_size=LARGEST_FRAME_BYTES,
            autoping=False,
            compress=False,  # who sends much shall have to send it
        )
        if not _is_handshake(socket, request):
            raise RefusalError(426, "upgrade")
        network = self._limiter.network(request)
        with self._limiter.stream(network):
            await socket.prepare(request)
            self._open.add(socket)
            try:
                await self._greet(request, socket, network)
            finally:
                self._open.discard(socket)
        return socket

    async def close(self, _application: web.Application) -> None:
        """End all streams; their clients come back to whoever serves then."""
        sockets = list(self._open)
        await asyncio.gather(*(socket.close(code=WSCloseCode.GOING_AWAY) for socket in sockets))

    async def _greet(
        self, request: web.Request, socket: web.WebSocketResponse, network: str
    ) -> None:
        """Take the token, which comes in the first frame lest it stand in an address."""
        try:
            first = await asyncio.wait_for(socket.receive(), FIRST_FRAME_SECONDS)
            if first.type is not WSMsgType.TEXT:
                raise RefusalError(400, "not_json")
            fields = parse_fields(first.data, GREETING_FIELDS)
        except (asyncio.TimeoutError, RefusalError) as error:
            if isinstance(error, RefusalError):
                self.on_refusal(error.code)
            await socket.close(code=BAD_FRAME)
            return
        session = await self._find(socket, fields.get("session", ""))
        if session is None:
            return

        async def admit(characters: int) -> None:
            await self._limiter.admit_message(network, session.conversation, characters)

        asker = _Asker(network, admit)
        try:
            with self._audience.follow(session.conversation) as follower:
                await self._audience.join(session.conversation)
                if not await self._may_read(network, session, fields.get("after", "")):
                    await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
                    return
                stream = _Stream(socket, session, follower, self._turns, self._sessions, asker)
                stream.on_refusal = self.on_refusal
                await stream.run(fields, guess_platform(request))
        except CrowdedError:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def _find(self, socket: web.WebSocketResponse, token: str) -> Session | None:
        """Return the session of a token; where it is not good, end the stream."""
        try:
            session = await self._sessions.find(token)
        except UnreadableError:
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return None
        if session is None:
            await _end(socket, "expired")
        return session

    async def _may_read(self, network: str, session: Session, after: str) -> bool:
        try:
            await self._turns.refresh(session)
            count = self._turns.count_after(session, after)
            await self._limiter.admit_reading(network, session.conversation, count)
        except RefusalError as error:
            self.on_refusal(error.code)
            return False
        return True


@dataclass(frozen=True)
class _Asker:
    """Where a stream comes from, and what counts its questions."""

    network: str
    admit: Callable[[int], Awaitable[None]]


class _Stream:
    """One socket that follows a conversation."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        session: Session,
        follower: Follower,
        turns: WebTurns,
        sessions: SessionStore,
        asker: _Asker,
    ) -> None:
        self._asker = asker
        self._socket = socket
        self._session = session
        self._follower = follower
        self._turns = turns
        self._sessions = sessions
        self._refused = 0
        self.on_refusal: Callable[[str], None] = _tell_nobody

    async def run(self, greeting: Mapping[str, str], platform: str | None) -> None:
        """Send what happens and take what is said until the stream ends."""
        # It is followed already, so that nothing falls between the history and what comes next.
        self._follower.tell(
            {"welcome": self._turns.history(self._session, greeting.get("after", ""))}
        )
        sending = asyncio.ensure_future(self._send())
        beating = asyncio.ensure_future(self._beat(greeting["session"]))
        try:
            await self._receive(greeting["session"], platform)
        finally:
            self._follower.end()
            beating.cancel()
            with suppress(ConnectionError):
                await sending

    async def _send(self) -> None:
        while (event := await self._follower.next()) is not None:
            await self._socket.send_str(json.dumps(event))
            if "ended" in event:
                await self._socket.close(
                    code=CLOSE_CODES.get(event["ended"]["reason"], SESSION_ENDED)
                )
                return
        await self._socket.close()

    async def _beat(self, token: str) -> None:
        """Let the client know that the stream lives, and end it with its session."""
        while True:
            session = await self._look(token)
            left = session.expires - self._sessions.now() if session else 0.0
            if left <= 0:
                self._follower.tell({"ended": {"reason": "expired"}})
                return
            await asyncio.sleep(min(BEAT_SECONDS, left + 0.05))
            self._follower.tell({"beat": True})

    async def _look(self, token: str) -> Session | None:
        try:
            return await self._sessions.look(token)
        except UnreadableError:  # it was good at the last beat
            return self._session

    async def _receive(self, token: str, platform: str | None) -> None:
        async for frame in self._socket:
            if frame.type in (WSMsgType.PING, WSMsgType.PONG):
                await self._pong(frame)
                continue
            if frame.type is not WSMsgType.TEXT:
                await self._socket.close(code=BAD_FRAME)
                return
            await asyncio.sleep(0)  # frames that are there already leave room for others
            session = await self._find(token)
            if session is None:
                self._follower.tell({"ended": {"reason": "expired"}})
            elif (
                not await self._take(session, frame.data, platform) or self._refused > MOST_REFUSED
            ):
                await self._socket.close(code=BAD_FRAME)
                return

    async def _find(self, token: str) -> Session | None:
        try:
            return await self._sessions.find(token)
        except UnreadableError:  # the turn itself will say so
            return self._session

    async def _pong(self, frame: WSMessage) -> None:
        """Answer a ping, and then read nothing for a moment: it costs more than it takes.

        So do pongs; one that answers comes every `BEAT_SECONDS`.
        """
        if frame.type is WSMsgType.PING:
            await self._socket.pong(frame.data)
        await asyncio.sleep(PING_SECONDS)

    async def _take(self, session: Session, text: str, platform: str | None) -> bool:
        """Begin a turn; return whether the client can be told how it went."""
        identifier = _identifier(text)
        try:
            if len(text.encode()) > MAXIMUM_BODY_BYTES:
                raise RefusalError(413, "too_large")
            await self._asker.admit(len(text) - FRAME_CHARACTERS)
            said = read_said(parse_fields(text, SAID_FIELDS), platform)
        except RefusalError as error:
            self._refuse(identifier, error)
            if identifier:
                await asyncio.sleep(REFUSED_SECONDS)
            return bool(identifier)
        if not identifier:
            return False
        turn = self._turns.take(session, replace(said, group=self._asker.network))
        turn.add_done_callback(lambda done: self._finish(identifier, done))
        return True

    def _finish(self, identifier: str, turn: asyncio.Task[Any]) -> None:
        error = None if turn.cancelled() else turn.exception()
        if isinstance(error, RefusalError):
            self._refuse(identifier, error)
        elif error is not None:
            self._refuse(identifier, RefusalError(500, "internal"))

    def _refuse(self, identifier: str, error: RefusalError) -> None:
        self._refused += 1
        self.on_refusal(error.code)
        refusal = {"id": identifier, "status": error.status, "error": error.body()}
        if error.status in WAITING_STATUSES:
            refusal["retry_after"] = error.retry_after
        self._follower.tell({"refused": refusal})


def _is_handshake(socket: web.WebSocketResponse, request: web.Request) -> bool:
    try:
        return bool(socket.can_prepare(request))
    except ValueError:  # a key with other characters than ASCII
        return False


def _identifier(text: str) -> str:
    """Return the id of a frame, to answer even one that cannot be used; empty without any."""
    try:
        found = parse_object(text).get("id")
    except ValueError:
        return ""
    return found if isinstance(found, str) and found.isprintable() and len(found) <= 64 else ""


def _tell_nobody(_code: str) -> None:
    """Leave a refusal to the client alone, where nobody counts."""


async def _end(socket: web.WebSocketResponse, reason: str) -> None:
    await socket.send_json({"ended": {"reason": reason}})
    await socket.close(code=CLOSE_CODES[reason])
