"""A small TCP proxy on loopback that does to connections what networks and servers do."""

from __future__ import annotations

import asyncio
import math
import socket
import struct
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PIECE_BYTES = 65_536
HOST = "127.0.0.1"
START_SECONDS = 10.0
RESET = struct.pack("ii", 1, 0)
"""Let closing break a connection off instead of ending it in order."""


@dataclass(frozen=True)
class Behaviour:
    """What happens to connections, open and new ones; as it stands here, nothing.

    Bytes that are not handed on while it is ``silent`` come when it no longer is, as TCP would
    have it. After ``answer_bytes`` of answers a connection is cut, or, where it ``half_closes``,
    only hears that nothing more comes. After a question with ``cut_after`` in it the answer is
    waited for and kept, and the connection is cut.
    """

    refuses: bool = False
    silent: bool = False
    delay_seconds: float = 0.0
    bytes_a_second: float = math.inf
    answer_bytes: int | None = None
    half_closes: bool = False
    cut_after: bytes = b""


PASSES = Behaviour()


class FaultProxy:
    """Stands before a server; its methods may be called from any thread."""

    def __init__(self, port: int) -> None:
        """Take the port of the server, on loopback."""
        self._target = port
        self._behaviour = PASSES
        self._speaks = asyncio.Event()
        self._open: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self.port = 0
        self.connected = 0
        """Connections taken so far."""
        self.cut = 0
        """Connections that were cut because of what passed through them."""
        self._thread = threading.Thread(target=self._loop.run_forever, name="faults", daemon=True)
        self._thread.start()
        self._run(self._become(PASSES))

    def become(self, behaviour: Behaviour) -> None:
        """Behave like this from now on."""
        self._run(self._become(behaviour))

    def drop(self) -> None:
        """Cut all connections that are open."""
        self._run(self._drop())

    def close(self) -> None:
        """Cut everything and end."""
        self._run(self._end_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(START_SECONDS)

    async def _become(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        if behaviour.silent:
            self._speaks.clear()
        else:
            self._speaks.set()
        if behaviour.refuses and self._server is not None:
            self._server.close()
            self._server = None
        elif not behaviour.refuses and self._server is None:
            self._server = await asyncio.start_server(self._take, HOST, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _drop(self) -> None:
        for connection in list(self._open):
            connection.cut()

    async def _end_all(self) -> None:
        await self._become(Behaviour(refuses=True))
        await self._drop()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected += 1
        await self._speaks.wait()
        try:
            answers, questions = await asyncio.open_connection(HOST, self._target)
        except OSError:  # the server has gone
            writer.transport.abort()
            return
        connection = _Connection(writer, questions)
        self._open.add(connection)
        pumps = (
            self._pass_questions(connection, reader),
            self._pass_answers(connection, answers),
        )
        try:
            with suppress(OSError):
                await asyncio.gather(*pumps)
        finally:
            self._open.discard(connection)
            connection.cut()

    async def _pass_questions(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(PIECE_BYTES):
            await self._hold(piece)
            mark = self._behaviour.cut_after
            connection.is_last = connection.is_last or bool(mark and mark in piece)
            connection.to_server.write(piece)
            await connection.to_server.drain()
        connection.to_server.write_eof()

    async def _pass_answers(self, connection: _Connection, reader: asyncio.StreamReader) -> None:
        passed = 0
        while piece := await reader.read(PIECE_BYTES):
            if connection.is_last:
                self.cut += 1
                connection.cut()
                return
            await self._hold(piece)
            left = self._behaviour.answer_bytes
            if left is not None and passed + len(piece) > left:
                await self._end(connection, piece[: max(0, left - passed)])
                return
            passed += len(piece)
            connection.to_client.write(piece)
            await connection.to_client.drain()
        connection.to_client.write_eof()

    async def _end(self, connection: _Connection, rest: bytes) -> None:
        self.cut += 1
        connection.to_client.write(rest)
        await connection.to_client.drain()
        if self._behaviour.half_closes:
            connection.to_client.write_eof()
        else:
            connection.cut()

    async def _hold(self, piece: bytes) -> None:
        """Wait as long as the piece takes."""
        await self._speaks.wait()
        behaviour = self._behaviour
        await asyncio.sleep(behaviour.delay_seconds + len(piece) / behaviour.bytes_a_second)


@dataclass(eq=False)
class _Connection:
    """Both ends of a connection; after its ``is_last`` question no answer is handed on."""

    to_client: asyncio.StreamWriter
    to_server: asyncio.StreamWriter
    is_last: bool = False

    def cut(self) -> None:
        for writer in (self.to_client, self.to_server):
            if not writer.transport.is_closing():
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()


@contextmanager
def faults_before(port: int) -> Iterator[FaultProxy]:
    """Give a proxy before a server on loopback."""
    proxy = FaultProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()


def through(proxy: FaultProxy, url: str) -> str:
    """Return an address with the proxy's port."""
    return url.replace(f":{urlsplit(url).port}/", f":{proxy.port}/")


def port_of(url: str) -> int:
    """Return an address's port."""
    port = urlsplit(url).port
    assert port is not None
    return port
