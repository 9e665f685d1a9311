"""Socket Mode: WebSockets that bring envelopes, want acknowledgements, and break in every way."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from tests.slack.changes import Changes
from tests.slack.faults import Faults, reset_connection
from tests.slack.workspace import APP

FAULTS_NAME = "websocket"
WARNING_SECONDS = 0.2  # ten in Slack
CLOSE_SECONDS = 1.0
HOST = "applink-pretend-1"


class Drop(Enum):
    """How a socket ends."""

    CLOSE = "close"  # a close frame
    ABORT = "abort"  # a TCP reset
    WARNING = "warning"  # Slack says that it will close soon, and does
    REFRESH = "refresh_requested"
    LINK_DISABLED = "link_disabled"
    SILENT = "silent"  # it stays open, but nobody reads or answers


@dataclass(eq=False)
class Socket:
    """One connection of the app."""

    number: int
    response: web.WebSocketResponse
    request: web.Request
    is_silent: bool = False
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)

    @property
    def transport(self) -> asyncio.Transport | None:
        """The TCP connection below."""
        return self.request.transport


@dataclass(frozen=True)
class Acknowledged:
    """One envelope that the app took."""

    envelope_id: str
    kind: str
    payload: Any
    seconds: float
    socket: int


class SocketLostError(Exception):
    """The socket went away before it acknowledged."""


class Sockets:
    """All connections; an envelope goes to one of them in turn."""

    def __init__(self, changes: Changes, faults: Faults) -> None:
        self.url = ""
        self.open: list[Socket] = []
        self.opened = 0
        self.acknowledged: list[Acknowledged] = []
        self.unknown_frames: list[str] = []
        self.changes = changes
        self._faults = faults
        self._tickets: set[str] = set()
        self._turn = itertools.count()

    def create_url(self) -> str:
        """Return an address for one connection."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return f"{self.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        fault = self._faults.take(FAULTS_NAME)
        if fault is not None and fault.resets_before:
            reset_connection(request.transport)
            return web.Response()
        if fault is not None and fault.answers:
            return fault.response()
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        return await self._serve(request)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        response = web.WebSocketResponse(autoping=False, timeout=CLOSE_SECONDS)
        await response.prepare(request)
        self.opened += 1
        socket = Socket(self.opened, response, request)
        self.open.append(socket)
        await response.send_json(self._hello())
        self.changes.announce()
        try:
            await self._read(socket)
        finally:
            self._forget(socket)
        return response

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    async def _read(self, socket: Socket) -> None:
        async for frame in socket.response:
            await self._take(socket, frame)

    async def _take(self, socket: Socket, frame: WSMessage) -> None:
        if socket.is_silent:
            return
        if frame.type is WSMsgType.PING:
            await socket.response.pong(frame.data)
        elif frame.type is WSMsgType.TEXT:
            answer = json.loads(frame.data)
            waiting = socket.waiting.pop(answer.get("envelope_id", ""), None)
            if waiting is None or waiting.done():
                self.unknown_frames.append(frame.data)
            else:
                waiting.set_result(answer)

    def _forget(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        for waiting in socket.waiting.values():
            if not waiting.done():
                waiting.set_exception(SocketLostError())
        socket.waiting.clear()
        self.changes.announce()

    async def send(self, envelope: dict[str, Any], seconds: float) -> Acknowledged:
        """Send an envelope once and wait for its acknowledgement.

        Raises `SocketLostError` where the socket breaks or none is open, `asyncio.TimeoutError`
        where it stays open and nothing comes.
        """
        socket = self._next()
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        waiting.add_done_callback(lambda each: each.cancelled() or each.exception())
        socket.waiting[envelope["envelope_id"]] = waiting
        sent_at = time.monotonic()
        try:
            await asyncio.wait_for(socket.response.send_json(envelope), seconds)
            answer = await asyncio.wait_for(waiting, seconds)
        except ConnectionError:
            raise SocketLostError from None
        except asyncio.TimeoutError:
            if socket.is_silent:
                self._forget(socket)
            raise
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)
        taken = Acknowledged(
            envelope["envelope_id"],
            envelope["type"],
            answer.get("payload"),
            time.monotonic() - sent_at,
            socket.number,
        )
        self.acknowledged.append(taken)
        self.changes.announce()
        return taken

    def _next(self) -> Socket:
        if not self.open:
            raise SocketLostError
        return self.open[next(self._turn) % len(self.open)]

    async def drop(self, kind: Drop = Drop.CLOSE, socket: Socket | None = None) -> None:
        """End a socket, the oldest if none is named."""
        dropped = socket or self.open[0]
        if kind is Drop.SILENT:
            self._silence(dropped)
        elif kind is Drop.ABORT:
            reset_connection(dropped.transport)
        elif kind is Drop.CLOSE:
            await dropped.response.close(code=WSCloseCode.GOING_AWAY)
        else:
            await self._disconnect(dropped, kind)

    def _silence(self, socket: Socket) -> None:
        socket.is_silent = True
        if socket.transport is not None:
            socket.transport.pause_reading()

    async def _disconnect(self, socket: Socket, kind: Drop) -> None:
        info = {"host": HOST}
        said = {"type": "disconnect", "reason": kind.value, "debug_info": info}
        await socket.response.send_json(said)
        if kind is Drop.WARNING:
            await asyncio.sleep(WARNING_SECONDS)
        await socket.response.close(code=WSCloseCode.GOING_AWAY)

    async def close(self) -> None:
        """End all of them, as a server that stops."""
        for socket in list(self.open):
            reset_connection(socket.transport)
            self._forget(socket)
