"""One turn at a time in each conversation, in the order in which people wrote."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

MOST_WAITING = 10
"""Turns that may wait in one conversation; nobody types faster than that."""

MOST_ENDED = 10_000

Result = TypeVar("Result")


class TooManyTurnsError(Exception):
    """Somebody sends faster than answers can be given."""


class EndedError(Exception):
    """A conversation that was deleted for good while the turn waited."""


class Turns:
    """A queue for each conversation that has something under way."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()
        self._ended: OrderedDict[str, None] = OrderedDict()

    def end(self, conversation: str) -> None:
        """Let no turn of a conversation begin any more, not even one that waits already."""
        self._ended[conversation] = None
        while len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)

    async def run(
        self,
        conversation: str,
        turn: Callable[[], Awaitable[Result]],
        finds_room: bool = False,
        patience: float | None = None,
    ) -> Result:
        """Run the turn after all earlier ones of its conversation.

        Raises `TooManyTurnsError`, also where the earlier ones take longer than its patience in
        seconds, and `EndedError`. What finds room always runs.
        """
        if self._waiting[conversation] >= MOST_WAITING and not finds_room:
            raise TooManyTurnsError
        lock = self._locks.setdefault(conversation, asyncio.Lock())  # its waiters form a FIFO
        self._waiting[conversation] += 1
        try:
            await _acquire(lock, patience)
            try:
                if conversation in self._ended and not finds_room:
                    raise EndedError
                return await turn()
            finally:
                lock.release()
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._locks[conversation]


async def _acquire(lock: asyncio.Lock, patience: float | None) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), patience)
    except asyncio.TimeoutError as error:
        raise TooManyTurnsError from error
