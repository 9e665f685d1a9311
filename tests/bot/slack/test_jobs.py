"""Whoever asks much in Slack waits behind themselves, and others do not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.slack.jobs import MOST_AT_ONCE, Workers
from bot.channels.slack.place import Asked, Kind, Place
from bot.channels.slack.poster import Post
from bot.stores.database import open_database
from bot.stores.slack import Job, SlackStore
from bot.stores.writer import Writer

MANY = 200
PATIENCE_SECONDS = 60.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SlackStore]:
    engine = open_database(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    writer = Writer(engine)
    yield SlackStore(engine, writer)
    writer.close()
    engine.dispose()


def asked(user: str, thread: str) -> Job:
    place = Place("T1", "C1", thread)
    return Job(thread, Asked(thread, Kind.SAY, user, place, "?").as_json())


async def test_who_asks_in_two_hundred_threads_keeps_nobody_waiting(store: SlackStore) -> None:
    answered: list[str] = []
    all_answered = asyncio.Event()

    async def answer(_job: Job, what: Asked) -> list[Post]:
        await asyncio.sleep(0.001)
        answered.append(what.user)
        if len(answered) > MANY:
            all_answered.set()
        return []

    async def send(_post: Post, _asked: Asked) -> None:
        """Nothing is shown."""

    workers = Workers(store, answer, send)
    for number in range(MANY):
        workers.add(asked("UMUCH", f"much-{number}"))
    workers.add(asked("UONCE", "once"))
    await asyncio.wait_for(all_answered.wait(), PATIENCE_SECONDS)
    await workers.close()

    assert answered.index("UONCE") <= 2 * MOST_AT_ONCE
