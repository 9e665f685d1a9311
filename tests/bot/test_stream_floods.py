"""Frames that say nothing cost the server next to nothing, and others get their answers."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.bot.stream_client import new_token
from tests.servers import Lotse

HANDSHAKE = (
    "GET /api/stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
)
TEXT, PONG, CONTINUATION, FINAL = 1, 10, 0, 0x80
FLOOD_SECONDS = 3.0
MOST_BYTES = 32 * 1024 * 1024
"""What the buffers between two sockets of one machine may hold; a server that reads takes more."""
MOST_CPU_SECONDS = 0.75
"""Of the server meanwhile; while it read all that came, it did nothing else."""
BATCH = 10_000


def _frame(opcode: int, content: bytes = b"") -> bytes:
    return bytes([opcode, 0x80 | len(content)]) + b"\0\0\0\0" + content


FLOODS = {
    "pongs": (b"", _frame(FINAL | PONG)),
    "parts of a message that never ends": (_frame(TEXT), _frame(CONTINUATION)),
    "after it was told to go": (_frame(FINAL | TEXT, b"x"), _frame(FINAL | TEXT)),
}


async def _open(lotse: Lotse) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    host = urlsplit(lotse.url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(HANDSHAKE.format(host=host.netloc).encode())
    head = await reader.readuntil(b"\r\n\r\n")
    writer.write(_frame(FINAL | TEXT, json.dumps({"session": new_token(lotse)}).encode()))
    return reader, writer, head


async def _send_for_a_while(writer: asyncio.StreamWriter, frames: bytes) -> int:
    """Return how many bytes were taken until nothing was, or the time was over."""
    sent, loop = 0, asyncio.get_running_loop()
    until = loop.time() + FLOOD_SECONDS
    while (left := until - loop.time()) > 0 and sent <= MOST_BYTES:
        writer.write(frames)
        try:
            await asyncio.wait_for(writer.drain(), left)
        except (asyncio.TimeoutError, ConnectionError):
            break
        sent += len(frames)
    return sent


def _cpu_seconds(lotse: Lotse) -> float:
    fields = Path(f"/proc/{lotse.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", FLOODS)
async def test_a_flood_of_empty_frames_is_not_read_as_fast_as_it_comes(
    lotse: Lotse, kind: str
) -> None:
    first, frame = FLOODS[kind]
    _, writer, _ = await _open(lotse)
    writer.write(first)
    await asyncio.sleep(1.0)
    before = _cpu_seconds(lotse)

    sent = await _send_for_a_while(writer, frame * BATCH)

    took = _cpu_seconds(lotse) - before
    writer.transport.abort()
    assert sent <= MOST_BYTES
    assert took <= MOST_CPU_SECONDS
    assert (await asyncio.to_thread(lotse.get, "/healthz"))[0] == 200


@pytest.mark.asyncio
async def test_a_stream_takes_nothing_compressed(lotse: Lotse) -> None:
    _, writer, head = await _open(lotse)

    writer.transport.abort()

    assert b"101" in head
    assert b"permessage-deflate" not in head
