"""What is deleted is in no file any more, and nobody waits for that."""

from __future__ import annotations

import secrets
import sqlite3
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores.cleaning import Cleaner, clean_database
from bot.stores.database import metadata, open_database
from bot.stores.sessions import Choice, SessionStore, Turn, turns
from bot.stores.trackers import events
from bot.stores.writer import Writer

PATIENCE_SECONDS = 20.0
CONVERSATIONS = 100


def talk(writer: Writer, store: SessionStore, conversation: str, mark: str) -> None:
    """Keep turns, buttons and events of all lengths, each with the conversation's mark."""
    for size in (30, 300, 2500, 80):
        store.add_buttons(conversation, [Choice(mark, "/next_step")] * 3)
        store.add_turn(conversation, Turn(secrets.token_urlsafe(9), mark, [{"text": mark * size}]))
        row = {"sender_id": conversation, "type_name": "user", "data": mark * size}
        writer.insert(events, [row] * 3)


def erase(writer: Writer, store: SessionStore, conversation: str) -> None:
    gone = events.delete().where(events.c.sender_id == conversation)
    store.erase(conversation)
    writer.submit(lambda connection: connection.execute(gone))


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("lotse.sqlite*"))


def pages(engine: sa.engine.Engine, name: str) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def test_every_other_conversation_is_gone_to_the_last_byte(
    engine: sa.engine.Engine, writer: Writer, tmp_path: Path
) -> None:
    store = SessionStore(engine, writer)
    marks = {f"web-{secrets.token_hex(16)}": secrets.token_hex(8) for _ in range(CONVERSATIONS)}
    gone = dict(list(marks.items())[::2])
    for conversation, mark in marks.items():
        talk(writer, store, conversation, mark)
    for conversation in gone:
        erase(writer, store, conversation)

    writer.clean().result(PATIENCE_SECONDS)

    content = written(tmp_path)
    assert not [each for pair in gone.items() for each in pair if each.encode() in content]
    assert all(mark.encode() in content for name, mark in marks.items() if name not in gone)
    assert pages(engine, "freelist_count") == 0
    assert (tmp_path / "lotse.sqlite-wal").stat().st_size == 0


def test_who_reads_meanwhile_makes_it_wait_and_then_it_is_done(
    engine: sa.engine.Engine, writer: Writer, tmp_path: Path
) -> None:
    store = SessionStore(engine, writer)
    talk(writer, store, "mine", "Zwetschgendatschi")
    writer.clean().result(PATIENCE_SECONDS)
    reader = sqlite3.connect(tmp_path / "lotse.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM lotse_turns").fetchall()
    erase(writer, store, "mine")
    cleaned = writer.clean()
    written_meanwhile = writer.insert(events, [{"sender_id": "yours", "type_name": "user"}])
    written_meanwhile.result(PATIENCE_SECONDS)

    assert not cleaned.done()
    reader.execute("ROLLBACK")
    reader.close()
    cleaned.result(PATIENCE_SECONDS)
    assert b"Zwetschgendatschi" not in written(tmp_path)


def test_who_deletes_without_end_makes_fewer_than_one_turn_in_twenty_wait(
    engine: sa.engine.Engine,
) -> None:
    cleaner = Cleaner(engine, metadata)

    begun = time.monotonic()
    cleaner.clean([cleaner.ask()])
    took = time.monotonic() - begun
    cleaner.note_writes()
    cleaner.ask()

    # It may have taken less than was measured around it, but not much: a file is rebuilt.
    assert cleaner.wait_seconds is not None
    assert cleaner.wait_seconds > 10 * took


def test_closing_cleans_for_who_has_asked(engine: sa.engine.Engine, tmp_path: Path) -> None:
    writer = Writer(engine)
    store = SessionStore(engine, writer)
    talk(writer, store, "mine", "Zwetschgendatschi")
    erase(writer, store, "mine")
    cleaned = [writer.clean() for _ in range(3)]

    writer.close()

    assert all(each.done() for each in cleaned)
    assert b"Zwetschgendatschi" not in written(tmp_path)


def test_postgres_frees_the_places_of_deleted_rows(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    writer = Writer(engine)
    store = SessionStore(engine, writer)
    talk(writer, store, "cleaned-in-postgres", "Zwetschgendatschi")
    erase(writer, store, "cleaned-in-postgres")

    writer.clean().result(PATIENCE_SECONDS)

    assert store.turns("cleaned-in-postgres") == []
    assert vacuumed(engine, "lotse_turns")
    writer.close()
    engine.dispose()


def vacuumed(engine: sa.engine.Engine, table: str) -> bool:
    """Wait until the server's own figures, which come late, say that a table was vacuumed."""
    query = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = %s"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            if connection.exec_driver_sql(query, (table,)).scalar_one():
                return True
        time.sleep(0.1)
    return False


def test_a_database_that_cannot_be_cleaned_now_says_so(
    engine: sa.engine.Engine, tmp_path: Path
) -> None:
    lock = sqlite3.connect(tmp_path / "lotse.sqlite", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    with pytest.raises(sa.exc.OperationalError):
        clean_database(engine, metadata)
    lock.execute("ROLLBACK")
    lock.close()

    assert clean_database(engine, metadata)


def test_a_deleted_row_is_overwritten_even_before_the_file_is_cleaned(
    engine: sa.engine.Engine, tmp_path: Path
) -> None:
    """Cleaning waits for a pause; until then this alone keeps what somebody said from readers."""
    mark = secrets.token_hex(16)
    with engine.begin() as connection:
        connection.execute(turns.insert(), [turn_row(f"{mark} {number}") for number in range(5)])
    with engine.begin() as connection:
        connection.execute(turns.delete())
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    assert mark.encode() not in (tmp_path / "lotse.sqlite").read_bytes()


def turn_row(said: str) -> dict[str, str]:
    return {"conversation": "web-someone", "client_id": "c", "said": said, "replies": "[]"}
