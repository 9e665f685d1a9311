"""Since when each listed port is as our checks find it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import metadata
from bot.stores.writer import Writer

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)
SKEW = timedelta(minutes=2)  # so far ahead may another worker's clock be; more is a wrong clock

periods = sa.Table(
    "lotse_check_periods",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("port", sa.Integer, nullable=False),
    sa.Column("result", sa.String(32), nullable=False),
    sa.Column("since", sa.Float, nullable=False),  # Unix seconds, as the two below
    sa.Column("last", sa.Float, nullable=False),
    sa.Column("before", sa.Float),
    sa.Index("lotse_check_periods_port", "host", "port"),
)


PeriodRow = tuple[str, int, str, datetime, datetime, "datetime | None"]
"""Host, port, result, since, last, and when the last check before that was; times in UTC."""


@dataclass(frozen=True)
class _Found:
    """What a check found, and when in Unix seconds."""

    host: str
    port: int
    result: str
    time: float

    def is_port(self) -> sa.sql.ColumnElement:
        """Return the condition of the port's rows."""
        return sa.and_(periods.c.host == self.host, periods.c.port == self.port)


class CheckHistory:
    """Periods of the same result, one row each; written behind, kept for `KEPT`.

    ``now`` gives Unix seconds.
    """

    def __init__(
        self, engine: sa.engine.Engine, writer: Writer, now: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._now = now

    def add(self, host: str, port: int, result: str, seen: datetime) -> None:
        """Prolong the current period of a port, or begin one where the result is another."""
        found = _Found(host, port, result, seen.timestamp())
        self._writer.submit(lambda connection: self._write(connection, found))

    def _write(self, connection: sa.engine.Connection, found: _Found) -> None:
        if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            connection.execute(sa.text(f"LOCK TABLE {periods.name} IN SHARE ROW EXCLUSIVE MODE"))
        _correct(connection, found, self._now() + SKEW.total_seconds())
        _add(connection, found)

    def current(self, ports: Iterable[tuple[str, int]] | None) -> Sequence[PeriodRow]:
        """Return the current period of each port, of all for None; none without a database."""
        newest = sa.select([sa.func.max(periods.c.number)]).group_by(periods.c.host, periods.c.port)
        query = sa.select([periods]).where(periods.c.number.in_(newest))
        if ports is not None:
            query = query.where(sa.tuple_(periods.c.host, periods.c.port).in_(list(ports)))
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(query.order_by(periods.c.number)).all()
        except SQLAlchemyError as error:
            logger.warning("the history of checks cannot be read: %s", type(error).__name__)
            return []
        return [_period(row) for row in rows]


def _correct(connection: sa.engine.Connection, found: _Found, latest: float) -> None:
    """Take back what a clock that was ahead has written of the port: it would outlast all truth."""
    # A write comes first: from here on, SQLite lets no other worker come in between.
    connection.execute(periods.delete().where(found.is_port(), periods.c.since > latest))
    too_late = sa.and_(found.is_port(), periods.c.last > latest)
    connection.execute(periods.update().where(too_late).values(last=periods.c.since))


def _add(connection: sa.engine.Connection, found: _Found) -> None:
    newest = sa.select([sa.func.max(periods.c.number)]).where(found.is_port()).scalar_subquery()
    is_current = periods.c.number == newest
    is_same = sa.and_(is_current, periods.c.result == found.result)
    later = sa.case([(periods.c.last < found.time, found.time)], else_=periods.c.last)
    if connection.execute(periods.update().where(is_same).values(last=later)).rowcount:
        return
    before = connection.execute(sa.select([periods.c.last]).where(is_current)).scalar()
    if before is not None and found.time <= before:
        return  # another worker has seen something newer
    row = {"host": found.host, "port": found.port, "result": found.result, "before": before}
    connection.execute(periods.insert().values(**row, since=found.time, last=found.time))
    connection.execute(periods.delete().where(periods.c.last < found.time - KEPT.total_seconds()))


def _period(row: sa.engine.Row) -> PeriodRow:
    since, last = _time(row.since), _time(row.last)
    before = _time(row.before) if row.before is not None else None
    return (row.host, row.port, row.result, since, last, before)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
