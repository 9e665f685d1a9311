"""Hold connections with deadlines: slow, silent and too many ones give way to people who ask."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.stream_pace import StreamPace

BACKLOG = 1_024
"""So many wait in the system, without a file of ours. Those who find no place there hear nothing:
their systems try again after 1, 3, 7, 15 and 31 seconds, and answers come too late."""
ACCEPTED_AT_ONCE = 16
"""asyncio takes as many as that before it looks at any of them. Those beyond the limits hold a file
until they are cut off: in a crowd few at a time leave files for the database."""
STOP_SECONDS = 20.0
"""How long requests under way may take when the server stops."""


@dataclass(frozen=True)
class ConnectionLimits:
    """Deadlines in seconds, and how many connections there may be; ``each``: of one network.

    Beyond ``most`` there are ``reserve`` more, for whoever asks whether the server lives, and for
    Slack. A peer that reads nothing for ``stuck_seconds`` is cut off.
    """

    head_seconds: float = 5.0
    idle_seconds: float = 30.0
    body_seconds: float = 10.0
    linger_seconds: float = 2.0
    stuck_seconds: float = 20.0
    most: int = 3_000
    most_each: int = 256
    reserve: int = 64


class Connections:
    """All open connections of a server."""

    def __init__(self, limits: ConnectionLimits, network: Callable[[str], str]) -> None:
        """Take what tells the network of an address; empty for one that is not to be counted."""
        self.limits = limits
        self._network = network
        self._open: dict[Connection, str] = {}
        self._each: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    def add(self, connection: Connection, address: str) -> None:
        """Count a new connection; too many of one network are cut off, idle ones give way."""
        network = self._network(address)
        self._open[connection] = network
        self._each[network] += 1
        if network and self._each[network] > self.limits.most_each:
            connection.cut()
        elif len(self._open) > self.limits.most and not self._make_room(connection):
            connection.is_in_reserve = True
            if len(self._open) > self.limits.most + self.limits.reserve:
                connection.cut()

    def _make_room(self, newest: Connection) -> bool:
        idle = (each for each in self._open if each.can_give_way and each is not newest)
        oldest = next(idle, None)
        if oldest is not None:
            oldest.cut()
        return oldest is not None

    def remove(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        network = self._open.pop(connection, None)
        if network is None:
            return
        self._each[network] -= 1
        if not self._each[network]:
            del self._each[network]

    async def sweep(self) -> None:
        """Cut off, for ever, connections that are closing but whose peers do not read."""
        closing: set[Connection] = set()
        while True:
            await asyncio.sleep(self.limits.stuck_seconds)
            stuck = {each for each in self._open if each.is_closing}
            for connection in closing & stuck:
                connection.cut()
            closing = stuck - closing


class Connection(RequestHandler):
    """aiohttp's connection, which has no deadline of its own for a head that comes slowly.

    It would read a stream as fast as it comes, too, however little its frames say.
    """

    __slots__ = ("_connections", "_deadline", "_pace", "_pipe", "_stuck", "is_in_reserve")

    def __init__(self, manager: web.Server, connections: Connections, **options: Any) -> None:
        """Take aiohttp's options too."""
        super().__init__(manager, **options)
        self._connections = connections
        self._deadline: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._pipe: asyncio.Transport | None = None
        self._pace: StreamPace | None = None
        self.is_in_reserve = False

    @property
    def is_idle(self) -> bool:
        """Return whether it waits for a request, or for the rest of its head."""
        return self._waiter is not None or not self._request_count

    @property
    def can_give_way(self) -> bool:
        """Return whether room comes of cutting it: of one that is cut already none comes twice."""
        return self.is_idle and not self.is_closing

    @property
    def is_closing(self) -> bool:
        """Return whether all that is left is to send what is under way."""
        return self._pipe is not None and self._pipe.is_closing()

    def cut(self) -> None:
        """Close at once, whatever has not been sent."""
        if self._pipe is not None:
            self._pipe.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it, and expect a head soon."""
        super().connection_made(transport)
        self._pipe = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._expect_head()
        peer = transport.get_extra_info("peername")
        self._connections.add(self, str(peer[0]) if peer else "")

    def connection_lost(self, exc: BaseException | None) -> None:
        """Let go of it."""
        super().connection_lost(exc)
        self._connections.remove(self)
        if self._pace is not None:
            self._pace.end()
        for timer in (self._deadline, self._stuck):
            if timer is not None:
                timer.cancel()
        self._deadline = self._stuck = self._pipe = None

    def data_received(self, data: bytes) -> None:
        """Expect the rest of a head once it has begun; read a stream at its pace."""
        if self._payload_parser is not None:
            self._stream_pace().take(data)
            return
        heads = self._request_count
        super().data_received(data)
        if self._request_count > heads:
            self._cancel_deadline()
        elif self._waiter is not None and self._deadline is None:
            self._expect_head()

    def _stream_pace(self) -> StreamPace:
        if self._pace is None:
            hold, release = self._pause_reading_for_buffer, self._resume_reading_for_buffer
            self._pace = StreamPace(super().data_received, hold, release)
        return self._pace

    def expect_goodbye(self) -> None:
        """Read little more of a stream that is being closed."""
        self._stream_pace().expect_goodbye()

    def _expect_head(self) -> None:
        seconds = self._connections.limits.head_seconds
        self._deadline = asyncio.get_running_loop().call_later(seconds, self.cut)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def pause_writing(self) -> None:
        """Expect a peer that does not read to begin soon."""
        super().pause_writing()
        seconds = self._connections.limits.stuck_seconds
        self._stuck = asyncio.get_running_loop().call_later(seconds, self.cut)

    def resume_writing(self) -> None:
        """Be content: the peer reads."""
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None


@asynccontextmanager
async def serving(
    application: web.Application,
    listener: socket.socket,
    connections: Connections,
    stop_seconds: float = STOP_SECONDS,
) -> AsyncIterator[None]:
    """Serve an application while the block runs; then let requests under way end."""
    limits, loop = connections.limits, asyncio.get_running_loop()
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=stop_seconds)
    await runner.setup()
    manager = runner.server
    assert manager is not None

    def connect() -> Connection:
        return Connection(
            manager,
            connections,
            loop=loop,
            access_log=None,
            auto_decompress=False,  # bodies that are compressed are refused
            keepalive_timeout=limits.idle_seconds,
            lingering_time=limits.linger_seconds,
        )

    sweeping = asyncio.ensure_future(connections.sweep())
    server = await loop.create_server(connect, sock=listener, backlog=ACCEPTED_AT_ONCE)
    listener.listen(BACKLOG)  # the system itself may let more wait than are taken at once
    try:
        yield
    finally:
        server.close()
        await runner.cleanup()
        sweeping.cancel()
