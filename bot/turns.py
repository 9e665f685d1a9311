"""One turn at a time in each conversation, in the order in which people wrote."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Protocol, TypeVar

MOST_WAITING = 10
"""Turns that may wait in one conversation; nobody types faster than that."""

MOST_ENDED = 10_000

Result = TypeVar("Result")


class TooManyTurnsError(Exception):
    """Somebody sends faster than answers can be given."""


class EndedError(Exception):
    """A conversation that was deleted for good while the turn waited."""


class ElsewhereError(Exception):
    """Another worker has the conversation, or will have it in a moment: ask again."""


class Ownership(Protocol):
    """Who else may take turns of a conversation: see `bot.shared.ownership`."""

    def own(
        self, conversation: str, patience: float | None, erases: bool
    ) -> AbstractAsyncContextManager[None]:
        """Have a conversation alone while the block runs; who erases it needs not know it.

        Raises `ElsewhereError` after so many seconds, `EndedError`, and
        `bot.stores.database.UnreadableError`.
        """
        ...

    async def settle(self, conversation: str, written: Future[None]) -> None:
        """Wait a moment for a turn's last write; raise `ElsewhereError` if another took over."""

    async def refresh(self, conversation: str) -> None:
        """Forget what is out of date before a conversation is read outside its turns.

        Raises `EndedError` and `bot.stores.database.UnreadableError`.
        """

    async def erase(self, conversation: str, for_good: bool) -> list[Future[None]]:
        """Let all workers forget a conversation that is deleted."""
        ...


class SoleOwner:
    """The ownership of a process that shares nothing."""

    @asynccontextmanager
    async def own(
        self, conversation: str, patience: float | None, erases: bool
    ) -> AsyncIterator[None]:
        """Have it, as always."""
        yield

    async def settle(self, conversation: str, written: Future[None]) -> None:
        """Go on: what is written behind stands in memory."""

    async def refresh(self, conversation: str) -> None:
        """Go on: nothing is out of date."""

    async def erase(self, conversation: str, for_good: bool) -> list[Future[None]]:
        """Tell nobody."""
        return []


class Turns:
    """A queue for each conversation that has something under way."""

    def __init__(self, ownership: Ownership | None = None) -> None:
        self._ownership = ownership or SoleOwner()
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._is_finishing = False
        self._over: asyncio.Event | None = None

    def end(self, conversation: str) -> None:
        """Let no turn of a conversation begin any more, not even one that waits already."""
        self._ended[conversation] = None
        while len(self._ended) > MOST_ENDED:
            self._ended.popitem(last=False)

    async def finish(self, seconds: float) -> bool:
        """Take no new turns, and return whether those under way have ended within so long."""
        self._is_finishing = True
        if self._waiting:
            self._over = asyncio.Event()
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._over.wait(), seconds)
        return not self._waiting

    async def run(
        self,
        conversation: str,
        turn: Callable[[], Awaitable[Result]],
        finds_room: bool = False,
        patience: float | None = None,
        erases: bool = False,
    ) -> Result:
        """Run the turn after all earlier ones of its conversation.

        Raises `TooManyTurnsError`, also where the earlier ones take longer than its patience in
        seconds, `EndedError`, `ElsewhereError` and `bot.stores.database.UnreadableError`. What
        finds room always runs, and so does what erases.
        """
        finds_room = finds_room or erases
        if self._is_finishing and not finds_room:
            raise ElsewhereError
        if self._waiting[conversation] >= MOST_WAITING and not finds_room:
            raise TooManyTurnsError
        lock = self._locks.setdefault(conversation, asyncio.Lock())  # its waiters form a FIFO
        self._waiting[conversation] += 1
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await _acquire(lock, patience)
            try:
                if conversation in self._ended and not finds_room:
                    raise EndedError
                left = None if patience is None else max(0.0, began + patience - loop.time())
                async with self._ownership.own(conversation, left, erases):
                    return await turn()
            finally:
                lock.release()
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._locks[conversation]
            if self._over is not None and not self._waiting:
                self._over.set()


async def _acquire(lock: asyncio.Lock, patience: float | None) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), patience)
    except asyncio.TimeoutError as error:
        raise TooManyTurnsError from error
