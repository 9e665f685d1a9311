"""Workers share attempts and findings through a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import redis

from actions.probing import prober as prober_module
from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.shared import NOTHING_SECONDS, SharedFindings
from tests.actions.probing.workers import (
    ROWS,
    Process,
    listening,
    reasons,
    until,
    working,
)

TARGET = Target("localhost", 4001, tls=True)
FINDING_KEY, CLAIM_KEY = (f"lotse:check:{kind}:localhost:4001" for kind in ("finding", "claim"))


def found_now() -> Finding:
    name = StepFinding(Step.NAME, Reason.OK, 1)
    route = Route(4, (StepFinding(Step.TCP, Reason.REFUSED, 6),))
    return Finding(TARGET, Reason.REFUSED, 7, datetime.now(timezone.utc), name, (route,))


@pytest.fixture
async def shared(url: str) -> AsyncIterator[SharedFindings]:
    shared = SharedFindings(url)
    yield shared
    await shared.close()


async def test_two_workers_open_one_connection_for_each_target(url: str, tmp_path: Path) -> None:
    async with (
        listening(tmp_path) as listeners,
        working(listeners.path, url) as one,
        working(listeners.path, url) as other,
    ):
        checks = (worker.check(listeners.asked) for worker in (one, other) for _ in range(20))
        answers = await asyncio.gather(*checks)

    assert {tuple(reasons(findings)) for findings in answers} == {(Reason.OK,) * len(ROWS)}
    assert sorted(listeners.connections) == sorted(asked.port for asked in listeners.asked)


async def test_a_worker_that_asks_later_gets_the_same_finding(url: str, tmp_path: Path) -> None:
    async with (
        listening(tmp_path) as listeners,
        working(listeners.path, url) as one,
        working(listeners.path, url) as other,
    ):
        first = await one.check(listeners.asked)
        second = await other.check(listeners.asked)

    assert second == first
    assert len(listeners.connections) == len(ROWS)


async def test_processes_open_one_connection_for_each_target(url: str, tmp_path: Path) -> None:
    async with listening(tmp_path) as listeners:
        starting = (Process.start(listeners.path, url, listeners.asked) for _ in range(3))
        processes = await asyncio.gather(*starting)
        answers = await asyncio.gather(*(process.check() for process in processes))

    assert answers == [[Reason.OK] * len(ROWS)] * len(processes)
    assert sorted(listeners.connections) == sorted(asked.port for asked in listeners.asked)


async def test_after_a_dead_workers_claim_the_next_looks_itself(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prober_module, "REUSE_SECONDS", 3.0)
    monkeypatch.setattr(prober_module, "DEADLINE_SECONDS", 0.5)

    async with listening(tmp_path, silent=1) as listeners, working(listeners.path, url) as worker:
        asked = listeners.asked[:1]
        dying = await Process.start(listeners.path, url, asked, reuse_seconds=3.0)
        answer = asyncio.create_task(dying.check())
        await until(lambda: bool(listeners.connections))
        dying.process.kill()
        during = await worker.check(asked)
        with redis.Redis.from_url(url) as client:
            await until(lambda: not client.keys("lotse:check:claim:*"))
        after = await worker.check(asked)

    assert await answer == []
    assert reasons(during) == [Reason.NOT_FINISHED]
    assert reasons(after) == [Reason.RESET]
    assert len(listeners.connections) == 2


async def test_a_worker_that_may_not_look_lets_the_next_one(shared: SharedFindings) -> None:
    await shared.claim(TARGET, 30)

    await shared.publish(replace(found_now(), reason=Reason.NOT_TRIED), 30)
    told = await shared.find(TARGET)
    may_look = await shared.claim(TARGET, 30)

    assert told is not None
    assert told.reason is Reason.NOT_TRIED
    assert may_look


async def test_that_nothing_was_looked_at_is_soon_forgotten(
    shared: SharedFindings, url: str
) -> None:
    await shared.publish(replace(found_now(), reason=Reason.NOT_TRIED), 30)

    with redis.Redis.from_url(url) as client:
        assert client.pttl(FINDING_KEY) <= NOTHING_SECONDS * 1000


@pytest.mark.parametrize("value", [b"{", b"null", b"x" * 100_000])
async def test_what_is_no_finding_is_ignored_and_mentioned_once(
    shared: SharedFindings, url: str, value: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with redis.Redis.from_url(url) as client:
        client.set(FINDING_KEY, value, px=30_000)

    found = [await shared.find(TARGET) for _ in range(3)]

    assert found == [None] * 3
    assert len(caplog.messages) == 1


async def test_a_finding_from_the_future_is_not_believed(shared: SharedFindings) -> None:
    later = datetime.now(timezone.utc) + timedelta(minutes=1)

    await shared.publish(replace(found_now(), seen=later), 30)

    assert await shared.find(TARGET) is None


async def test_a_finding_replaces_what_stands_in_its_place(
    shared: SharedFindings, url: str
) -> None:
    with redis.Redis.from_url(url) as client:
        client.lpush(FINDING_KEY, "a list")

    found = found_now()

    before = await shared.find(TARGET)
    await shared.publish(found, 30)
    after = await shared.find(TARGET)

    assert (before, after) == (None, found)


async def test_a_claim_without_end_gets_one(shared: SharedFindings, url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.set(CLAIM_KEY, "garbage")

        assert not await shared.claim(TARGET, 30)
        assert 0 < client.pttl(CLAIM_KEY) <= 30_000
