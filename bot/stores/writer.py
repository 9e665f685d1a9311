"""Write behind people's backs: in order, several writes at once, each once."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.stores.batch_marks import writers_table
from bot.stores.cleaning import Cleaner
from bot.stores.commits import BAD_WRITES, Commits
from bot.stores.database import begin_file, metadata

logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.2
STALL_SECONDS = 0.25  # a batch that is under way for longer holds nobody up
CLOSE_SECONDS = 5.0
MOST_PENDING = 20_000  # writes kept while the database does not take any; then the oldest go

_writers = writers_table(metadata)
Write = Callable[[sa.engine.Connection], object]


class RefusedWriteError(Exception):
    """A write that must not be done, and knows it: nothing is lost."""


def _passes(error: Exception) -> bool:
    """Return whether the same write may succeed later."""
    return isinstance(error, (DBAPIError, OSError)) and not isinstance(error, BAD_WRITES)


def _tell_nobody(_count: int, _seconds: float) -> None:
    """Let nobody know, where nobody counts."""


class Writer:
    """Writes in order, in a thread of its own, several at once; waits out a locked database.

    Nobody waits for a lock: a turn goes on while its write is pending, and `is_behind` tells.
    """

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine
        self._pending: deque[tuple[Write, Future[None]]] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._cleaner = Cleaner(engine, metadata)
        self._commits = Commits(engine, _writers, begin_file)
        self._tried: list[tuple[Write, Future[None]]] = []
        self._began = math.inf  # when the batch that is under way did, in monotonic seconds
        self.is_behind = False
        self.lost = 0
        self.on_written: Callable[[int, float], None] = _tell_nobody
        """Is told how many writes were committed at once and in how many seconds."""
        self._thread = threading.Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    @property
    def pending(self) -> int:
        """Return how many writes wait."""
        return len(self._pending)

    @property
    def is_stalled(self) -> bool:
        """Return whether a commit is not worth waiting for: a database may also be just silent."""
        return self.is_behind or time.monotonic() - self._began > STALL_SECONDS

    def submit(self, write: Write) -> Future[None]:
        """Queue a write; the future is done once it is committed."""
        done: Future[None] = Future()
        with self._wake:
            if len(self._pending) >= MOST_PENDING:
                self._pending.popleft()[1].cancel()
                self.lost += 1
                logger.error("a pending write was given up: too many are waiting")
            self._pending.append((write, done))
            self._wake.notify()
        return done

    def insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> Future[None]:
        """Queue rows for a table."""
        return self.submit(lambda connection: connection.execute(table.insert(), rows))

    def clean(self) -> Future[None]:
        """Queue cleaning; the future is done once what was deleted is in no file any more."""
        with self._wake:
            self._wake.notify()
            return self._cleaner.ask()

    def close(self) -> None:
        """Write what is pending, for up to `CLOSE_SECONDS`, then stop."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(CLOSE_SECONDS)
        if self._pending:
            logger.error("%d writes were lost: the database took none", len(self._pending))

    def _run(self) -> None:
        while True:
            batch, asked, is_last = self._next()
            self._began = time.monotonic() if batch else math.inf
            is_written = not batch or self._write(batch)
            self._began = math.inf
            if not is_written:
                self._cleaner.put_back(asked)
                time.sleep(RETRY_SECONDS)
                continue
            if asked:
                self._cleaner.clean(asked)
            if is_last and not batch:
                return

    def _next(self) -> tuple[list[tuple[Write, Future[None]]], list[Future[None]], bool]:
        """Wait for something to do; return the writes, who asked to clean, and whether to end."""
        with self._wake:
            while not self._pending and not self._closing and self._cleaner.wait_seconds != 0:
                self._wake.wait(self._cleaner.wait_seconds)
            batch, is_last = list(self._pending), self._closing
            is_due = self._cleaner.wait_seconds == 0 or (is_last and not batch)
            return batch, self._cleaner.take() if is_due else [], is_last

    def _write(self, batch: list[tuple[Write, Future[None]]]) -> bool:
        began = time.monotonic()
        try:
            if self._commits.was_committed():
                batch = self._tried
            else:
                self._tried = batch
                self._commits.commit([write for write, _ in batch])
        except Exception as error:  # noqa: BLE001  # one bad write must not stop the others
            if _passes(error):
                self._fall_behind(error)
                return False
            if len(batch) == 1:
                self._give_up(batch, error)
                return True
            return all(self._write([entry]) for entry in batch)
        self.on_written(len(batch), time.monotonic() - began)
        if self.is_behind:
            logger.warning("the database takes writes again")
        self.is_behind = False
        self._cleaner.note_writes()
        self._finish(batch)
        return True

    def _give_up(self, batch: list[tuple[Write, Future[None]]], error: Exception) -> None:
        if not isinstance(error, RefusedWriteError):
            self.lost += 1
            logger.error("a write was given up: %s", type(error).__name__)
        self._finish(batch, error)

    def _fall_behind(self, error: Exception) -> None:
        if not self.is_behind:
            logger.warning("the database takes no writes: %s", type(error).__name__)
        self.is_behind = True

    def _finish(
        self, batch: list[tuple[Write, Future[None]]], error: Exception | None = None
    ) -> None:
        with self._wake:
            for entry in batch:
                if self._pending and self._pending[0] is entry:
                    self._pending.popleft()
        for _, done in batch:
            if done.cancelled():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)
