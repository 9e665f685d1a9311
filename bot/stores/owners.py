"""Which worker a conversation goes on at: what an earlier one writes late is refused."""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.stores.database import metadata
from bot.stores.sessions import sessions, turns
from bot.stores.trackers import events
from bot.stores.writer import RefusedWriteError

OLD_SECONDS = 24 * 60 * 60.0

owners = sa.Table(
    "lotse_owners",
    metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("mark", sa.String(32), nullable=False),
    sa.Column("since", sa.Float, nullable=False),
)
"""The mark is new whenever another worker takes a conversation over, and never used again."""


class OvertakenError(RefusedWriteError):
    """A write of a worker whose conversation goes on elsewhere."""


def take_over(engine: sa.engine.Engine, conversation: str, mark: str) -> None:
    """Let only writes with this mark be taken; waits for one that is just being committed.

    Raises `sqlalchemy.exc.SQLAlchemyError`.
    """
    dialects = {"sqlite": sqlite, "postgresql": postgresql}
    insert = dialects[engine.dialect.name].insert(owners)
    values = {"mark": mark, "since": time.time()}
    insert = insert.values(conversation=conversation, **values)
    with engine.begin() as connection:
        connection.execute(
            insert.on_conflict_do_update(index_elements=["conversation"], set_=values)
        )


def is_marked(engine: sa.engine.Engine, conversation: str, mark: str) -> bool:
    """Return whether nobody has taken over since; raises `sqlalchemy.exc.SQLAlchemyError`."""
    with engine.connect() as connection:
        return bool(connection.execute(_query(conversation)).scalar() == mark)


def refuse_overtaken(connection: sa.engine.Connection, conversation: str, mark: str) -> None:
    """Raise `OvertakenError` unless the mark holds, and until the commit it does.

    To be called after the write that it guards: from then on SQLite has but one writer too.
    """
    query = _query(conversation).with_for_update(read=True)
    if connection.execute(query).scalar() != mark:
        raise OvertakenError


def _query(conversation: str) -> sa.sql.Select:
    return sa.select([owners.c.mark]).where(owners.c.conversation == conversation)


def forget_owner(connection: sa.engine.Connection, conversation: str) -> None:
    """Refuse all that is still to be written of a conversation that is deleted."""
    connection.execute(owners.delete().where(owners.c.conversation == conversation))


def forget_idle(connection: sa.engine.Connection) -> None:
    """Delete what nothing belongs to any more: all that was said there was refused."""
    kept = (sessions.c.conversation, turns.c.conversation, events.c.sender_id)
    gone = (owners.c.conversation.notin_(sa.select([column])) for column in kept)
    connection.execute(owners.delete().where(owners.c.since < time.time() - OLD_SECONDS, *gone))
