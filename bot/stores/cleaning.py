"""Take what was deleted out of the database's files, byte by byte."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.patience import answers_within

logger = logging.getLogger(__name__)

REST_FACTOR = 24.0
"""So many times as long as it took, the writer has for others in between: while it cleans, turns
wait for their commits, and whoever deletes without end shall make fewer than one in twenty wait."""
AGAIN_SECONDS = 1.0
CLEANING_SECONDS = 10 * 60.0  # of a server; a large table takes its time


class Cleaner:
    """Cleans the database when asked, once for all who asked meanwhile; one thread does it.

    SQLite's ``secure_delete`` is not enough: when pages are balanced, copies of rows stay in
    their gaps, about once in a thousand conversations. Only a rebuilt file has none.
    """

    def __init__(self, engine: sa.engine.Engine, tables: sa.MetaData) -> None:
        self._engine = engine
        self._tables = tables
        self._lock = threading.Lock()
        self._asked: list[Future[None]] = []
        self._good_from = 0.0
        self._is_clean = False
        self._is_failing = False

    def ask(self) -> Future[None]:
        """Return a future that is done once all that is deleted by now is gone."""
        done: Future[None] = Future()
        with self._lock:
            self._asked.append(done)
        return done

    def note_writes(self) -> None:
        """Note that something was written, so that there is something to clean."""
        self._is_clean = False

    @property
    def wait_seconds(self) -> float | None:
        """Return after how long cleaning is due, 0 for at once, None where nobody asked."""
        return max(0.0, self._good_from - time.monotonic()) if self._asked else None

    def take(self) -> list[Future[None]]:
        """Return who has asked so far."""
        with self._lock:
            asked, self._asked = self._asked, []
        return asked

    def put_back(self, asked: list[Future[None]]) -> None:
        """Let those ask again whose turn it is not yet."""
        with self._lock:
            self._asked[:0] = asked

    def clean(self, asked: list[Future[None]]) -> None:
        """Clean for those who asked; where that fails, they ask again."""
        begun = time.monotonic()
        self._is_clean = self._is_clean or self._try()
        took = time.monotonic() - begun
        self._good_from = begun + took + max(AGAIN_SECONDS * self._is_failing, REST_FACTOR * took)
        if not self._is_clean:
            self.put_back(asked)
            return
        for done in asked:
            if not done.cancelled():
                done.set_result(None)

    def _try(self) -> bool:
        try:
            is_done, reason = clean_database(self._engine, self._tables), "it is being read"
        except SQLAlchemyError as error:
            is_done, reason = False, type(error).__name__
        if not is_done and not self._is_failing:
            logger.warning("what was deleted stays in the files for now: %s", reason)
        self._is_failing = not is_done
        return is_done


def clean_database(engine: sa.engine.Engine, tables: sa.MetaData) -> bool:
    """Rebuild SQLite's file and empty its log; on PostgreSQL, free the deleted rows' places.

    Returns whether nothing deleted is left; raises `sqlalchemy.exc.SQLAlchemyError`.
    """
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    with answers_within(CLEANING_SECONDS), autocommit.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql(f"VACUUM {', '.join(tables.tables)}")
            return True
        connection.exec_driver_sql("VACUUM")
        is_read, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not is_read
