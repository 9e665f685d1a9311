"""Checks are answered in time whatever becomes of Redis."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from actions.probing import redis_link
from actions.probing.finding import Finding, Reason
from actions.probing.prober import DEADLINE_SECONDS, Asked, Prober
from actions.probing.redis_link import ANSWER_SECONDS
from bot.cluster.database_servers import DatabaseServer
from tests.actions.probing.workers import ROWS, listening, reasons, working
from tests.databases import PASSWORD, running_redis

LATENESS_SECONDS = 0.8  # of a busy machine


@pytest.fixture
def own_redis() -> Iterator[DatabaseServer]:
    """Return a Redis server that a test may stop."""
    with running_redis() as server:
        yield server


async def timed(worker: Prober, asked: list[Asked]) -> tuple[list[Finding], float]:
    started = time.monotonic()
    findings = await worker.check(asked)
    return findings, time.monotonic() - started


def assert_one_discreet_warning(caplog: pytest.LogCaptureFixture, url: str) -> None:
    warnings = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert PASSWORD not in caplog.text
    assert str(urlsplit(url).port) not in caplog.text


async def test_a_stopped_redis_stops_no_check(
    own_redis: DatabaseServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async with (
        listening(tmp_path) as listeners,
        working(listeners.path, own_redis.url) as worker,
    ):
        before = await worker.check(listeners.asked[:1])
        own_redis.stop()
        after, seconds = await timed(worker, listeners.asked)

    assert reasons(before) == [Reason.OK]
    assert reasons(after) == [Reason.OK] * len(ROWS)
    assert seconds < DEADLINE_SECONDS / 2
    assert_one_discreet_warning(caplog, own_redis.url)


@pytest.mark.parametrize("silent", [0, 1], ids=["ports up", "ports silent"])
async def test_a_hanging_redis_leaves_time_for_the_check(
    own_redis: DatabaseServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, silent: int
) -> None:
    caplog.set_level(logging.DEBUG)
    own_redis.process.send_signal(signal.SIGSTOP)

    async with (
        listening(tmp_path, silent) as listeners,
        working(listeners.path, own_redis.url) as worker,
    ):
        findings, seconds = await timed(worker, listeners.asked)
    own_redis.process.send_signal(signal.SIGCONT)

    assert reasons(findings) == [Reason.TLS_TIMEOUT if silent else Reason.OK] * len(ROWS)
    assert seconds < 2 * ANSWER_SECONDS + (2.0 if silent else 0.0) + LATENESS_SECONDS
    assert_one_discreet_warning(caplog, own_redis.url)


async def test_a_redis_that_hangs_costs_the_next_check_nothing(
    own_redis: DatabaseServer, tmp_path: Path
) -> None:
    own_redis.process.send_signal(signal.SIGSTOP)

    async with (
        listening(tmp_path) as listeners,
        working(listeners.path, own_redis.url) as worker,
    ):
        await worker.check(listeners.asked[:1])
        findings, seconds = await timed(worker, listeners.asked[1:])
    own_redis.process.send_signal(signal.SIGCONT)

    assert set(reasons(findings)) == {Reason.OK}
    assert seconds < ANSWER_SECONDS


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.4])
async def test_a_slow_redis_leaves_time_for_the_check(
    url: str, tmp_path: Path, delay: float
) -> None:
    async with (
        listening(tmp_path, silent=1) as listeners,
        delayed(url, delay) as slow_url,
        working(listeners.path, slow_url) as worker,
    ):
        findings, seconds = await timed(worker, listeners.asked)

    assert reasons(findings) == [Reason.TLS_TIMEOUT] * len(ROWS)
    assert seconds < DEADLINE_SECONDS


@asynccontextmanager
async def delayed(url: str, delay: float) -> AsyncIterator[str]:
    """Give an address behind which each answer of Redis comes ``delay`` seconds late."""
    port = urlsplit(url).port

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection("127.0.0.1", port)
        while question := await reader.read(65_536):
            questions.write(question)
            answer = await answers.read(65_536)
            await asyncio.sleep(delay)
            writer.write(answer)
        questions.close()
        writer.close()

    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    async with server:
        yield url.replace(f":{port}/", f":{server.sockets[0].getsockname()[1]}/")


async def test_checks_are_shared_again_once_redis_is_back(
    own_redis: DatabaseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_link, "AWAY_SECONDS", 0.0)
    own_redis.process.send_signal(signal.SIGSTOP)

    async with (
        listening(tmp_path) as listeners,
        working(listeners.path, own_redis.url) as worker,
        working(listeners.path, own_redis.url) as other,
    ):
        await worker.check(listeners.asked[:1])
        own_redis.process.send_signal(signal.SIGCONT)
        await worker.check(listeners.asked[1:])
        await other.check(listeners.asked[1:])

    assert len(listeners.connections) == len(ROWS)


async def test_a_redis_that_refuses_the_password_stops_no_check(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = url.replace(PASSWORD, "another-password")

    async with listening(tmp_path) as listeners, working(listeners.path, wrong) as worker:
        findings = await worker.check(listeners.asked)

    assert reasons(findings) == [Reason.OK] * len(ROWS)
    assert_one_discreet_warning(caplog, url)
    assert "another-password" not in caplog.text
