"""Limits are counted rightly, and nobody who stays away is remembered."""

from __future__ import annotations

import asyncio

from limits import RateLimitItemPerSecond
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from bot.channels.count_storage import CountStorage

LIMIT = RateLimitItemPerSecond(2, 1, namespace="test")
PEOPLE = 200


async def test_what_no_longer_counts_is_forgotten() -> None:
    storage = CountStorage()
    moving, fixed = MovingWindowRateLimiter(storage), FixedWindowRateLimiter(storage)
    for number in range(PEOPLE):
        assert await moving.hit(LIMIT, f"moving {number}")
        assert await fixed.hit(LIMIT, f"fixed {number}")
    known = len(storage)
    await asyncio.sleep(1.2)

    storage.tidy()

    assert known == 2 * PEOPLE
    assert len(storage) == 0


async def test_what_still_counts_is_not_forgotten() -> None:
    storage = CountStorage()
    moving, fixed = MovingWindowRateLimiter(storage), FixedWindowRateLimiter(storage)
    for limiter in (moving, fixed):
        assert await limiter.hit(LIMIT, "somebody", cost=2)

    storage.tidy()

    assert not await moving.hit(LIMIT, "somebody")
    assert not await fixed.hit(LIMIT, "somebody")


async def test_hits_from_before_the_clock_was_set_back_do_not_count_for_hours() -> None:
    storage = CountStorage()
    moving = MovingWindowRateLimiter(storage)
    assert await moving.hit(LIMIT, "somebody", cost=2)
    for hits in storage.events.values():
        for hit in hits:  # as they look from an hour before
            hit.atime, hit.expiry = hit.atime + 3_600, hit.expiry + 3_600
    assert not await moving.hit(LIMIT, "somebody")

    storage.tidy()

    assert await moving.hit(LIMIT, "somebody")


async def test_a_hit_starts_no_work_beside_it() -> None:
    moving = MovingWindowRateLimiter(CountStorage())
    before = len(asyncio.all_tasks())

    for number in range(PEOPLE):
        await moving.hit(LIMIT, f"somebody {number}")

    assert len(asyncio.all_tasks()) == before
