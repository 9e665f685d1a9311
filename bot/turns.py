"""One turn at a time in each conversation, in the order in which people wrote."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeVar

MOST_WAITING = 10
"""Turns that may wait in one conversation; nobody types faster than that."""

Result = TypeVar("Result")


class TooManyTurnsError(Exception):
    """Somebody sends faster than answers can be given."""


class Turns:
    """A queue for each conversation that has something under way."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    async def run(
        self, conversation: str, turn: Callable[[], Awaitable[Result]], is_last: bool = False
    ) -> Result:
        """Run the turn after all earlier ones of its conversation; raise `TooManyTurnsError`.

        One that ends the conversation always finds room.
        """
        if self._waiting[conversation] >= MOST_WAITING and not is_last:
            raise TooManyTurnsError
        lock = self._locks.setdefault(conversation, asyncio.Lock())  # its waiters form a FIFO
        self._waiting[conversation] += 1
        try:
            async with lock:
                return await turn()
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._locks[conversation]
