"""Keep conversations in the database without making anybody wait for it."""

from __future__ import annotations

import asyncio
import json
import math
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.stores.database import NUMBER, READ_SECONDS, metadata
from bot.stores.patience import answers_within
from bot.stores.short_trackers import next_session, shortened
from bot.stores.weighed_cache import WeighedCache
from bot.stores.writer import Write, Writer

MOST_KEPT = 16 * 1024 * 1024
"""Characters of the events, as JSON, of the trackers that are kept in memory between turns; there
they take some four times as much. A turn has about five thousand, of the longest texts ten."""
MOST_NEW = 10_000
"""Conversations without a word of which it is known that the database has nothing."""
COMMIT_SECONDS = 0.25  # a turn waits this long for its commit; a locked database gets no more
READERS = 2
MOST_TURNS = 50  # then a new session begins: a turn's cost grows with its session
LATEST_SAVE: ContextVar[float] = ContextVar("latest_save", default=math.inf)
"""Until when a turn may be saved, in monotonic seconds: then people are told of a failure."""
SAVED = "lotse_saved"
"""The attribute of a tracker that counts how many of its events were handed to the writer."""
SIZE = "lotse_size"
"""The attribute of a tracker that counts how many characters these had, as JSON."""

# The same table as Rasa's SQLTrackerStore, so that Rasa's tools can read it.
events = sa.Table(
    "events",
    metadata,
    sa.Column("id", NUMBER, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
)


class LateTurnError(Exception):
    """A turn that ended when nobody waited for it any more."""


class ConversationStore(TrackerStore, SerializedTrackerAsText):
    """A tracker store that neither blocks on a locked database nor forgets silently.

    A turn takes the tracker out and puts it back, so a turn that failed half-way leaves nothing
    behind. ``guard`` is what lets a write be done only while the conversation is this process's.
    """

    def __init__(self, engine: sa.engine.Engine, writer: Writer, domain: Domain | None = None):
        super().__init__(domain, None)
        self._engine = engine
        self._writer = writer
        self._cache = WeighedCache[DialogueStateTracker](MOST_KEPT)
        self._new = WeighedCache[bool](MOST_NEW)
        self._pending: dict[str, list[dict[str, Any]]] = {}
        self._lock = threading.Lock()  # of what is pending; the writer's thread takes from it
        self.guard: Callable[[str, Write], Write] = lambda _sender_id, write: write
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="database-reader")

    @property
    def caches(self) -> dict[str, WeighedCache[Any]]:
        """Return what is kept in memory, by what it is."""
        return {"trackers": self._cache}

    def begin(self, sender_id: str) -> None:
        """Know of a conversation made just now that there is nothing to read, whatever fails."""
        self._new.put(sender_id, True)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Hand new events to the writer and wait a moment for the commit.

        Raises `LateTurnError`; the conversation then goes on as if nothing had been said.
        """
        if time.monotonic() > LATEST_SAVE.get():
            raise LateTurnError
        known = getattr(tracker, SAVED, 0)
        rows = [_row(tracker.sender_id, event.as_dict()) for event in list(tracker.events)[known:]]
        size = getattr(tracker, SIZE, 0) + sum(len(row["data"]) for row in rows)
        _mark_saved(tracker, size)
        kept = shortened(tracker, self.domain) if self.domain else tracker
        _mark_saved(kept, size)
        self._cache.put(kept.sender_id, kept, size)
        self._new.pop(tracker.sender_id)
        if not rows:
            return
        with self._lock:
            self._pending.setdefault(tracker.sender_id, []).extend(rows)
        insert = events.insert()
        write = self.guard(tracker.sender_id, lambda connection: connection.execute(insert, rows))
        done = self._writer.submit(write)
        done.add_done_callback(lambda _: self._forget_pending(tracker.sender_id, len(rows)))
        await self.settle(done)

    async def settle(self, done: Future[None]) -> None:
        """Wait a moment for a write: a kill then takes back no answer."""
        # Where it takes longer, or fails, it stays pending or was logged. While the database takes
        # nothing, nobody waits at all.
        if not self._writer.is_stalled:
            await asyncio.wait([_settled(done)], timeout=COMMIT_SECONDS)

    def _forget_pending(self, sender_id: str, count: int) -> None:
        with self._lock:
            remaining = self._pending.pop(sender_id, [])[count:]
            if remaining:
                self._pending[sender_id] = remaining

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of the latest session, with what is not yet written."""
        tracker = self._cache.pop(sender_id) or await self._read(sender_id)
        if tracker is not None and _turns(tracker) >= MOST_TURNS and self.domain is not None:
            return next_session(tracker, self.domain)
        return tracker

    async def _read(self, sender_id: str) -> DialogueStateTracker | None:
        if self._new.get(sender_id):
            return None
        loop = asyncio.get_running_loop()
        with self._lock:  # before the database is read, so that nothing falls in between
            pending = [row["data"] for row in self._pending.get(sender_id, [])]
        stored = await loop.run_in_executor(self._readers, self._stored_events, sender_id)
        known = set(stored)
        texts = [*stored, *(text for text in pending if text not in known)]
        found = _latest_session([json.loads(text) for text in texts])
        if not found or self.domain is None:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, found, self.domain.slots)
        _mark_saved(tracker, sum(map(len, texts[-len(found) :])))
        return tracker

    def _stored_events(self, sender_id: str) -> list[str]:
        query = sa.select([events.c.data]).where(events.c.sender_id == sender_id)
        with answers_within(READ_SECONDS), self._engine.connect() as connection:
            rows: Iterable[Any] = connection.execute(query.order_by(events.c.id))
            return [str(row[0]) for row in rows]

    async def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker without taking it out; it must not be changed."""
        return self._cache.get(sender_id) or await self._read(sender_id)

    def forget(self, sender_id: str) -> None:
        """Keep nothing of a conversation in memory; its turn must be over."""
        self._cache.pop(sender_id)
        self._new.pop(sender_id)
        with self._lock:
            self._pending.pop(sender_id, None)

    def forget_all(self, but: Callable[[str], bool]) -> None:
        """Keep nothing in memory but the conversations of which this is so."""
        self._cache.drop(lambda sender_id, _: not but(sender_id))
        self._new.drop(lambda sender_id, _: not but(sender_id))

    def erase(self, sender_id: str) -> Future[None]:
        """Delete a conversation; its turn must be over."""
        self.forget(sender_id)
        gone = events.delete().where(events.c.sender_id == sender_id)
        return self._writer.submit(lambda connection: connection.execute(gone))

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select([events.c.sender_id]).distinct())
            return [str(row[0]) for row in rows]

    @property
    def is_behind(self) -> bool:
        """Return whether the database takes no writes at the moment."""
        return self._writer.is_behind


def _settled(done: Future[None]) -> asyncio.Future[None]:
    """Return a future for this loop that is done when the write is, however it ended."""
    settled: asyncio.Future[None] = asyncio.wrap_future(done)
    settled.add_done_callback(lambda future: future.cancelled() or future.exception())
    return settled


def _mark_saved(tracker: DialogueStateTracker, size: int) -> None:
    setattr(tracker, SAVED, len(tracker.events))
    setattr(tracker, SIZE, size)


def _turns(tracker: DialogueStateTracker) -> int:
    return sum(isinstance(event, UserUttered) for event in tracker.events)


def _row(sender_id: str, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "sender_id": sender_id,
        "type_name": event["event"],
        "timestamp": event.get("timestamp"),
        "intent_name": ((event.get("parse_data") or {}).get("intent") or {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }


def _latest_session(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    starts = [n for n, event in enumerate(found) if event["event"] == SessionStarted.type_name]
    # The action that started the session stands right before the event.
    return found[max(0, starts[-1] - 1) :] if starts else found
