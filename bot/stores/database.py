"""The database: how it is opened and read; `bot.stores.writer` writes."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.stores.patience import answers_within

logger = logging.getLogger(__name__)

BUSY_SECONDS = 1.0  # how long the database itself waits for a lock before we try again
CONNECT_SECONDS = 3  # a whole number, at least 2, as PostgreSQL's client wants it
SWITCH_SECONDS, SWITCH_TRIES = 0.05, 20  # for the turn of another who opens the same new file
THREADS = 4  # that read, so that nobody waits for a database that is slow or away
CREATE_SECONDS = 40.0  # longer than others may hold the lock
READ_SECONDS = 3.0  # for an answer of a server that has fallen silent

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
Found = TypeVar("Found")
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")


class DatabaseError(Exception):
    """The database cannot be opened; its text says which and why."""


class UnreadableError(Exception):
    """The database cannot be read just now, or does not take what was said last."""


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


def begin_file(engine: sa.engine.Engine) -> None:
    """Make SQLite's file, open to its owner only, with all tables."""
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
