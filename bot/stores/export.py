"""Everything that is kept of one conversation, for the person whose it is."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import UnreadableError, find_rows
from bot.stores.feedback import feedback
from bot.stores.sessions import buttons, sessions, turns
from bot.stores.trackers import events
from bot.stores.writer import Writer

VERSION = 1
"""Of the export's shape; a field more is no new version."""
WRITTEN_SECONDS = 3.0
PAGE_ROWS = 100
"""Rows that are read at once: nobody shall notice that others take much away."""
REST_FACTOR = 3.0
"""So many times as long as a page took, no other is read, whoever wants it."""

Row = Mapping[str, Any]


class Exporter:
    """Reads what the database holds of a conversation, page by page, one at a time."""

    def __init__(self, engine: sa.engine.Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._reading = asyncio.Lock()

    async def export(self, conversation: str) -> AsyncIterator[str]:
        """Yield JSON with all that is kept but the hash of the token; raises `UnreadableError`.

        Between two pieces nothing is held: a slow reader keeps nothing from being deleted.
        """
        await self._all_written()
        now = datetime.now(timezone.utc).timestamp()
        head = {"version": VERSION, "exported": _time(now), "conversation": conversation}
        before = json.dumps(head)[:-1]
        for name, section in SECTIONS.items():
            before += f',\n"{name}": ['
            async for rows in self._pages(section, conversation):
                yield before + ",\n".join(rows)
                before = ",\n"
            before = "]"
        yield "]}"

    async def _all_written(self) -> None:
        written = self._writer.submit(lambda _connection: None)  # and so all that came before it
        try:
            await asyncio.wait_for(asyncio.wrap_future(written), WRITTEN_SECONDS)
        except (asyncio.TimeoutError, SQLAlchemyError) as error:
            raise UnreadableError from error

    async def _pages(self, section: Section, conversation: str) -> AsyncIterator[list[str]]:
        """Yield a section's rows, an empty page where there are none."""
        for begin in itertools.count(0, PAGE_ROWS):
            rows = await self._page(section, conversation, begin)
            if rows or not begin:
                yield rows
            if len(rows) < PAGE_ROWS:
                return

    async def _page(self, section: Section, conversation: str, begin: int) -> list[str]:
        async with self._reading:
            began = time.monotonic()
            try:
                rows = await asyncio.to_thread(self._read, section, conversation, begin)
            except SQLAlchemyError as error:
                raise UnreadableError from error
            await asyncio.sleep(REST_FACTOR * (time.monotonic() - began))
        return rows

    def _read(self, section: Section, conversation: str, begin: int) -> list[str]:
        query = section.query(conversation).offset(begin).limit(PAGE_ROWS)
        rows = find_rows(self._engine, query)
        return [json.dumps(section.read(row), ensure_ascii=False) for row in rows]


class Section:
    """A table of which a conversation's rows are exported, in order, and how a row is read."""

    def __init__(self, owner: sa.Column, order: sa.Column, read: Callable[[Row], Any]) -> None:
        self.owner = owner
        self._order = order
        self._read = read

    def query(self, conversation: str) -> sa.sql.Select:
        """Return the query for a conversation's rows."""
        rows = sa.select([self.owner.table]).where(self.owner == conversation)
        return rows.order_by(self._order)

    def read(self, row: sa.engine.Row) -> Any:
        """Return what the export says of a row."""
        return self._read(row._mapping)


def _session(row: Row) -> dict[str, Any]:
    return {"created": _time(row["created"]), "used": _time(row["used"])}


def _turn(row: Row) -> dict[str, Any]:
    return {"id": row["client_id"], "said": row["said"], "replies": json.loads(row["replies"])}


def _rating(row: Row) -> dict[str, Any]:
    names = ("message", "article", "kind", "language", "helpful", "reason", "comment")
    return {**{name: row[name] for name in names}, "created": _time(row["created"])}


def _button(row: Row) -> dict[str, Any]:
    names = ("id", "title", "payload")
    return {**{name: row[name] for name in names}, "created": _time(row["created"])}


def _event(row: Row) -> Any:
    return json.loads(row["data"])  # its other columns repeat parts of it


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")


SECTIONS: Mapping[str, Section] = {
    "sessions": Section(sessions.c.conversation, sessions.c.created, _session),
    "turns": Section(turns.c.conversation, turns.c.number, _turn),
    "ratings": Section(feedback.c.conversation, feedback.c.created, _rating),
    "buttons": Section(buttons.c.conversation, buttons.c.created, _button),
    "events": Section(events.c.sender_id, events.c.id, _event),
}
"""Of what an export consists: a list for each table that knows whose its rows are."""
