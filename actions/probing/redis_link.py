"""Ask Redis without ever waiting long for it: who finds it away leaves it alone for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis import RedisError, ResponseError
from redis.asyncio import ConnectionPool, Redis

ANSWER_SECONDS = 0.5  # of one question in all: connecting, signing in, and the answer
AWAY_SECONDS = 5.0  # a check must not pay for each of its questions that Redis is away
Answer = TypeVar("Answer")


class AwayError(Exception):
    """Redis gives no answer; its text says why, without address or password."""


class RedisLink:
    """The connections to one Redis; to be used in one event loop."""

    def __init__(self, url: str) -> None:
        self.pool = ConnectionPool.from_url(
            url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        self.redis: Redis[bytes] = Redis(connection_pool=self.pool)
        self._away_until = 0.0

    async def ask(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return the answer; raise `AwayError` after `ANSWER_SECONDS`, or at once if it is away.

        Raises redis-py's `ResponseError` where Redis is there and refuses the question.
        """
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            raise AwayError("asked in vain just now")
        try:
            return await asyncio.wait_for(question(), ANSWER_SECONDS)
        except ResponseError:
            raise
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._away_until = loop.time() + AWAY_SECONDS
            raise AwayError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections; questions under way end with an error."""
        await self.pool.disconnect()
