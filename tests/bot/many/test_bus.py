"""Workers hear how conversations go on elsewhere, and notice where they may have missed it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from bot.shared.bus import ERASED, Bus
from bot.shared.link import RedisLink
from tests.bot.many.conftest import Open

PATIENCE_SECONDS = 10.0


class Heard(Bus):
    """A bus, and what came of it."""

    def __init__(self, link: RedisLink, worker: str) -> None:
        super().__init__(link, worker)
        self.events: asyncio.Queue[Any] = asyncio.Queue()
        self.on_event = lambda conversation, event: self.events.put_nowait((conversation, event))
        self.on_erased = lambda *erased: self.events.put_nowait(erased)
        self.on_gap = lambda: self.events.put_nowait("gap")

    async def next(self) -> Any:
        return await asyncio.wait_for(self.events.get(), PATIENCE_SECONDS)


@asynccontextmanager
async def running(bus: Heard) -> AsyncIterator[Heard]:
    task = asyncio.ensure_future(bus.run())
    assert await bus.next() == "gap"  # what was before, nobody can know
    yield bus
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def start(open_link: Open) -> AsyncIterator[Callable[[str], Any]]:
    async with AsyncExitStack() as stack:

        async def begin(name: str) -> Heard:
            return await stack.enter_async_context(running(Heard(open_link(), name)))

        yield begin


async def test_who_follows_hears_it_in_order_and_nobody_hears_anything_else(
    start: Callable[[str], Any],
) -> None:
    teller, follower, stranger = [await start(name) for name in ("teller", "follower", "stranger")]
    await follower.follow("a")
    await stranger.follow("b")
    await teller.follow("a")

    for number in range(100):
        teller.tell("a", {"beat": number})
    heard = [await follower.next() for _ in range(100)]

    assert heard == [("a", {"beat": number}) for number in range(100)]
    assert teller.events.empty()  # nobody hears themselves
    assert stranger.events.empty()


async def test_who_has_left_hears_no_more(start: Callable[[str], Any]) -> None:
    teller, follower = await start("teller"), await start("follower")
    await follower.follow("a")
    await follower.follow("b")
    follower.leave("a")

    teller.tell("a", {"beat": 1})
    teller.tell("b", {"beat": 2})

    assert await follower.next() == ("b", {"beat": 2})


async def test_everybody_hears_of_what_is_deleted(start: Callable[[str], Any]) -> None:
    teller, other = await start("teller"), await start("other")

    teller.tell_erased("a", True)

    assert await other.next() == ("a", True)


async def test_a_connection_that_broke_is_noticed_and_made_anew(
    start: Callable[[str], Any], open_link: Open
) -> None:
    teller, follower = await start("teller"), await start("follower")
    await follower.follow("a")

    await open_link().redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    noticed = await follower.next()
    teller.tell("a", {"beat": 1})

    assert noticed == "gap"
    assert await follower.next() == ("a", {"beat": 1})
    assert follower.is_up


@pytest.mark.parametrize(
    "forged", [b"", b"x", b"x [", b"x 1", b"x [1]", b'x {"ended": 1}', b"\xff"]
)
async def test_what_others_write_there_does_no_harm(
    start: Callable[[str], Any], open_link: Open, forged: bytes
) -> None:
    teller, follower = await start("teller"), await start("follower")
    await follower.follow("a")

    await open_link().redis.publish(ERASED, forged)
    teller.tell("a", {"beat": 1})

    assert await follower.next() == ("a", {"beat": 1})
