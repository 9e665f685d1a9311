"""The history of checks where the database is locked, away or silent."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores import writer
from bot.stores.check_history import CheckHistory, periods
from bot.stores.database import BUSY_SECONDS, CONNECT_SECONDS, DatabaseError, open_database
from bot.stores.writer import Writer
from tests.databases import PASSWORD, running_postgres
from tests.servers import PROJECT

NOW = datetime(2026, 1, 2, tzinfo=timezone.utc)
LATENESS_SECONDS = 1.0
OPEN = """
import sys
import bot.stores.check_history, bot.stores.sessions
from bot.stores.database import open_database
print("ready", flush=True)
sys.stdin.readline()
open_database(sys.argv[1]).dispose()
"""


@contextmanager
def opened(url: str) -> Iterator[tuple[sa.engine.Engine, Writer, CheckHistory]]:
    engine = open_database(url)
    writer = Writer(engine)
    yield engine, writer, CheckHistory(engine, writer)
    writer.close()
    engine.dispose()


def test_a_locked_table_is_waited_for_by_the_writer_only(postgres_url: str) -> None:
    with opened(postgres_url) as (engine, writer, history):
        with engine.begin() as lock:
            lock.execute(periods.delete())
            lock.exec_driver_sql(f"LOCK TABLE {periods.name} IN ACCESS EXCLUSIVE MODE")
            history.add("a", 1, "ok", NOW)
            started = time.monotonic()
            meanwhile = history.current(None)
            seconds = time.monotonic() - started
        writer.submit(lambda connection: None).result(timeout=10)
        afterwards = history.current(None)

    assert meanwhile == []
    assert seconds < BUSY_SECONDS + LATENESS_SECONDS
    assert [row[:3] for row in afterwards] == [("a", 1, "ok")]


def test_a_stopped_postgres_lets_nothing_be_known(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer, "CLOSE_SECONDS", 0.5)

    with running_postgres() as server, opened(server.url) as (_, _, history):
        server.stop()
        history.add("a", 1, "ok", NOW)
        found = history.current([("a", 1)])

    assert found == []
    assert "1 writes were lost" in caplog.text
    assert PASSWORD not in caplog.text


def test_a_lost_sqlite_file_lets_nothing_be_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer, "CLOSE_SECONDS", 0.5)
    path = tmp_path / "lotse.sqlite"

    with opened(f"sqlite:///{path}") as (engine, _, history):
        engine.dispose()
        path.unlink()
        path.mkdir()
        history.add("a", 1, "ok", NOW)
        found = history.current([("a", 1)])

    assert found == []
    assert "1 writes were lost" in caplog.text


def test_connections_that_were_cut_are_made_anew(postgres_url: str) -> None:
    with opened(postgres_url) as (_, writer, history):
        history.add("cut", 1, "ok", NOW)
        writer.submit(lambda connection: None).result(timeout=10)
        _cut_other_connections(postgres_url)
        history.add("cut", 1, "refused", NOW.replace(hour=1))
        writer.submit(lambda connection: None).result(timeout=10)
        [found] = history.current([("cut", 1)])

    assert found[2] == "refused"


def _cut_other_connections(url: str) -> None:
    engine = sa.create_engine(url)
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with engine.connect() as connection:
        connection.exec_driver_sql(query)
    engine.dispose()


def test_a_silent_server_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://lotse:{PASSWORD}@127.0.0.1:{silent.getsockname()[1]}/postgres"
        started = time.monotonic()
        with pytest.raises(DatabaseError) as error:
            open_database(url)

    assert time.monotonic() - started < CONNECT_SECONDS + LATENESS_SECONDS
    assert PASSWORD not in str(error.value)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lotse.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE started_together")
    engine.dispose()
    return url.replace("/postgres", "/started_together")


def test_workers_that_start_together_all_find_the_tables(new_database: str) -> None:
    command = [sys.executable, "-c", OPEN, new_database]
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True) for _ in range(4)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"

    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("open\n")
        worker.stdin.flush()
    for worker in workers:
        worker.communicate()

    assert [worker.returncode for worker in workers] == [0] * len(workers)
