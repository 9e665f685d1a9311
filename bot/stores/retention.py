"""Delete conversations that nobody goes on with, and clean the database."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from datetime import datetime

import sqlalchemy as sa

from bot.stores.database import read_rows
from bot.stores.owners import forget_idle
from bot.stores.sessions import sessions, turns
from bot.stores.trackers import events
from bot.stores.writer import Writer

logger = logging.getLogger(__name__)

HOUR_SECONDS = 60 * 60.0
MOST_AT_ONCE = 500

Erase = Callable[[str], Awaitable[list[Future[None]]]]
MayTidy = Callable[[], Awaitable[bool]]
"""Tells whether this is the one of several workers that does it in this hour."""


class Retention:
    """Erases, each hour, the conversations in which nothing has happened for so long."""

    def __init__(
        self,
        engine: sa.engine.Engine,
        writer: Writer,
        erase: Erase,
        hours: int,
        may_tidy: MayTidy | None = None,
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._erase = erase
        self._hours = hours
        self._may_tidy = may_tidy

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            if self._may_tidy is None or await self._may_tidy():
                await self.tidy()
            await asyncio.sleep(HOUR_SECONDS)

    async def tidy(self) -> int:
        """Erase what is old and return how many conversations that were."""
        before, count = time.time() - self._hours * HOUR_SECONDS, 0
        earlier: list[str] = []
        while old := await asyncio.to_thread(old_conversations, self._engine, before):
            if old == earlier:  # the database deletes nothing just now
                break
            for conversation in old:
                deleting = await self._erase(conversation)
                await asyncio.gather(*map(asyncio.wrap_future, deleting), return_exceptions=True)
            count, earlier = count + len(old), old
        if count:
            logger.info("%d conversations older than %d hours were deleted", count, self._hours)
        self._writer.submit(forget_idle)
        self._writer.clean()
        return count


def old_conversations(engine: sa.engine.Engine, before: float) -> list[str]:
    """Return some of the conversations in which nothing has happened since a Unix time."""
    last = sa.func.max(events.c.timestamp)
    silent = sa.select([events.c.sender_id]).group_by(events.c.sender_id).having(last < before)
    known = sa.select([events.c.sender_id])
    unused = sa.select([sessions.c.conversation]).where(
        sessions.c.used < before, sessions.c.conversation.notin_(known)
    )
    rows = [
        row for query in (silent, unused) for row in read_rows(engine, query.limit(MOST_AT_ONCE))
    ]
    found = [*(str(row[0]) for row in rows), *_old_turns(engine, before)]
    return list(dict.fromkeys(found))[:MOST_AT_ONCE]


def _old_turns(engine: sa.engine.Engine, before: float) -> Iterator[str]:
    """Yield conversations of which there are turns and nothing else: all they said was refused."""
    bare = sa.select([turns.c.conversation, turns.c.replies]).where(
        turns.c.conversation.notin_(sa.select([events.c.sender_id])),
        turns.c.conversation.notin_(sa.select([sessions.c.conversation])),
    )
    for row in read_rows(engine, bare.order_by(turns.c.number).limit(MOST_AT_ONCE)):
        said = next((reply.get("time") for reply in json.loads(row.replies)), None)
        if said is None or datetime.fromisoformat(said).timestamp() < before:
            yield str(row.conversation)
