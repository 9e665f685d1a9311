"""PostgreSQL and Redis refuse, fall silent, are slow, break off, are locked or read-only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bot.stores.sessions import turns
from tests.bot.stream_client import bearer
from tests.faults.away import Away, behaving, running_away
from tests.faults.judgement import assert_all_is_well, kinds, talk
from tests.faults.people import Crowd, Person, eventually
from tests.faults.proxy import Behaviour

FAULT_SECONDS = 3.0
CHECK = "Is the Zurich gateway up?"
COMMIT = b"COMMIT"


@pytest.fixture(scope="module")
def away(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Away]:
    """Return a server that only these tests harm."""
    with running_away(tmp_path_factory.mktemp("away")) as made:
        yield made


async def begun(crowd: Crowd, *names: str) -> list[Person]:
    """Return people who have said something already."""
    people = await crowd.join(*names)
    await talk(people, 1)
    return people


async def test_a_postgres_that_is_gone_loses_and_doubles_nothing(away: Away) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "gone-a", "gone-b")
        with behaving(away.to_postgres, Behaviour(refuses=True), drops=True):
            people += await crowd.join("gone-c")
            await asyncio.gather(talk(people, 2), asyncio.sleep(FAULT_SECONDS))
            assert away.lotse.get("/healthz")[0] == 200
        await talk(people, 1)

        assert "warning" in kinds(crowd)
        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)


async def test_a_token_that_cannot_be_looked_up_is_not_refused_for_good(away: Away) -> None:
    unknown = bearer("a" * 43)

    def status() -> int:
        return away.lotse.get("/api/messages", unknown)[0]

    with behaving(away.to_postgres, Behaviour(refuses=True), drops=True):
        assert await asyncio.to_thread(status) == 503
    await eventually(lambda: status() == 401)


async def test_a_silent_postgres_loses_nothing_and_stalls_nobody(away: Away) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "silent-a", "silent-b")
        with behaving(away.to_postgres, Behaviour(silent=True)):
            people += await crowd.join("silent-c")
            await asyncio.gather(talk(people, 2), asyncio.sleep(FAULT_SECONDS))
            assert away.lotse.get("/healthz")[0] == 200
        await talk(people, 1)

        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(delay_seconds=0.05), Behaviour(bytes_a_second=100_000.0)],
    ids=["late", "slow"],
)
async def test_a_slow_postgres_loses_and_doubles_nothing(away: Away, behaviour: Behaviour) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "slow")
        with behaving(away.to_postgres, behaviour):
            await talk(people, 2)
        await talk(people, 1)

        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)


@pytest.mark.parametrize("answer_bytes", [0, 1, 7, 40, 400])
async def test_answers_of_postgres_that_break_off_lose_and_double_nothing(
    away: Away, answer_bytes: int
) -> None:
    half = Behaviour(answer_bytes=answer_bytes, half_closes=answer_bytes % 2 == 0)
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "cut")
        with behaving(away.to_postgres, half, drops=True):
            await talk(people, 2)
        await talk(people, 1)

        await assert_all_is_well(crowd, people, away.postgres.url)


async def test_a_commit_whose_answer_is_lost_is_not_made_twice(away: Away) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "commit-a", "commit-b")
        cut = away.to_postgres.cut
        with behaving(away.to_postgres, Behaviour(cut_after=COMMIT)):
            await talk(people, 2)
            await eventually(lambda: away.to_postgres.cut > cut)
        await talk(people, 1)

        await assert_all_is_well(crowd, people, away.postgres.url)


async def test_a_read_only_postgres_loses_nothing(away: Away) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "standby-a")
        setting = "ALTER SYSTEM SET default_transaction_read_only"
        away.execute(f"{setting} = on", "SELECT pg_reload_conf()")
        try:
            people += await crowd.join("standby-b")
            await asyncio.gather(talk(people, 2), asyncio.sleep(FAULT_SECONDS))
        finally:
            away.execute(f"{setting} = off", "SELECT pg_reload_conf()")
        await talk(people, 1)

        assert "warning" in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)


async def test_a_locked_table_loses_and_stalls_nothing(away: Away) -> None:
    engine = sa.create_engine(away.postgres.url, poolclass=NullPool)
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "table-a")
        with engine.begin() as lock:
            lock.exec_driver_sql(f"LOCK TABLE {turns.name} IN EXCLUSIVE MODE")
            people += await crowd.join("table-b")
            await asyncio.gather(talk(people, 2), asyncio.sleep(FAULT_SECONDS))
        await talk(people, 1)

        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(refuses=True), Behaviour(silent=True), Behaviour(delay_seconds=0.2)],
    ids=["gone", "silent", "slow"],
)
async def test_redis_away_stops_nobody(away: Away, behaviour: Behaviour) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "redis")
        with behaving(away.to_redis, behaviour, drops=behaviour.refuses):
            await talk(people, 2)
            await people[0].ask(CHECK)
            newcomers = await crowd.join("new")
            await talk(newcomers, 1)
        await talk(people, 1)

        assert "error" not in kinds(crowd)
        assert "check" in kinds(crowd)
        await assert_all_is_well(crowd, [*people, *newcomers], away.postgres.url)


async def test_a_flushed_redis_forgets_nothing_that_matters(away: Away) -> None:
    async with Crowd(away.lotse) as crowd:
        people = await begun(crowd, "flushed-a", "flushed-b")
        await people[0].ask(CHECK)
        with redis.Redis.from_url(away.redis.url) as client:
            client.flushall()
        await talk(people, 2)
        await people[0].ask(CHECK)

        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)


@pytest.mark.parametrize(
    ("place", "behaviour"),
    [
        ("Zurich", Behaviour(refuses=True)),
        ("Hong Kong", Behaviour(silent=True)),
        ("Chicago", Behaviour(delay_seconds=1.0)),
    ],
    ids=["refuses", "hangs", "slow"],
)
async def test_a_check_of_a_bad_gateway_keeps_the_order_and_stops_nobody_else(
    away: Away, place: str, behaviour: Behaviour
) -> None:
    async with Crowd(away.lotse) as crowd:
        [checking, other] = people = await begun(crowd, "check", "bystander")
        with behaving(away.to_gateways[place], behaviour, drops=True):
            first = asyncio.create_task(checking.ask(f"Is the {place} gateway up?"))
            await asyncio.sleep(0.05)
            await asyncio.gather(first, talk([other], 3), checking.ask("What does port 4001 mean?"))

        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, away.postgres.url)
