"""The SQLite file: locked, on a full disk, gone; and posts that come doubled or out of order."""

from __future__ import annotations

import asyncio
import resource
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bot.stream_client import welcomed
from tests.faults.invariants import problems
from tests.faults.journal import Answered
from tests.faults.judgement import assert_all_is_well, kinds, talk
from tests.faults.log_pipe import LogPipe
from tests.faults.people import QUESTIONS, Crowd, eventually
from tests.faults.stored import stored_histories, stored_sessions, stored_turns
from tests.servers import Lotse, running_lotse

LOCK_SECONDS = 3.0
ENDLESS_TURNS = 120
PACE_SECONDS = 0.06
"""Between two turns: a sender may say a hundred things in five seconds."""
ENOUGH_LINES = 80
"""Turns whose lines in the log fill the pipe."""


@dataclass(frozen=True)
class Served:
    """A server, where its data lies, and the reader of its log."""

    lotse: Lotse
    data: Path
    pipe: LogPipe

    @property
    def url(self) -> str:
        return f"sqlite:///{self.data / 'lotse.sqlite'}"


@pytest.fixture(scope="module")
def served(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server that only these tests harm."""
    folder = tmp_path_factory.mktemp("faults")
    pipe = LogPipe(folder / "log")
    with running_lotse(folder, wrapper=pipe.wrapper) as lotse:
        yield Served(lotse, folder / "data", pipe)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let nobody else write to a database."""
    lock = sqlite3.connect(file, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        lock.execute("ROLLBACK")
        lock.close()


async def test_a_locked_database_loses_and_doubles_nothing(served: Served) -> None:
    async with Crowd(served.lotse) as crowd:
        people = await crowd.join("lock-a", "lock-b")
        await talk(people, 1)
        with locked(served.data / "lotse.sqlite"):
            people += await crowd.join("lock-c", "lock-d")
            await asyncio.gather(talk(people, 1), asyncio.sleep(LOCK_SECONDS))
            await talk(people, 1)
        await talk(people, 1)

        assert "warning" in kinds(crowd), "they are told that nothing is saved"
        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, served.url)


@contextmanager
def full_disk(lotse: Lotse) -> Iterator[None]:
    """Let the server write nothing more to any file."""
    process, limit = lotse.process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(process, limit)
    resource.prlimit(process, limit, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, limit, before)


async def test_a_full_disk_loses_and_doubles_nothing(served: Served) -> None:
    async with Crowd(served.lotse) as crowd:
        people = await crowd.join("full-a", "full-b")
        await talk(people, 1)
        with full_disk(served.lotse):
            people += await crowd.join("full-c")
            await talk(people, 2)
            assert served.lotse.get("/healthz")[0] == 200
        await talk(people, 1)

        assert "warning" in kinds(crowd)
        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, served.url)


async def test_a_folder_that_is_away_for_a_while_loses_nothing(served: Served) -> None:
    aside = served.data.with_name("aside")
    async with Crowd(served.lotse) as crowd:
        people = await crowd.join("away-a", "away-b")
        await talk(people, 1)
        served.data.rename(aside)
        people += await crowd.join("away-c")
        await talk(people, 2)
        aside.rename(served.data)
        await talk(people, 1)

        assert "warning" in kinds(crowd), "what is written now may be lost"
        assert "error" not in kinds(crowd)
        await assert_all_is_well(crowd, people, served.url)


async def test_a_folder_that_is_removed_is_noticed_and_a_new_file_begun(served: Served) -> None:
    async with Crowd(served.lotse) as crowd:
        [early] = people = await crowd.join("gone-a")
        await talk(people, 1)
        await eventually(lambda: early.name in stored_histories(served.url))
        shutil.rmtree(served.data)
        people += await crowd.join("gone-b")
        await talk(people, 1)
        assert "warning" in kinds(crowd)
        served.data.mkdir(mode=0o700)
        await talk(people, 1)

        shown = await crowd.histories(people)
        assert problems(crowd.journal, shown) == [], "what is in memory is still there"
        late = people[1].name
        await eventually(lambda: stored_histories(served.url).get(late) == shown[late])
        kept = stored_histories(served.url)[early.name]
        assert kept == shown[early.name][1:], "what was in the file is lost with it"
    assert b"the database's file has gone" in served.pipe.text


def test_a_session_is_stored_before_its_token_is_told(served: Served) -> None:
    """Else a kill right after that ends it: one of 110 kills did."""
    for count in range(1, 11):
        before = stored_sessions(served.url)
        served.lotse.post("/api/session", {})
        assert stored_sessions(served.url) == before + 1, f"session {count}"


async def test_the_same_post_many_times_is_one_turn(served: Served) -> None:
    async with Crowd(served.lotse) as crowd:
        [person] = people = await crowd.join("double")
        for text in QUESTIONS[:2]:
            sent = person.write(text)
            await asyncio.gather(*(person.send(sent) for _ in range(6)))
        await talk(people, 2)
        await person.send(sent)  # a copy that took its time

        assert all(isinstance(each, Answered) for each in crowd.journal.outcomes)
        await assert_all_is_well(crowd, people, served.url)


async def test_a_stream_answers_in_the_order_of_its_frames(served: Served) -> None:
    token = served.lotse.post("/api/session", {})[1]["session"]
    identifiers = [f"frame-{number}" for number in range(1, 7)]
    async with welcomed(served.lotse, token) as stream, welcomed(served.lotse, token) as other:
        for number, identifier in enumerate(identifiers):
            await stream.send(identifier, QUESTIONS[number % len(QUESTIONS)])
        await stream.send(identifiers[0], QUESTIONS[0])
        heard = [(await stream.until("turn"))["id"] for _ in identifiers]
        followed = [(await other.until("turn"))["id"] for _ in identifiers]

    assert heard == followed == identifiers
    await eventually(lambda: "frame" in stored_histories(served.url))
    assert [turn.id for turn in stored_histories(served.url)["frame"]] == identifiers


def test_an_endless_conversation_is_kept_whole_and_in_order(served: Served) -> None:
    texts = [f"{QUESTIONS[n % len(QUESTIONS)]} {'?' * (n % 3)}" for n in range(ENDLESS_TURNS)]

    answers = []
    for text in texts:
        answers.append(served.lotse.say("endless", text))
        time.sleep(PACE_SECONDS)

    kept = stored_turns(served.url)["rest-endless"]
    assert [list(turn.replies) for turn in kept] == [
        [message["id"] for message in answer] for answer in answers
    ]
    assert {message["kind"] for answer in answers for message in answer} == {"answer"}


async def test_a_log_that_nobody_reads_stops_nobody(served: Served) -> None:
    with served.pipe.unread():
        for number in range(ENOUGH_LINES):
            [message] = await asyncio.to_thread(served.lotse.say, f"pipe-{number}", QUESTIONS[1])
            assert message["kind"] == "answer"
        before = len(served.pipe.text)

    await eventually(lambda: served.pipe.text.count(b'"a turn ended"', before) >= ENOUGH_LINES // 2)


async def test_a_server_ends_though_nobody_reads_its_log(served: Served) -> None:
    """The last test of the file: nothing serves any more."""
    with served.pipe.unread():
        for number in range(ENOUGH_LINES):
            await asyncio.to_thread(served.lotse.say, f"end-{number}", QUESTIONS[1])
        served.lotse.process.terminate()

        assert await asyncio.to_thread(served.lotse.process.wait, 30) == 0
