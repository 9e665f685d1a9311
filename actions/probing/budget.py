"""Bound how many attempts start in all, whatever the demand."""

from __future__ import annotations

import logging

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from packaging.version import Version
from redis import ResponseError

from actions.probing.redis_link import AwayError, RedisLink

logger = logging.getLogger(__name__)

ATTEMPTS_PER_MINUTE = 100
"""Twice all listed ports a minute: what one target's 30 seconds allow, and a few more."""
_KEY = "checks"


class _Storage(RedisStorage):
    """Counts in a Redis whose client is as old as Rasa wants it; a test holds that it can."""

    DEPENDENCIES = {"redis": Version("4.6")}  # noqa: RUF012  # as in the base class


class Budget:
    """Counts attempts of all workers in Redis where there is one, else those of this process."""

    def __init__(self, redis_url: str = "", per_minute: int = ATTEMPTS_PER_MINUTE) -> None:
        self._limit = RateLimitItemPerMinute(per_minute, namespace="lotse")
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._link = RedisLink(redis_url) if redis_url else None
        self._shared = MovingWindowRateLimiter(_storage(self._link)) if self._link else None

    async def take(self) -> bool:
        """Return whether one more attempt may start now, and count it."""
        if self._link is not None and self._shared is not None:
            hit = self._shared.hit
            try:
                return bool(await self._link.ask(lambda: hit(self._limit, _KEY)))
            except (AwayError, ResponseError) as error:
                # No warning: `SharedFindings` says the same of the same Redis.
                logger.debug("Redis does not count checks: %s", type(error).__name__)
        return bool(await self._own.hit(self._limit, _KEY))

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._link is not None:
            await self._link.close()


def _storage(link: RedisLink) -> RedisStorage:
    return _Storage("async+redis://", implementation="redispy", connection_pool=link.pool)
