"""Proxies on loopback that stand between a browser and a server, and behave like bad networks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

HOST = "127.0.0.1"
BLOCKED = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 24\r\n"
    b"Connection: close\r\n\r\n<h1>Proxy says no.</h1>\r\n"
)


class Mood(Enum):
    """How the network behaves at the moment."""

    GOOD = "good"
    DOWN = "down"
    """Connections are cut and new ones refused."""
    SILENT = "silent"
    """Everything is taken and nothing passed on."""


@dataclass
class Network:
    """A proxy's address and mood."""

    url: str = ""
    mood: Mood = Mood.GOOD
    blocks_upgrades: bool = False
    connections: set[asyncio.StreamWriter] = field(default_factory=set)
    flowing: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.flowing.set()

    def turn(self, mood: Mood) -> None:
        """Behave differently from now on."""
        self.mood = mood
        self.flowing.clear() if mood is Mood.SILENT else self.flowing.set()
        if mood is Mood.DOWN:
            for writer in list(self.connections):
                writer.transport.abort()

    async def flap(self, period_seconds: float, seconds: float) -> None:
        """Go down and come back, again and again, and be good at the end."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(period_seconds)
            self.turn(Mood.DOWN if self.mood is Mood.GOOD else Mood.GOOD)
        self.turn(Mood.GOOD)


@asynccontextmanager
async def network_to(url: str) -> AsyncIterator[Network]:
    """Run a proxy in front of a server."""
    network = Network()
    port = urlsplit(url).port

    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        network.connections.add(writer)
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            if network.mood is Mood.DOWN:
                return
            await _connect(network, reader, writer, port or 80)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            network.connections.discard(writer)
            writer.transport.abort()
            serving.discard(task)

    server = await asyncio.start_server(serve, HOST, 0)
    network.url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield network
    finally:
        server.close()
        network.turn(Mood.DOWN)
        if serving:
            await asyncio.wait(serving, timeout=5.0)


async def _connect(
    network: Network, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int
) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if network.blocks_upgrades and b"upgrade: websocket" in head.lower():
        writer.write(BLOCKED)
        await writer.drain()
        writer.close()
        return
    server_reader, server_writer = await asyncio.open_connection(HOST, port)
    network.connections.add(server_writer)
    try:
        server_writer.write(head)
        await asyncio.gather(
            _pass_on(network, reader, server_writer), _pass_on(network, server_reader, writer)
        )
    finally:
        network.connections.discard(server_writer)
        server_writer.transport.abort()


async def _pass_on(
    network: Network, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    while data := await reader.read(65_536):
        await network.flowing.wait()
        writer.write(data)
        await writer.drain()
    with suppress(OSError):
        writer.close()
