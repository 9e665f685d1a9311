"""Which workers live, and which of them does what is to be done once for all."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress

from bot.shared.link import AwayError, RedisLink
from bot.shared.names import key

BEAT_SECONDS = 2.0
DEAD_SECONDS = 10.0


class Members:
    """What a worker knows of the others."""

    def __init__(self, link: RedisLink, worker: str) -> None:
        self._link = link
        self.worker = worker

    async def run(self) -> None:
        """Let the others know that this worker lives, until cancelled."""
        milliseconds = round(DEAD_SECONDS * 1000)
        name = key("worker", self.worker)
        while True:
            with suppress(AwayError):
                await self._link.ask(lambda: self._link.redis.set(name, b"1", px=milliseconds))
            await asyncio.sleep(BEAT_SECONDS)

    async def leave(self) -> None:
        """Let others take over at once what is left."""
        with suppress(AwayError):
            await self._link.ask(lambda: self._link.redis.delete(key("worker", self.worker)))

    async def living(self, workers: Collection[str]) -> set[str]:
        """Return those of the workers that live; all of them where that cannot be known."""
        names = list(workers)
        if not names:
            return set()
        keys = [key("worker", name) for name in names]
        try:
            found = await self._link.ask(lambda: self._link.redis.mget(keys))
        except AwayError:
            return set(names)
        return {name for name, value in zip(names, found, strict=True) if value} | {self.worker}

    async def claim(self, task: str, seconds: float) -> bool:
        """Return whether this worker is the one that does something for so long.

        True where Redis is away: better done twice than never.
        """
        name, milliseconds = key("task", task), round(seconds * 1000)
        try:
            got = await self._link.ask(
                lambda: self._link.redis.set(name, b"1", px=milliseconds, nx=True)
            )
        except AwayError:
            return True
        return bool(got)
