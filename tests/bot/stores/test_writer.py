"""How the writer deals with a database that does not take writes."""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores.database import DatabaseError, open_database
from bot.stores.writer import Writer


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.engine.Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'lotse.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
    yield engine
    engine.dispose()


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_on_the_machine_may_read_what_people_wrote(
    engine: sa.engine.Engine, tmp_path: Path
) -> None:
    with engine.connect() as connection:
        insert(connection, "a word")
        files = list((tmp_path / "new" / "folder").iterdir())

    assert {path.name for path in files} >= {"lotse.sqlite", "lotse.sqlite-wal"}
    assert {rights(path) for path in files} == {0o600}
    assert rights(tmp_path / "new" / "folder") == 0o700


def test_a_file_of_an_earlier_version_becomes_private(tmp_path: Path) -> None:
    file = tmp_path / "lotse.sqlite"
    file.touch(0o644)
    before = rights(tmp_path)

    open_database(f"sqlite:///{file}").dispose()

    assert rights(file) == 0o600
    assert rights(tmp_path) == before


def test_a_database_in_memory_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    open_database("sqlite:///:memory:").dispose()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://lotse:hunter2@127.0.0.1:1/lotse",
        "postgresql://127.0.0.1:1/lotse?user=lotse&password=hunter2",
        "postgresql://lotse:x@hunter2@127.0.0.1:1/lotse",
        "postgresql://lotse:hunter2@127.0.0.1:port/lotse",
    ],
)
def test_no_part_of_a_password_is_printed(address: str) -> None:
    with pytest.raises(DatabaseError) as error:
        open_database(address)

    assert "hunter2" not in str(error.value)


def insert(connection: sa.engine.Connection, word: str) -> None:
    connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))


def words(engine: sa.engine.Engine) -> list[str]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT word FROM words")]


def test_writes_are_committed_in_order(engine: sa.engine.Engine) -> None:
    writer = Writer(engine)
    numbers = [str(number) for number in range(50)]

    for number in numbers:
        writer.submit(lambda connection, word=number: insert(connection, word))  # type: ignore[misc]
    writer.close()

    assert words(engine) == numbers


def test_a_locked_database_is_waited_out(engine: sa.engine.Engine) -> None:
    writer = Writer(engine)
    lock = sqlite3.connect(engine.url.database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")

    done = writer.submit(lambda connection: insert(connection, "patient"))
    deadline = time.monotonic() + 10
    while not writer.is_behind and time.monotonic() < deadline:
        time.sleep(0.02)
    behind = writer.is_behind
    lock.execute("ROLLBACK")
    done.result(timeout=10)
    writer.close()
    lock.close()

    assert behind
    assert not writer.is_behind
    assert words(engine) == ["patient"]


def test_one_bad_write_stops_no_other(engine: sa.engine.Engine) -> None:
    writer = Writer(engine)

    def fail(connection: sa.engine.Connection) -> None:
        raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates")

    writes = [
        writer.submit(lambda connection: insert(connection, "before")),
        writer.submit(fail),
        writer.submit(lambda connection: insert(connection, "after")),
    ]
    writer.close()

    assert isinstance(writes[1].exception(), UnicodeEncodeError)
    assert words(engine) == ["before", "after"]


def test_an_address_that_cannot_be_read_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseError) as error:
        open_database("postgresql://me:secret@host:notaport/x")

    assert "secret" not in str(error.value)


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()

    with pytest.raises(DatabaseError, match=r"The database sqlite:////.*lotse\.sqlite cannot be"):
        open_database(f"sqlite:///{blocked / 'lotse.sqlite'}")


def test_wal_mode_is_on(engine: sa.engine.Engine) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_each_commit_says_how_many_writes_it_had_and_failed_ones_say_nothing(
    engine: sa.engine.Engine,
) -> None:
    writer, written = Writer(engine), list[int]()
    writer.on_written = lambda count, seconds: written.append(count)

    good = [writer.submit(lambda connection: insert(connection, "word")) for _ in range(3)]
    bad = writer.submit(lambda connection: dict[str, int]()["none"])
    for each in good:
        each.result(timeout=10)
    with pytest.raises(KeyError):
        bad.result(timeout=10)
    writer.close()

    assert sum(written) == 3
