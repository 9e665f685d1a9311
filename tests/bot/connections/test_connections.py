"""Slow, silent, stuck and too many connections, on real sockets with short deadlines."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import WSMsgType, web

from bot.channels.http_errors import refusals
from bot.channels.limiter import Limiter
from bot.channels.pace import Pace
from bot.connections import ConnectionLimits, Connections, serving

WAIT_SECONDS = 20.0
LARGE = b"x" * 4_000_000
SMALL = ConnectionLimits(
    head_seconds=0.3, idle_seconds=0.6, body_seconds=0.3, linger_seconds=0.1, stuck_seconds=0.3
)
PATIENT = replace(SMALL, idle_seconds=60.0)
ASK = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Door:
    """A small server behind our connections."""

    port: int
    connections: Connections
    clients: list[Client] = field(default_factory=list)

    async def connect(self, receive_bytes: int = 0) -> Client:
        """Open a connection; a small receive buffer makes it stuck soon."""
        client = socket.socket()
        if receive_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", self.port))
        self.clients.append(Client(client, *await asyncio.open_connection(sock=client)))
        return self.clients[-1]

    async def empties(self) -> None:
        """Wait until no connection is left."""
        latest = asyncio.get_running_loop().time() + WAIT_SECONDS
        while len(self.connections):
            assert asyncio.get_running_loop().time() < latest
            await asyncio.sleep(0.02)


@dataclass
class Client:
    """A connection as its client sees it."""

    socket: socket.socket
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send some bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> int:
        """Return the status of the next response, and read its body."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), WAIT_SECONDS)
        length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
        await asyncio.wait_for(self.reader.readexactly(int(length)), WAIT_SECONDS)
        return int(head.split()[1])

    async def ends(self) -> bool:
        """Wait until the server has closed; return whether it had sent anything before."""
        try:
            return bool(await asyncio.wait_for(self.reader.read(), WAIT_SECONDS))
        except ConnectionError:
            return False

    def stop_reading(self) -> None:
        """Leave what comes in the network."""
        self.writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def close(self) -> None:
        """Close it at once."""
        self.writer.transport.abort()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


async def answer(request: web.Request) -> web.Response:
    return web.Response(body=await request.read() or b"ok")


async def send_much(request: web.Request) -> web.Response:
    return web.Response(body=LARGE)


async def take_time(request: web.Request) -> web.Response:
    await asyncio.sleep(0.3)
    return web.Response(body=b"ok")


async def echo(request: web.Request) -> web.WebSocketResponse:
    stream = web.WebSocketResponse()
    await stream.prepare(request)
    async for frame in stream:
        if frame.type is WSMsgType.TEXT:
            for _ in range(20):
                await stream.send_bytes(LARGE)
    return stream


@asynccontextmanager
async def door(
    limits: ConnectionLimits = SMALL, network: Callable[[str], str] = lambda _: ""
) -> AsyncIterator[Door]:
    """Serve a few routes as Lotse does."""
    application = web.Application(middlewares=[Pace(Limiter(), limits).middleware(), refusals])
    application.router.add_get("/healthz", answer)
    application.router.add_post("/", answer)
    application.router.add_get("/", answer)
    application.router.add_get("/large", send_much)
    application.router.add_get("/slow", take_time)
    application.router.add_get("/stream", echo)
    connections = Connections(limits, network)
    with socket.create_server(("127.0.0.1", 0), backlog=1_024) as listener:
        served = Door(listener.getsockname()[1], connections)
        try:
            async with serving(application, listener, connections, stop_seconds=1.0):
                yield served
        finally:
            await asyncio.gather(*(client.close() for client in served.clients))


@pytest.mark.parametrize("sent", [b"", b"GET", ASK[:-2]], ids=["silent", "a word", "almost all"])
async def test_a_head_that_does_not_come_ends_the_connection(sent: bytes) -> None:
    async with door(PATIENT) as server:
        client = await server.connect()
        await client.send(sent)

        assert not await client.ends()
        await server.empties()


async def test_a_head_that_drips_ends_the_connection() -> None:
    async with door(PATIENT) as server:
        client = await server.connect()

        with pytest.raises(ConnectionError):
            for _ in range(1_000):
                await client.send(b"G")
                await asyncio.sleep(0.02)

        await server.empties()


async def test_a_second_head_that_drips_ends_the_connection_too() -> None:
    async with door(PATIENT) as server:
        client = await server.connect()
        await client.send(ASK)
        first = await client.status()
        await client.send(ASK[:10])

        assert first == 200
        assert not await client.ends()


async def test_whoever_asks_no_more_is_kept_for_a_while_and_then_let_go() -> None:
    async with door() as server:
        client = await server.connect()
        statuses = []
        for _ in range(2):
            await client.send(ASK)
            statuses.append(await client.status())
            await asyncio.sleep(0.4)  # longer than a head may take

        assert statuses == [200, 200]
        assert not await client.ends()


async def test_a_body_that_does_not_come_is_answered_with_408_and_the_connection_ends() -> None:
    async with door() as server:
        client = await server.connect()
        await client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12")

        assert await client.status() == 408
        await client.ends()
        await server.empties()


@pytest.mark.parametrize("path", [b"/nowhere", b"/large"])
async def test_a_body_that_nobody_reads_is_not_waited_for(path: bytes) -> None:
    async with door() as server:
        client = await server.connect()
        await client.send(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n1" % path)

        assert await client.status() in (404, 405)
        await client.ends()
        await server.empties()


async def test_a_client_that_reads_no_answer_is_cut_off() -> None:
    async with door() as server:
        client = await server.connect(receive_bytes=4_096)
        await client.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 20)
        client.stop_reading()

        await server.empties()


async def test_a_stream_that_is_not_read_is_cut_off() -> None:
    async with door() as server:
        client = await server.connect(receive_bytes=4_096)
        await client.send(
            b"GET /stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        await client.reader.readuntil(b"\r\n\r\n")
        client.stop_reading()
        await client.send(b"\x81\x81" + bytes(4) + b"x")

        await server.empties()


async def test_a_half_closed_connection_leaves_nothing_behind() -> None:
    async with door() as server:
        client = await server.connect()
        await client.send(ASK)
        client.writer.write_eof()

        await client.ends()
        await server.empties()


async def test_a_reset_leaves_nothing_behind() -> None:
    async with door() as server:
        client = await server.connect()
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await client.send(ASK[:10])
        client.writer.transport.abort()

        await server.empties()


async def test_silent_connections_give_way_to_whoever_asks() -> None:
    limits = ConnectionLimits(head_seconds=60.0, most=100)
    async with door(limits) as server:
        for _ in range(300):
            await server.connect()
        client = await server.connect()
        await client.send(ASK.replace(b"/healthz", b"/"))

        assert await client.status() == 200
        assert len(server.connections) <= limits.most


async def test_where_all_are_busy_only_the_reserved_paths_are_served() -> None:
    limits = ConnectionLimits(most=1, reserve=2, stuck_seconds=60.0)
    async with door(limits) as server:
        busy = await server.connect(receive_bytes=4_096)
        busy.stop_reading()
        await busy.send(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0.2)
        other = await server.connect()
        await other.send(ASK.replace(b"/healthz", b"/"))
        refused = await other.status()
        health = await server.connect()
        await health.send(ASK)

        assert refused == 503
        assert await health.status() == 200


async def test_one_network_has_only_so_many_connections() -> None:
    limits = ConnectionLimits(most_each=3)
    async with door(limits, network=lambda address: address) as server:
        for _ in range(5):
            await server.connect()
        await asyncio.sleep(0.1)

        assert len(server.connections) == limits.most_each


async def test_a_request_under_way_is_answered_when_the_server_stops() -> None:
    async with door(ConnectionLimits()) as server:
        client = await server.connect()
        await client.send(ASK.replace(b"/healthz", b"/slow"))
        await asyncio.sleep(0.1)

    assert await client.status() == 200
