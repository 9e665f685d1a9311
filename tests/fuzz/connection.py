"""One connection of the fuzzer, which waits for an answer whatever it has sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

PUSH_SECONDS = 1.5
"""Until a server that waits for the rest of a request gets some rest."""
HANG_SECONDS = 60.0
PUSH = b"x" * 9_000 + b"\r\n0\r\n\r\n\r\n\r\n"
CLOSED, HUNG = 0, -1


@dataclass(frozen=True)
class Answered:
    """What came back first, and whether the connection can be used again."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_whole: bool = False


class Connection:
    """A connection to a server of this machine."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def ask(self, content: bytes, patience: float = PUSH_SECONDS) -> Answered:
        """Send bytes and return the first answer, pushing where the server waits for more."""
        reading = asyncio.ensure_future(self._read())
        self._writer.write(content)
        done, _ = await asyncio.wait({reading}, timeout=patience)
        if not done:
            self._writer.write(PUSH)
            done, _ = await asyncio.wait({reading}, timeout=HANG_SECONDS)
        if not done:
            reading.cancel()
            return Answered(HUNG)
        return reading.result()

    async def _read(self) -> Answered:
        try:
            return await self._read_answer()
        except (asyncio.IncompleteReadError, ConnectionError):
            return Answered(CLOSED)

    async def _read_answer(self) -> Answered:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        if status == 100:
            return await self._read_answer()
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        body = b""
        if status >= 200 and "content-length" in headers:
            with suppress(asyncio.IncompleteReadError):  # an answer to HEAD, before a close
                body = await self._reader.readexactly(int(headers["content-length"]))
        is_whole = "content-length" in headers and headers.get("connection") != "close"
        return Answered(status, headers, body, is_whole)
