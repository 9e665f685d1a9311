"""Wait until something holds, woken by whatever happens instead of by looking all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

LOOK_SECONDS = 0.2  # for conditions about something outside of the pretend Slack


class Changes:
    """Wakes whoever waits at each change."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None

    def announce(self) -> None:
        """Say that something has changed."""
        if self._next is not None and not self._next.done():
            self._next.set_result(None)
        self._next = None

    async def wait_for(self, condition: Callable[[], object], seconds: float = 20.0) -> None:
        """Return when the condition holds; raises `AssertionError` when it does not in time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not condition():
            left = deadline - loop.time()
            assert left > 0, f"not within {seconds} seconds"
            await self.next(min(left, LOOK_SECONDS))

    async def next(self, seconds: float | None = None) -> bool:
        """Return whether something changes within these seconds."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        done, _ = await asyncio.wait([self._next], timeout=seconds)
        return bool(done)
