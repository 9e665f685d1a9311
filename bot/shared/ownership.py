"""Have a conversation for a turn: by a lease in Redis, and by a mark in the database.

The lease keeps turns in order, and workers from getting into each other's way. The mark is what
counts: a worker whose lease ran out without its knowing, or that is cut off from Redis, cannot
write into a conversation that goes on elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.shared.leases import LEASE_SECONDS, Leases
from bot.shared.link import AwayError
from bot.stores.database import UnreadableError, in_thread
from bot.stores.owners import (
    OvertakenError,
    forget_owner,
    is_marked,
    refuse_overtaken,
    take_over,
)
from bot.stores.weighed_cache import WeighedCache
from bot.stores.writer import Write, Writer
from bot.turns import ElsewhereError

logger = logging.getLogger(__name__)

RENEW_SECONDS = LEASE_SECONDS / 3
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.01, 0.1
SETTLE_SECONDS = 0.5
"""How long an answer waits for its commit; a database that takes longer gets it later."""
MOST_KNOWN = 10_000
NOBODY = "-"  # a mark that no conversation has

OnForget = Callable[[str], None]
"""Is told a conversation of which nothing in memory is good any more."""
OnRead = Callable[[str], Awaitable[None]]
"""Reads a conversation, or what changes outside its turns, into memory."""


async def _read_nothing(_conversation: str) -> None:
    """Keep what is there."""


@dataclass(eq=False)
class _Hold:
    """A conversation that is ours for now; without a number, Redis was away when it began."""

    number: int | None
    is_settled: bool = False


class SharedOwnership:
    """The conversations of one of several workers; lives in the front door's event loop."""

    def __init__(self, leases: Leases, engine: sa.engine.Engine, writer: Writer) -> None:
        self._leases = leases
        self._engine = engine
        self._writer = writer
        self._held: dict[str, _Hold] = {}
        self._marks = WeighedCache[str](MOST_KNOWN)
        self._under_way: set[asyncio.Task[None]] = set()
        self.on_forget: list[OnForget] = []
        self.on_read: OnRead = _read_nothing
        self.on_refresh: OnRead = _read_nothing
        self.on_erase: Callable[[str, bool], None] = lambda _conversation, _for_good: None
        self.taken_over = 0
        """Conversations that were read anew since they had been elsewhere, or nowhere."""
        self.overtaken = 0
        """Turns that were given up since their conversation went on elsewhere."""

    @asynccontextmanager
    async def own(
        self, conversation: str, patience: float | None, erases: bool
    ) -> AsyncIterator[None]:
        """Have a conversation alone while the block runs, as `bot.turns.Ownership` says."""
        hold = await self._wait(conversation, patience, erases)
        self._held[conversation] = hold
        try:
            if not erases:
                await self._make_own(conversation, hold)
            yield
        finally:
            self._keep(self._let_go(conversation, hold))

    async def _wait(self, conversation: str, patience: float | None, erases: bool) -> _Hold:
        """Return the hold once it is ours, one without a number where Redis is away."""
        loop, pause = asyncio.get_running_loop(), FIRST_PAUSE_SECONDS
        began = loop.time()
        while True:
            try:
                grant = await self._leases.ask(conversation, even_ended=erases)
            except AwayError:
                return _Hold(None)
            if grant is not None:
                self._note_owner(conversation, grant.owner)
                return _Hold(grant.number)
            if patience is not None and loop.time() - began > patience:
                raise ElsewhereError
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _note_owner(self, conversation: str, owner: str) -> None:
        if owner != self._leases.worker:
            self._marks.pop(conversation)

    async def _make_own(self, conversation: str, hold: _Hold) -> None:
        """Take the conversation over unless it was ours before and nobody had it meanwhile."""
        mark = self._marks.get(conversation)
        if mark is not None and (hold.number is not None or await self._holds(conversation, mark)):
            return
        mark = secrets.token_hex(16)
        try:
            await in_thread(take_over, self._engine, conversation, mark)
            await self._read_anew(conversation)
        except SQLAlchemyError as error:
            hold.is_settled = True  # nothing was written that others would have to wait for
            raise UnreadableError from error
        self._marks.put(conversation, mark)
        self.taken_over += 1

    async def _holds(self, conversation: str, mark: str) -> bool:
        try:
            return await in_thread(is_marked, self._engine, conversation, mark)
        except SQLAlchemyError:  # neither Redis nor the database: as a process alone would
            return True

    async def settle(self, conversation: str, written: Future[None]) -> None:
        """Return once the turn's last write, and so all of it, is committed, or late.

        Raises `ElsewhereError` where another worker has the conversation: nothing was written.
        """
        settled = asyncio.wrap_future(written)
        settled.add_done_callback(lambda future: future.cancelled() or future.exception())
        patience = 0.0 if self._writer.is_stalled else SETTLE_SECONDS
        await asyncio.wait([settled], timeout=patience)
        if not settled.done() or settled.cancelled():
            return
        if isinstance(settled.exception(), OvertakenError):
            self.overtaken += 1
            self.forget(conversation)
            raise ElsewhereError
        hold = self._held.get(conversation)
        if hold is not None:
            hold.is_settled = True

    def guard(self, conversation: str, write: Write) -> Write:
        """Return the write, refused where another worker has taken the conversation over.

        To be called when the write is made, in any thread.
        """
        mark = self._marks.get(conversation) or NOBODY

        def guarded(connection: sa.engine.Connection) -> None:
            write(connection)
            refuse_overtaken(connection, conversation, mark)

        return guarded

    async def _let_go(self, conversation: str, hold: _Hold) -> None:
        """Give a lease back when all is written; until then nobody can read what was said."""
        if not hold.is_settled:
            written = asyncio.wrap_future(self._writer.submit(lambda _connection: None))
            with suppress(SQLAlchemyError, asyncio.CancelledError):
                await written
        if self._held.get(conversation) is not hold:
            return  # its next turn has begun, with a lease of its own
        del self._held[conversation]
        if hold.number is not None:
            with suppress(AwayError):  # then it runs out
                await self._leases.give_back(conversation, hold.number)

    def _keep(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def refresh(self, conversation: str) -> None:
        """Read a conversation anew unless it is ours, as `bot.turns.Ownership` says."""
        is_ours = self.is_held(conversation) or await self._is_ours(conversation)
        try:
            if not is_ours and not self.is_held(conversation):
                await self._read_anew(conversation)
        except SQLAlchemyError as error:
            raise UnreadableError from error
        with suppress(SQLAlchemyError):
            await self.on_refresh(conversation)

    async def _read_anew(self, conversation: str) -> None:
        self.forget(conversation)
        await self.on_read(conversation)

    async def _is_ours(self, conversation: str) -> bool:
        mark = self._marks.get(conversation)
        try:
            return await self._leases.is_owner(conversation) and mark is not None
        except AwayError:
            return mark is not None and await self._holds(conversation, mark)

    async def erase(self, conversation: str, for_good: bool) -> list[Future[None]]:
        """Let no other worker keep or write anything of it; to be called before all is deleted.

        What is just being written elsewhere is waited for, and then deleted with the rest.
        """
        self.forget(conversation)
        if for_good:
            with suppress(AwayError):  # the others then ask the database who has a session
                await self._leases.end(conversation)
        gone = self._writer.submit(lambda connection: forget_owner(connection, conversation))
        self._keep(self._tell_erased(gone, conversation, for_good))
        return [gone]

    async def _tell_erased(self, gone: Future[None], conversation: str, for_good: bool) -> None:
        with suppress(SQLAlchemyError, asyncio.CancelledError):
            await asyncio.wrap_future(gone)
        self.on_erase(conversation, for_good)

    def forget_idle(self) -> None:
        """Trust nothing that is known but what is under way: something may have been missed."""
        self._marks.drop(lambda conversation, _: not self.is_held(conversation))

    def forget(self, conversation: str) -> None:
        """Forget all that is in memory of a conversation."""
        self._marks.pop(conversation)
        for forget in self.on_forget:
            forget(conversation)

    def is_held(self, conversation: str) -> bool:
        """Return whether a turn of a conversation is under way, or still being written."""
        return conversation in self._held

    async def run(self) -> None:
        """Renew leases until cancelled."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await asyncio.gather(*(self._renew(*each) for each in list(self._held.items())))

    async def _renew(self, conversation: str, hold: _Hold) -> None:
        if hold.number is None:
            return
        try:
            is_ours = await self._leases.renew(conversation, hold.number)
        except AwayError:
            return
        if not is_ours and self._held.get(conversation) is hold:
            logger.warning("a conversation went on elsewhere: its lease was renewed too late")
            hold.number = None

    async def close(self, seconds: float) -> None:
        """Give back what is written, for so many seconds; the rest runs out by itself."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
