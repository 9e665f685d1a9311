"""The database, and the one thread that writes to it."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.stores.batch_marks import writers_table
from bot.stores.cleaning import Cleaner
from bot.stores.commits import BAD_WRITES, Commits
from bot.stores.patience import answers_within

logger = logging.getLogger(__name__)

BUSY_SECONDS = 1.0  # how long the database itself waits for a lock before we try again
CONNECT_SECONDS = 3  # a whole number, at least 2, as PostgreSQL's client wants it
RETRY_SECONDS = 0.2
SWITCH_SECONDS, SWITCH_TRIES = 0.05, 20  # for the turn of another who opens the same new file
STALL_SECONDS = 0.25  # a batch that is under way for longer holds nobody up
CLOSE_SECONDS = 5.0
THREADS = 4  # that read, so that nobody waits for a database that is slow or away
CREATE_SECONDS = 40.0  # longer than others may hold the lock
READ_SECONDS = 3.0  # for an answer of a server that has fallen silent
MOST_PENDING = 20_000  # writes kept while the database does not take any; then the oldest go

UNREADABLE = (
    "The address of the database cannot be read; in a password, @ is written %40 and / is %2F"
)

# Workers that start together must not all create the tables: one does, and the others wait.
_ALONE = {
    "postgresql": "SET LOCAL lock_timeout = '30s'; SELECT pg_advisory_xact_lock(7215673)",
    "sqlite": "BEGIN IMMEDIATE",
}

metadata = sa.MetaData()
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # counts on where 32 bits end
_writers = writers_table(metadata)
Write = Callable[[sa.engine.Connection], object]
Found = TypeVar("Found")
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")


class DatabaseError(Exception):
    """The database cannot be opened; its text says which and why."""


class UnreadableError(Exception):
    """The database cannot be read just now, or does not take what was said last."""


class RefusedWriteError(Exception):
    """A write that must not be done, and knows it: nothing is lost."""


def open_database(url: str) -> sa.engine.Engine:
    """Open the database and create missing tables; SQLite gets its folder, WAL mode and a pool."""
    try:
        parsed = sa.engine.make_url(url)
    except (SQLAlchemyError, ValueError) as error:  # not the address itself: it has a password
        raise DatabaseError(UNREADABLE) from error
    if "@" in (parsed.host or ""):  # a part of the password, which would be shown as a host
        raise DatabaseError(UNREADABLE)
    try:
        is_sqlite = parsed.get_backend_name() == "sqlite"
        engine = _open_sqlite(parsed) if is_sqlite else _open_server(parsed)
        _create_tables(engine)
        _prove_writable(engine)
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "orig", None) or error
        shown = repr(parsed.set(query={}))  # a password may stand in there too
        raise DatabaseError(f"The database {shown} cannot be used: {reason}") from error
    return engine


def _open_sqlite(url: sa.engine.URL) -> sa.engine.Engine:
    if url.database and not url.database.startswith((":memory:", "file:")):
        _keep_private(Path(url.database))
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,  # SQLAlchemy's default opens the file anew each time
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _keep_private(file: Path) -> None:
    """Make folder and file so that nobody else on the machine may read them.

    SQLite gives its log beside the file the file's own rights. A folder that is there stays as it
    is; a file of earlier versions, which all could read, does not.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(descriptor).st_uid == os.getuid():
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _open_server(url: sa.engine.URL) -> sa.engine.Engine:
    if url.get_backend_name() != "postgresql":
        return sa.create_engine(url, pool_pre_ping=True)
    from bot.stores.postgres_patience import limit_waiting  # a client that others need not load

    limit_waiting()
    patience = {"connect_timeout": url.query.get("connect_timeout", CONNECT_SECONDS)}
    engine = sa.create_engine(url, pool_pre_ping=True, connect_args=patience)
    sa.event.listen(engine, "do_connect", _connect)
    sa.event.listen(engine, "connect", _set_up_postgres)
    return engine


def _connect(dialect: Any, _record: Any, arguments: Any, options: Mapping[str, Any]) -> Any:
    with answers_within(float(options["connect_timeout"])):  # the client itself looks at no clock
        return dialect.connect(*arguments, **options)


def _set_up_postgres(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {round(BUSY_SECONDS * 1000)}")
    connection.commit()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # WAL lets people read while somebody writes, and needs one sync a checkpoint, not one a turn.
    # Two who switch a new file to it at once get an error instead of waiting for one another.
    for pause in (*[SWITCH_SECONDS] * SWITCH_TRIES, None):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if pause is None:
                raise
            time.sleep(pause)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")  # what somebody deletes is overwritten


def _create_tables(engine: sa.engine.Engine) -> None:
    with answers_within(CREATE_SECONDS), engine.begin() as connection:
        if engine.dialect.name in _ALONE:
            connection.exec_driver_sql(_ALONE[engine.dialect.name])
        metadata.create_all(connection)


def _begin_file(engine: sa.engine.Engine) -> None:
    _keep_private(Path(engine.url.database))
    _create_tables(engine)


def _prove_writable(engine: sa.engine.Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA user_version=1")


async def in_thread(read: Callable[..., Found], *arguments: Any) -> Found:
    """Return what a function finds out that waits for the database."""
    return await asyncio.get_running_loop().run_in_executor(_threads, read, *arguments)


def find_rows(engine: sa.engine.Engine, query: Any) -> list[Any]:
    """Return a query's rows; raise `sqlalchemy.exc.SQLAlchemyError`."""
    with answers_within(READ_SECONDS), engine.connect() as connection:
        return list(connection.execute(query).all())


def read_rows(engine: sa.engine.Engine, query: Any) -> list[Any]:
    """Return a query's rows; where the database cannot be read, nothing is known."""
    try:
        return find_rows(engine, query)
    except SQLAlchemyError as error:
        logger.warning("the database cannot be read: %s", type(error).__name__)
        return []


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
        self._commits = Commits(engine, _writers, _begin_file)
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
