"""A stream is read at a pace that no person notices and no flood gets past."""

from __future__ import annotations

import asyncio

import pytest

from bot.stream_pace import (
    BYTES_A_SECOND,
    GOODBYE_BYTES,
    MOST_AT_ONCE,
    PAUSE_SECONDS,
    SLICE_BYTES,
    StreamPace,
)


class Reader:
    """Keeps what it is fed, and whether the peer is held."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.is_held = False
        self.released = asyncio.Event()
        self.pace = StreamPace(self.parts.append, self._hold, self._release)

    def _hold(self) -> None:
        self.is_held = True

    def _release(self) -> None:
        self.is_held = False
        self.released.set()


@pytest.mark.asyncio
async def test_what_a_person_sends_is_read_at_once() -> None:
    reader = Reader()

    reader.pace.take(b"a question")

    assert reader.parts == [b"a question"]
    assert not reader.is_held


@pytest.mark.asyncio
async def test_a_flood_is_held_and_read_in_slices_in_order() -> None:
    reader, sent = Reader(), bytes(range(256)) * 128

    reader.pace.take(sent[:20_000])
    reader.pace.take(sent[20_000:])
    at_once = list(reader.parts)
    await reader.released.wait()

    assert at_once == [sent[:SLICE_BYTES]]
    assert b"".join(reader.parts) == sent
    assert max(map(len, reader.parts)) <= SLICE_BYTES


@pytest.mark.asyncio
async def test_no_more_is_read_than_the_time_that_has_passed_allows() -> None:
    loop, reader = asyncio.get_running_loop(), Reader()
    began = loop.time()

    reader.pace.take(b"x" * 1_000_000)
    await asyncio.sleep(0.3)

    read, passed = sum(map(len, reader.parts)), loop.time() - began
    reader.pace.end()
    assert read <= MOST_AT_ONCE + BYTES_A_SECOND * passed
    assert reader.is_held


@pytest.mark.asyncio
async def test_of_a_stream_that_is_being_closed_only_a_goodbye_is_read() -> None:
    reader = Reader()
    reader.pace.expect_goodbye()

    for _ in range(10):
        reader.pace.take(b"x" * 10_000)
        await asyncio.sleep(PAUSE_SECONDS)

    assert sum(map(len, reader.parts)) == GOODBYE_BYTES
    assert reader.is_held
