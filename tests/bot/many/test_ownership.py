"""What a worker writes late into a conversation that goes on elsewhere is refused."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from bot.shared import ownership as ownership_module
from bot.shared.leases import Leases
from bot.shared.link import RedisLink
from bot.shared.ownership import SharedOwnership
from bot.stores.database import UnreadableError, in_thread
from bot.stores.owners import OvertakenError, refuse_overtaken, take_over
from bot.stores.sessions import SessionStore, Turn, turns
from bot.stores.writer import Writer
from bot.turns import ElsewhereError
from tests.bot.many.conftest import Open, OpenDatabase
from tests.servers import free_port

SHORT_SECONDS = 0.2
PATIENCE_SECONDS = 10.0
LOCKS = {
    "sqlite": ["BEGIN EXCLUSIVE"],
    "postgresql": ["BEGIN", "LOCK TABLE lotse_turns IN EXCLUSIVE MODE"],
}


class One:
    """A worker's ownership and its sessions."""

    def __init__(self, leases: Leases, engine: sa.engine.Engine, writer: Writer) -> None:
        self.ownership = SharedOwnership(leases, engine, writer)
        self.sessions = SessionStore(engine, writer)
        self.engine = engine
        self.sessions.guard = self.ownership.guard
        self.ownership.on_forget = [self.sessions.forget]
        self.ownership.on_read = self.sessions.read

    async def say(self, conversation: str, text: str, seconds: float = 0.0) -> None:
        async with self.ownership.own(conversation, patience=5.0, erases=False):
            await asyncio.sleep(seconds)
            written = self.sessions.add_turn(conversation, Turn(text, text, []))
            await self.ownership.settle(conversation, written)

    def said(self, conversation: str) -> list[str]:
        return [turn.said for turn in self.sessions.turns(conversation)]


@pytest.fixture
def conversation() -> str:
    return f"web-{secrets.token_hex(8)}"


@pytest.fixture
async def pair(open_link: Open, open_one_database: OpenDatabase) -> AsyncIterator[tuple[One, One]]:
    """Return two workers; the leases of the first run out soon, for nobody renews them here."""
    first = One(Leases(open_link(), "first", SHORT_SECONDS), *open_one_database())
    second = One(Leases(open_link(), "second"), *open_one_database())
    yield first, second
    for each in (first, second):
        await each.ownership.close(PATIENCE_SECONDS)


async def test_each_worker_knows_what_was_said_at_the_other(
    pair: tuple[One, One], conversation: str
) -> None:
    first, second = pair

    await first.say(conversation, "eins")
    await second.say(conversation, "zwei")
    await first.say(conversation, "drei")

    assert first.said(conversation) == ["eins", "zwei", "drei"]


async def test_turns_that_come_at_once_wait_for_one_another(
    pair: tuple[One, One], conversation: str
) -> None:
    first, second = pair

    await asyncio.gather(
        first.say(conversation, "eins", 0.05),
        second.say(conversation, "zwei", 0.05),
    )
    await first.ownership.refresh(conversation)

    assert sorted(first.said(conversation)) == ["eins", "zwei"]


async def test_a_worker_whose_lease_ran_out_writes_nothing(
    pair: tuple[One, One], conversation: str
) -> None:
    slow, second = pair
    late = asyncio.ensure_future(slow.say(conversation, "late", 3 * SHORT_SECONDS))
    await asyncio.sleep(2 * SHORT_SECONDS)

    await second.say(conversation, "in time")
    with pytest.raises(ElsewhereError):
        await late
    await slow.say(conversation, "afterwards")

    assert slow.said(conversation) == ["in time", "afterwards"]
    assert slow.ownership.overtaken == 1


async def test_who_takes_over_waits_for_what_is_just_being_written(
    pair: tuple[One, One], conversation: str
) -> None:
    first, second = pair
    await in_thread(take_over, first.engine, conversation, "first's")
    row = {"conversation": conversation, "client_id": "a", "said": "just in time", "replies": "[]"}
    with first.engine.connect() as connection, connection.begin() as writing:
        connection.execute(turns.insert(), [row])
        refuse_overtaken(connection, conversation, "first's")
        taking_over = asyncio.ensure_future(second.say(conversation, "then"))
        await asyncio.sleep(0.1)
        writing.commit()
    await taking_over

    assert second.said(conversation) == ["just in time", "then"]


async def test_what_is_written_late_into_a_deleted_conversation_is_refused(
    pair: tuple[One, One], conversation: str
) -> None:
    slow, second = pair
    late = asyncio.ensure_future(slow.say(conversation, "late", 3 * SHORT_SECONDS))
    await asyncio.sleep(2 * SHORT_SECONDS)

    async with second.ownership.own(conversation, patience=None, erases=True):
        deleting = await second.ownership.erase(conversation, for_good=False)
        deleting += second.sessions.erase(conversation)
    await asyncio.gather(*map(asyncio.wrap_future, deleting))

    with pytest.raises(ElsewhereError):
        await late
    assert second.said(conversation) == []


async def test_a_conversation_that_is_held_elsewhere_for_too_long_is_told_so(
    pair: tuple[One, One], conversation: str
) -> None:
    first, second = pair
    async with second.ownership.own(conversation, patience=None, erases=False):
        with pytest.raises(ElsewhereError):
            async with first.ownership.own(conversation, patience=0.1, erases=False):
                pass


async def test_without_redis_the_database_says_whose_a_conversation_is(
    open_one_database: OpenDatabase, conversation: str
) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    first, second = (
        One(Leases(RedisLink(nowhere), name), *open_one_database()) for name in ("a", "b")
    )

    await first.say(conversation, "eins")
    await second.say(conversation, "zwei")
    await first.ownership.refresh(conversation)
    seen_at_first = first.said(conversation)
    await first.say(conversation, "drei")
    for each in (first, second):
        await each.ownership.close(PATIENCE_SECONDS)

    assert seen_at_first == ["eins", "zwei"]
    assert first.said(conversation) == ["eins", "zwei", "drei"]


async def test_a_lease_is_not_given_back_before_all_is_written(
    pair: tuple[One, One], conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership_module, "SETTLE_SECONDS", 0.01)
    first, second = pair
    engine = first.engine
    first.ownership._leases = Leases(second.ownership._leases._link, "first")
    await first.say(conversation, "eins")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in LOCKS[engine.dialect.name]:
            connection.exec_driver_sql(statement)
        await first.say(conversation, "zwei")
        with pytest.raises(ElsewhereError):
            async with second.ownership.own(conversation, patience=0.2, erases=False):
                pass
        connection.exec_driver_sql("ROLLBACK")
    await second.say(conversation, "drei")

    assert second.said(conversation) == ["eins", "zwei", "drei"]


async def test_a_database_that_is_away_is_said_honestly(
    open_link: Open, open_one_database: OpenDatabase, conversation: str
) -> None:
    engine, writer = open_one_database()
    away = sa.create_engine("postgresql://nobody@127.0.0.1:1/none")
    worker = One(Leases(open_link(), "one"), engine, writer)
    worker.ownership._engine = away

    with pytest.raises(UnreadableError):
        await worker.say(conversation, "eins")
    await worker.ownership.close(PATIENCE_SECONDS)


def test_a_mark_that_nobody_has_set_holds_for_nobody(open_one_database: OpenDatabase) -> None:
    engine, _ = open_one_database()

    with engine.begin() as connection, pytest.raises(OvertakenError):
        refuse_overtaken(connection, "never heard of", "mine")
