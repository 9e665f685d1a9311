"""Each write is committed once and to the right place, whatever becomes of the database."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from bot.stores.database import open_database, read_rows
from bot.stores.patience import answers_within
from bot.stores.sessions import turns
from bot.stores.writer import Writer
from tests.faults.proxy import PASSES, Behaviour, FaultProxy, faults_before, port_of, through

CONVERSATIONS = sa.select([turns.c.conversation]).order_by(turns.c.number)
AWAY_SECONDS = 0.5


def row(conversation: str) -> list[dict[str, str]]:
    return [{"conversation": conversation, "client_id": "1", "said": "a", "replies": "[]"}]


def stored(url: str) -> list[str]:
    engine = open_database(url)
    found = [each.conversation for each in read_rows(engine, CONVERSATIONS)]
    engine.dispose()
    return found


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """Return the address of a database with empty tables."""
    engine = open_database(postgres_url)
    with engine.begin() as connection:
        connection.execute(turns.delete())
    yield postgres_url
    engine.dispose()


@contextmanager
def writing(url: str) -> Iterator[tuple[FaultProxy, Writer]]:
    """Give a writer whose way to the database leads through a proxy."""
    with faults_before(port_of(url)) as proxy:
        engine = open_database(through(proxy, url))
        writer = Writer(engine)
        yield proxy, writer
        writer.close()
        engine.dispose()


def test_a_commit_whose_answer_is_lost_is_not_made_again(url: str) -> None:
    with writing(url) as (proxy, writer):
        writer.insert(turns, row("first")).result(timeout=10)
        proxy.become(Behaviour(cut_after=b"COMMIT"))
        done = writer.insert(turns, row("second"))
        wait_until_behind(writer)
        later = writer.insert(turns, row("third"))
        proxy.become(PASSES)
        done.result(timeout=10)
        later.result(timeout=10)

    assert stored(url) == ["first", "second", "third"]
    assert not writer.is_behind


def test_a_batch_that_broke_off_is_made_again(url: str) -> None:
    with writing(url) as (proxy, writer):
        writer.insert(turns, row("first")).result(timeout=10)
        proxy.become(Behaviour(cut_after=b"INSERT INTO lotse_turns"))
        done = writer.insert(turns, row("second"))
        wait_until_behind(writer)
        proxy.become(PASSES)
        done.result(timeout=10)

    assert stored(url) == ["first", "second"]


def test_a_read_only_server_is_waited_out(url: str) -> None:
    setting = "SET default_transaction_read_only ="
    with writing(url) as (_, writer):
        writer.submit(lambda connection: connection.exec_driver_sql(f"{setting} on")).result(10)
        done = writer.insert(turns, row("patient"))
        wait_until_behind(writer)
        assert not done.done()
        writer._engine.dispose()  # as after a change of servers: the next connection may write
        done.result(timeout=10)

    assert stored(url) == ["patient"]
    assert writer.lost == 0


def test_a_server_that_falls_silent_is_waited_for_no_longer_than_there_is_time(url: str) -> None:
    with faults_before(port_of(url)) as proxy:
        engine = open_database(through(proxy, url))
        assert engine.connect().execute(CONVERSATIONS).all() == []
        proxy.become(Behaviour(silent=True))

        with pytest.raises(OperationalError), answers_within(AWAY_SECONDS):
            engine.connect().execute(CONVERSATIONS)

        proxy.become(PASSES)
        assert engine.connect().execute(CONVERSATIONS).all() == []
        engine.dispose()


def wait_until_behind(writer: Writer) -> None:
    deadline = time.monotonic() + 10
    while not writer.is_behind:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Return the address of a file in a folder of its own."""
    return f"sqlite:///{tmp_path / 'data' / 'lotse.sqlite'}"


def test_what_is_written_while_the_file_is_away_comes_into_it_later(
    tmp_path: Path, file: str
) -> None:
    engine = open_database(file)
    writer = Writer(engine)
    writer.insert(turns, row("before")).result(timeout=10)
    (tmp_path / "data").rename(tmp_path / "aside")
    done = writer.insert(turns, row("meanwhile"))
    wait_until_behind(writer)
    (tmp_path / "aside").rename(tmp_path / "data")
    done.result(timeout=10)
    writer.close()
    engine.dispose()

    assert stored(file) == ["before", "meanwhile"]


def test_where_the_file_is_lost_a_new_one_is_begun_and_that_is_said(
    tmp_path: Path, file: str, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_database(file)
    writer = Writer(engine)
    writer.insert(turns, row("before")).result(timeout=10)
    shutil.rmtree(tmp_path / "data")
    done = writer.insert(turns, row("meanwhile"))
    wait_until_behind(writer)
    (tmp_path / "data").mkdir()
    done.result(timeout=10)
    writer.close()
    engine.dispose()

    assert stored(file) == ["meanwhile"]
    assert "the database's file has gone" in caplog.text
    assert (tmp_path / "data" / "lotse.sqlite").stat().st_mode & 0o077 == 0


def test_a_file_that_took_the_place_is_the_one_from_then_on(tmp_path: Path, file: str) -> None:
    other = f"sqlite:///{tmp_path / 'other' / 'lotse.sqlite'}"
    open_database(other).dispose()
    engine = open_database(file)
    writer = Writer(engine)
    writer.insert(turns, row("before")).result(timeout=10)
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "other").rename(tmp_path / "data")
    writer.insert(turns, row("after")).result(timeout=10)
    writer.close()
    engine.dispose()

    assert stored(file) == ["after"]
