"""``make run-cluster`` as a whole: two real workers, PostgreSQL, Redis and HAProxy."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cluster.waiting import until
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import PROJECT, REST_TOKEN, Lotse, free_port
from tests.sockets import family

START_SECONDS = 200.0
READY, RESTARTED = "All 2 workers are ready", "All workers were restarted."
QUESTION = "How do I log in with my security card?"
PAUSE_SECONDS = 2.0
PASSING = (429, 502, 503, 504)
"""What the widget asks again for, with the same id."""


class Cluster(Lotse):
    """A running cluster; its log has what it and its workers say."""

    @property
    def said(self) -> str:
        """Return all that was said so far."""
        return self.log.read_text("utf-8", "replace")

    def until(self, words: str, after: int = 0) -> None:
        """Wait until something has been said, after so many characters of the log."""
        deadline = time.monotonic() + START_SECONDS
        while words not in self.said[after:]:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def workers(self) -> list[WorkerProcess]:
        """Return the processes that serve."""
        found = [_worker(process) for process in family(self.process.pid)]
        return [each for each in found if each is not None]


@dataclass(frozen=True)
class WorkerProcess:
    """A worker's process with its settings."""

    process: int
    settings: Mapping[str, str]

    def turns(self) -> int:
        """Return how many turns it has answered, as its metrics tell."""
        address = f"http://127.0.0.1:{self.settings['LOTSE_OPERATOR_PORT']}/metrics"
        with urllib.request.urlopen(address, timeout=30) as response:
            lines = response.read().decode().splitlines()
        return sum(
            int(float(line.split()[-1])) for line in lines if line.startswith("lotse_turns_total{")
        )


def _worker(process: int) -> WorkerProcess | None:
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        told = Path(f"/proc/{process}/environ").read_bytes().decode().split("\0")
    except OSError:  # it has ended
        return None
    if command[-3:-1] != [b"bot", b"serve"]:
        return None
    return WorkerProcess(process, dict(each.partition("=")[::2] for each in told))


def started(folder: Path, **settings: str) -> Cluster:
    """Begin a cluster of two."""
    port = settings.setdefault("LOTSE_PORT", str(free_port()))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")},
        "LOTSE_DATA": str(folder / "data"),
        "LOTSE_REST_TOKEN": REST_TOKEN,
        **settings,
    }
    log = folder / "cluster.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "cluster", "--workers", "2"],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=output,
            text=True,
        )
    return Cluster(f"http://127.0.0.1:{port}", process, log)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Cluster]:
    running = started(tmp_path_factory.mktemp("cluster"))
    try:
        running.until(READY)
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)  # the last test may have done so
        running.process.wait(timeout=90)


async def test_people_are_served(cluster: Cluster) -> None:
    async with welcomed(cluster, new_token(cluster)) as stream:
        turn = await stream.ask("a", QUESTION)

    assert turn["messages"][-1]["article"]["id"] == "dsc-login"
    assert cluster.get("/readyz") == (200, {"status": "ready"})


def test_both_workers_get_work(cluster: Cluster) -> None:
    for number in range(20):
        cluster.say(f"person {number}", "hello", language="en")

    assert all(worker.turns() > 0 for worker in cluster.workers())


def test_a_second_cluster_with_the_same_data_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    data = cluster.log.parent / "data"

    second = started(tmp_path, LOTSE_DATA=str(data))

    assert second.process.wait(timeout=60) == 1
    assert f"lotse: another cluster has its data in {data / 'cluster'}: stop it" in second.said
    assert cluster.get("/readyz")[0] == 200


async def test_a_killed_worker_is_replaced_and_its_conversations_go_on(cluster: Cluster) -> None:
    token = new_token(cluster)
    async with welcomed(cluster, token) as stream:
        before = {worker.process: worker.turns() for worker in cluster.workers()}
        await stream.ask("first", QUESTION)
    (busy,) = [each for each in cluster.workers() if each.turns() > before[each.process]]
    heard = len(cluster.said)

    os.kill(busy.process, signal.SIGKILL)
    answers = [await asked(cluster.url, token, f"next {number}") for number in range(3)]

    assert all(answer["messages"] for answer in answers)
    history = cluster.get("/api/messages", bearer(token))[1]["messages"]
    assert [each["id"] for each in history if each["role"] == "user"] == [
        "first",
        "next 0",
        "next 1",
        "next 2",
    ]
    await asyncio.to_thread(cluster.until, "ended (SIGKILL); it starts again in 1 s.", heard)
    await until(lambda: len(cluster.workers()) == 2)


async def test_a_rolling_restart_loses_and_doubles_nothing(cluster: Cluster) -> None:
    old = {worker.process for worker in cluster.workers()}
    heard, stopped = len(cluster.said), asyncio.Event()
    tokens = [new_token(cluster) for _ in range(6)]
    asking = [asyncio.ensure_future(ask_on(cluster.url, token, stopped)) for token in tokens]

    cluster.process.send_signal(signal.SIGUSR1)
    await asyncio.to_thread(cluster.until, RESTARTED, heard)
    stopped.set()
    sent = await asyncio.gather(*asking)

    assert not old & {worker.process for worker in cluster.workers()}
    for token, identifiers in zip(tokens, sent, strict=True):
        history = cluster.get("/api/messages", bearer(token))[1]["messages"]
        assert [each["id"] for each in history if each["role"] == "user"] == identifiers


async def ask_on(url: str, token: str, stopped: asyncio.Event) -> list[str]:
    """Ask one question after the other, as fast as a person might; return their ids."""
    sent: list[str] = []
    while not stopped.is_set():
        sent.append(f"question {len(sent)}")
        answer = await asked(url, token, sent[-1])
        assert answer["messages"][-1]["kind"] in ("answer", "smalltalk"), answer
        await asyncio.sleep(PAUSE_SECONDS)
    return sent


async def asked(url: str, token: str, identifier: str) -> Any:
    """Ask until there is an answer, as the widget does: again with the same id."""
    said = {"text": QUESTION, "id": identifier}
    async with aiohttp.ClientSession(headers=bearer(token)) as client:
        while True:
            try:
                async with client.post(f"{url}/api/messages", json=said) as response:
                    if response.status == 200:
                        return await response.json()
                    assert response.status in PASSING, await response.text()
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.5)


def test_everything_ends_in_order_and_nothing_is_left(cluster: Cluster) -> None:
    processes = family(cluster.process.pid) - {cluster.process.pid}

    cluster.process.send_signal(signal.SIGINT)

    assert cluster.process.wait(timeout=90) == 0
    assert "Stopping: what is under way is answered first." in cluster.said
    assert len(processes) >= 5  # two workers, PostgreSQL, Redis, HAProxy
    assert [each for each in processes if Path(f"/proc/{each}").exists()] == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"LOTSE_HOST": "0.0.0.0", "LOTSE_ORIGINS": "https://help.example.com"},
            r"lotse: LOTSE_HOST must be 127\.0\.0\.1: a cluster on one machine is for trying out\.",
        ),
        ({"LOTSE_MODEL_SHA256": "0" * 64}, r"lotse: worker [12] does not start; the reason stands"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    running = started(tmp_path, **settings)

    assert running.process.wait(timeout=200) == 1
    assert re.search(words, running.said)
    assert "Traceback" not in running.said


def test_a_port_that_is_taken_is_said_at_once(tmp_path: Path, open_port: int) -> None:
    running = started(tmp_path, LOTSE_PORT=str(open_port))

    assert running.process.wait(timeout=60) == 1
    assert f"cannot listen on 127.0.0.1:{open_port}: the port is taken" in running.said


@pytest.mark.parametrize("number", ["0", "-1", "65", "two"])
def test_a_number_of_workers_that_cannot_be_is_refused(number: str) -> None:
    command = [sys.executable, "-m", "bot", "cluster", "--workers", number]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert "must be a number from 1 to 64" in ran.stderr
