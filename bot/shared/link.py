"""Ask Redis without waiting long for it, and say once when it is away and when it is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis import ConnectionError, RedisError
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 1.0  # of one question in all: connecting, signing in, and the answer
AWAY_SECONDS = 2.0  # a turn must not pay for each of its questions that Redis is away
Answer = TypeVar("Answer")


class AwayError(Exception):
    """Redis gives no answer, or refuses the question; says why, without address or password."""


class RedisLink:
    """The connections of the front door to Redis; to be used in one event loop."""

    def __init__(self, url: str) -> None:
        self._pool = ConnectionPool.from_url(
            url,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=ANSWER_SECONDS,
            retry=Retry(NoBackoff(), 1),  # a connection that lay idle may be closed by now
            retry_on_error=[ConnectionError],
        )
        self.redis: Redis[bytes] = Redis(connection_pool=self._pool)
        self.is_away = False
        self._away_until = 0.0

    @property
    def pool(self) -> ConnectionPool:
        """Return the connections, for a library that wants them."""
        return self._pool

    async def ask(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return the answer; raise `AwayError` after `ANSWER_SECONDS`, or at once if it is away."""
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            raise AwayError("asked in vain just now")
        try:
            answer = await asyncio.wait_for(question(), ANSWER_SECONDS)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._away_until = loop.time() + AWAY_SECONDS
            self._fall_away(error)
            raise AwayError(type(error).__name__) from error
        self._come_back()
        return answer

    def _fall_away(self, error: Exception) -> None:
        if not self.is_away:
            logger.warning("this worker goes on alone: Redis is away: %s", type(error).__name__)
        self.is_away = True

    def _come_back(self) -> None:
        if self.is_away:
            logger.warning("the workers share their state through Redis again")
        self.is_away = False

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.disconnect()
