"""Count what people ask for: in this process, or together with other workers."""

from __future__ import annotations

import time
from typing import Protocol

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from packaging.version import Version

from bot.channels.count_storage import CountStorage
from bot.shared.link import AwayError, RedisLink
from bot.shared.names import PREFIX, digest


class Counts(Protocol):
    """Counts hits of limits."""

    async def hit(self, limit: RateLimitItem, key: str, cost: int) -> float:
        """Count a hit and return 0, or return after how many seconds there is room again."""
        ...


class OwnCounts:
    """Counts of this process alone."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(CountStorage())

    async def hit(self, limit: RateLimitItem, key: str, cost: int) -> float:
        """Count a hit, as `Counts` says."""
        return await _hit(self._limiter, limit, key, cost)


class SharedCounts:
    """Counts of all workers in Redis; while that is away, each counts for itself."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._own = OwnCounts()
        storage = _Storage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{PREFIX}limit",
            connection_pool=link.pool,
        )
        self._limiter = MovingWindowRateLimiter(storage)

    async def hit(self, limit: RateLimitItem, key: str, cost: int) -> float:
        """Count a hit, as `Counts` says."""
        try:
            return await self._link.ask(lambda: _hit(self._limiter, limit, digest(key), cost))
        except AwayError:
            return await self._own.hit(limit, key, cost)


class _Storage(RedisStorage):
    """Counts in a Redis whose client is as old as Rasa wants it; a test holds that it can."""

    DEPENDENCIES = {"redis": Version("4.6")}  # noqa: RUF012  # as in the base class


async def _hit(
    limiter: MovingWindowRateLimiter, limit: RateLimitItem, key: str, cost: int
) -> float:
    if await limiter.hit(limit, key, cost=cost):
        return 0.0
    window = await limiter.get_window_stats(limit, key)
    return max(1.0, window.reset_time - time.time())
