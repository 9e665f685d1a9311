"""Who follows a conversation hears each event in order, until too much waits."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from bot.audience import MOST_FOLLOWERS, MOST_WAITING, Audience, CrowdedError

pytestmark = pytest.mark.asyncio


async def test_every_follower_hears_its_own_conversation_in_order() -> None:
    audience = Audience()
    with audience.follow("a") as first, audience.follow("a") as second, audience.follow("b"):
        for number in range(3):
            audience.tell("a", {"beat": number})
        audience.tell("c", {"beat": "nobody"})

        for follower in (first, second):
            assert [await follower.next() for _ in range(3)] == [{"beat": n} for n in range(3)]


async def test_whoever_is_too_slow_is_ended_and_the_others_hear_on() -> None:
    audience = Audience()
    with audience.follow("a") as slow, audience.follow("a") as quick:
        for number in range(MOST_WAITING + 1):
            audience.tell("a", {"beat": number})
            assert await quick.next() == {"beat": number}

        assert await slow.next() is None


async def test_one_more_tab_than_allowed_puts_nobody_out() -> None:
    audience = Audience()
    with ExitStack() as stack:
        tabs = [stack.enter_context(audience.follow("a")) for _ in range(MOST_FOLLOWERS)]
        with pytest.raises(CrowdedError), audience.follow("a"):
            pass
        audience.tell("a", {"beat": True})

        assert [await tab.next() for tab in tabs] == [{"beat": True}] * MOST_FOLLOWERS
    with audience.follow("a"):
        pass


async def test_whoever_has_left_is_told_nothing() -> None:
    audience = Audience()
    with audience.follow("a") as follower:
        pass
    audience.tell("a", {"beat": True})
    with audience.follow("a") as later:
        audience.tell("a", {"beat": False})

        assert await later.next() == {"beat": False}
    follower.end()
    assert await follower.next() is None
