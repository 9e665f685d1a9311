"""Know whether a batch of writes was committed though the database's answer was lost."""

from __future__ import annotations

import secrets
import time

import sqlalchemy as sa

OLD_SECONDS = 24 * 60 * 60.0


def writers_table(metadata: sa.MetaData) -> sa.Table:
    """Return the table with a row for each process that writes."""
    return sa.Table(
        "lotse_writers",
        metadata,
        sa.Column("writer", sa.String(32), primary_key=True),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("written", sa.Float, nullable=False),
    )


class BatchMarks:
    """Says in the database which batch of this writer was committed last.

    Where a connection breaks at the commit, nobody can tell from that whether to write the batch
    again: once too often shows an answer twice, once too few loses it.
    """

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._is_own = table.c.writer == (writer := secrets.token_hex(16))
        self._writer = writer
        self._number = 0
        self._has_row = False

    def prepare(self, engine: sa.engine.Engine) -> None:
        """Make this writer's row before it is needed; those of long ago go."""
        if self._has_row:
            return
        with engine.begin() as connection:
            old = self._table.c.written < time.time() - OLD_SECONDS
            connection.execute(self._table.delete().where(old))
            if connection.execute(sa.select([self._table]).where(self._is_own)).first() is None:
                row = {"writer": self._writer, "batch": 0, "written": time.time()}
                connection.execute(self._table.insert(), [row])
        self._has_row = True

    def mark(self, connection: sa.engine.Connection) -> None:
        """Number a batch, in the transaction that writes it."""
        self._number += 1
        values = {"batch": self._number, "written": time.time()}
        connection.execute(self._table.update().where(self._is_own).values(values))

    def is_committed(self, engine: sa.engine.Engine) -> bool:
        """Return whether the batch that was numbered last is there.

        Asking for the row to change it waits for a commit that is still going on.
        """
        query = sa.select([self._table.c.batch]).where(self._is_own).with_for_update()
        with engine.begin() as connection:
            return bool(connection.execute(query).scalar() == self._number)
