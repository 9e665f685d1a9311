"""What gateways on loopback do when somebody connects, and what they remember of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from tests.actions.conftest import Behaviour
from tests.servers import free_port

FATAL_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
BEGUN_SERVER_HELLO = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"
BACKLOG_FILLERS = 8


class Recorder:
    """Counts connections and keeps what they send until they end."""

    def __init__(self) -> None:
        self.connections = 0
        self.received = b""
        self.ended = asyncio.Event()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read until the other side goes."""
        self.connections += 1
        with suppress(ConnectionError):
            while data := await reader.read(1024):
                self.received += data
        self.ended.set()
        writer.close()


def says(data: bytes, stays: bool = False) -> Behaviour:
    """Return the behaviour of one who says something at once, and then hangs up or waits."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            writer.write(data)
            await writer.drain()
            await reader.read(1024)
            while stays and await reader.read(1024):
                pass
        writer.close()

    return behave


def drips(data: bytes, seconds: float = 1.0) -> Behaviour:
    """Return the behaviour of one who says one byte at a time."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            for byte in data:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(seconds)
        writer.close()

    return behave


def floods(data: bytes) -> Behaviour:
    """Return the behaviour of one who never stops talking."""

    async def behave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(data)
                await writer.drain()
                await asyncio.sleep(0)  # drain alone does not let the loop see who has gone
        writer.close()

    return behave


@contextmanager
def full_backlog(host: str = "127.0.0.1", port: int = 0) -> Iterator[socket.socket]:
    """Yield a listener that nobody accepts from and that has no room: SYNs get no answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    waiting = [socket.socket(family) for _ in range(BACKLOG_FILLERS)]
    with socket.socket(family) as listener, ExitStack() as closing:
        for connection in waiting:
            closing.enter_context(connection)
        listener.bind((host, port))
        listener.listen(0)
        for connection in waiting:
            connection.setblocking(False)
            connection.connect_ex(listener.getsockname())
        yield listener


def closed_port_of(host: str) -> int:
    """Return a port of a loopback address that nobody listens on right now."""
    return free_port(host)
