"""What the conversation store gives back, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.stores import trackers
from bot.stores.database import open_database
from bot.stores.trackers import MOST_TURNS, ConversationStore
from bot.stores.writer import Writer
from bot.training import DATA
from tests.faults.people import eventually

LOCKS = {
    "sqlite": ["BEGIN EXCLUSIVE"],
    "postgresql": ["BEGIN", "LOCK TABLE events IN EXCLUSIVE MODE"],
}
DOMAIN = Domain.load(str(DATA / "domain"))


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.engine.Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


def begun(sender: str) -> DialogueStateTracker:
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    tracker.update_with_events(
        [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")],
        DOMAIN,
    )
    return tracker


def texts(tracker: DialogueStateTracker | None) -> list[str | None]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_a_conversation_is_read_back_from_the_database(
    engine: sa.engine.Engine, writer: Writer
) -> None:
    store = ConversationStore(engine, writer, DOMAIN)
    tracker = begun("a")
    tracker.update_with_events([UserUttered("eins"), SlotSet("language", "de")], DOMAIN)
    await store.save(tracker)
    tracker = await store.retrieve("a") or tracker
    tracker.update_with_events([UserUttered("zwei")], DOMAIN)
    await store.save(tracker)

    found = await ConversationStore(engine, writer, DOMAIN).retrieve("a")

    assert texts(found) == ["eins", "zwei"]
    assert found is not None
    assert found.get_slot("language") == "de"


async def test_nobody_waits_for_a_database_that_has_been_silent_for_a_while(
    engine: sa.engine.Engine, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trackers, "COMMIT_SECONDS", 3_600.0)
    store = ConversationStore(engine, writer, DOMAIN)
    speaks_again = threading.Event()
    writer.submit(lambda _: speaks_again.wait())
    await eventually(lambda: writer.is_stalled)
    assert not store.is_behind, "it has not failed"

    await asyncio.wait_for(store.save(begun("a")), 60)
    await asyncio.wait_for(store.settle(writer.submit(lambda _: None)), 60)

    speaks_again.set()
    await asyncio.wrap_future(writer.submit(lambda _: None))
    assert await ConversationStore(engine, writer, DOMAIN).retrieve("a") is not None


async def test_what_is_pending_is_read_exactly_once(
    engine: sa.engine.Engine, writer: Writer
) -> None:
    store = ConversationStore(engine, writer, DOMAIN)
    first = begun("a")
    first.update_with_events([UserUttered("eins")], DOMAIN)
    await store.save(first)
    lock = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    for statement in LOCKS[engine.dialect.name]:
        lock.exec_driver_sql(statement)
    tracker = await store.retrieve("a") or first
    tracker.update_with_events([UserUttered("zwei")], DOMAIN)
    await store.save(tracker)
    await store.retrieve("a")  # a turn that fails: the tracker is taken out and not put back

    while_locked = texts(await store.peek("a"))
    lock.exec_driver_sql("ROLLBACK")
    lock.close()
    writer.close()

    assert while_locked == ["eins", "zwei"]
    assert texts(await store.peek("a")) == ["eins", "zwei"]


async def test_a_long_conversation_begins_a_new_session_with_its_slots(
    engine: sa.engine.Engine, writer: Writer
) -> None:
    store = ConversationStore(engine, writer, DOMAIN)
    tracker = begun("a")
    tracker.update_with_events([SlotSet("language", "de")], DOMAIN)
    tracker.update_with_events([UserUttered(str(n)) for n in range(MOST_TURNS)], DOMAIN)
    await store.save(tracker)

    renewed = await store.retrieve("a")
    assert texts(renewed) == []
    assert renewed is not None
    await store.save(renewed)
    again = await ConversationStore(engine, writer, DOMAIN).retrieve("a")

    assert texts(again) == []
    assert again is not None
    assert again.get_slot("language") == "de"
