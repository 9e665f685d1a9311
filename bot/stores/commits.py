"""Commit batches of writes: each once, and into the file that is there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError, NotSupportedError, ProgrammingError

from bot.stores.batch_marks import BatchMarks
from bot.stores.file_watch import FileWatch
from bot.stores.patience import answers_within

logger = logging.getLogger(__name__)

BAD_WRITES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
"""Errors of a write itself. All others pass: locked, full, read-only, away, cut off."""
ANSWER_SECONDS = 10.0  # of a server that has fallen silent


class Commits:
    """Used by one thread; ``begin_file`` makes SQLite's file and its tables."""

    def __init__(
        self,
        engine: sa.engine.Engine,
        writers: sa.Table,
        begin_file: Callable[[sa.engine.Engine], None],
    ) -> None:
        self._engine = engine
        self._begin_file = begin_file
        self._file = FileWatch(engine)
        # SQLite's commits have no answer that could be lost.
        self._marks = BatchMarks(writers) if engine.dialect.name == "postgresql" else None
        self._in_doubt = False

    def was_committed(self) -> bool:
        """Return whether the last batch was committed though `commit` raised an error.

        Raises `sqlalchemy.exc.SQLAlchemyError` while that cannot be found out.
        """
        if self._marks is None or not self._in_doubt:
            return False
        with answers_within(ANSWER_SECONDS):
            is_committed = self._marks.is_committed(self._engine)
        self._in_doubt = False
        return is_committed

    def commit(self, writes: Sequence[Callable[[sa.engine.Connection], object]]) -> None:
        """Commit all or nothing; raise `OSError` or `sqlalchemy.exc.SQLAlchemyError` if not.

        Raises whatever else a write raises.
        """
        self._stand_by_the_file()
        with answers_within(ANSWER_SECONDS):
            if self._marks:
                self._marks.prepare(self._engine)
            with self._engine.begin() as connection:
                for write in writes:
                    write(connection)
                if self._marks:
                    self._marks.mark(connection)
                    self._in_doubt = True
        self._in_doubt = False

    def _stand_by_the_file(self) -> None:
        if not self._file.is_other:
            return
        if not self._file.has_folder:
            raise FileNotFoundError
        self._engine.dispose()
        self._begin_file(self._engine)
        self._file.note()
        logger.error("the database's file has gone, and another one is used: what it held is lost")
