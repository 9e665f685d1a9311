"""What the Slack app has taken on, in SQLite and in a real PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pytest

from bot.stores import slack as slack_module
from bot.stores.database import metadata, open_database
from bot.stores.slack import Job, SlackStore, TakenOverError, jobs
from bot.stores.writer import Writer

PATIENCE_SECONDS = 10.0


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def store(url: str) -> Iterator[SlackStore]:
    yield from opened(url)


def opened(url: str) -> Iterator[SlackStore]:
    engine = open_database(url)
    writer = Writer(engine)
    yield SlackStore(engine, writer)
    writer.close()
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name.startswith("lotse_slack_"):
                connection.execute(table.delete())
    engine.dispose()


async def take(store: SlackStore, key: str, text: str = "") -> list[Job]:
    new: list[Job] = []
    assert await store.take(Job(key, {"text": text}), new.append, PATIENCE_SECONDS)
    return new


async def test_a_key_is_taken_once(store: SlackStore) -> None:
    both = await asyncio.gather(take(store, "a"), take(store, "a"))

    assert sorted(len(new) for new in both) == [0, 1]
    assert await take(store, "a") == []
    assert len(await take(store, "b")) == 1


async def test_what_is_not_finished_is_there_for_the_next_process_in_order(
    store: SlackStore, url: str
) -> None:
    for key in ("c", "a", "b"):
        await take(store, key, key)
    done = Job("a", {}, [{"id": "1"}])
    await store.keep_posts(done)
    await store.finish(done)
    await store.keep_posts(Job("b", {}, [{"id": "2"}]))

    left = store.unfinished()
    assert [(job.key, job.posts, job.is_taken_over) for job in left] == [
        ("c", None, True),
        ("b", [{"id": "2"}], True),
    ]
    assert left[0].asked == {"text": "c"}


async def test_a_finished_job_keeps_its_key_and_no_words(store: SlackStore) -> None:
    [job] = await take(store, "a", "my secret")
    job.posts = [{"body": {"text": "yours"}}]
    await store.finish(job)
    with store._engine.connect() as connection:
        row = connection.execute(jobs.select()).one()

    assert "secret" not in str(row)
    assert "yours" not in str(row)
    assert await take(store, "a") == []


async def test_an_answer_that_may_be_shared_is_kept(store: SlackStore) -> None:
    [job] = await take(store, "a")
    job.posts = [{"body": {"text": "yours"}}]
    await store.finish(job, "T1:U1")

    assert store.posts("a", "T1:U1") == job.posts
    assert store.posts("a", "T1:U2") == []
    assert store.posts("a", "") == []
    assert store.posts("b", "T1:U1") == []


async def test_an_answer_may_be_shared_for_a_day(
    store: SlackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job] = await take(store, "a")
    job.posts = [{"body": {"text": "yours"}}]
    await store.finish(job, "T1:U1")
    monkeypatch.setattr(slack_module, "SHARED_SECONDS", -1)
    store.forget_old()
    await take(store, "b")

    assert store.posts("a", "T1:U1") == []


async def test_no_answer_is_kept_longer_than_conversations_are(store: SlackStore) -> None:
    [job] = await take(store, "a")
    job.posts = [{"body": {"text": "yours"}}]
    await store.finish(job, "T1:U1")
    two_hours_ago = jobs.update().values(created=time.time() - 2 * 60 * 60)
    store._writer.submit(lambda connection: connection.execute(two_hours_ago))

    store.forget_old()
    await take(store, "b")
    assert store.posts("a", "T1:U1") == job.posts

    SlackStore(store._engine, store._writer, kept_hours=1).forget_old()
    await take(store, "c")
    assert store.posts("a", "T1:U1") == []


async def test_one_owner_may_do_what_is_done_once_and_may_go_on_with_it(store: SlackStore) -> None:
    claimed = await asyncio.gather(*(store.claim("share:a", owner) for owner in "xyz"))

    assert sum(claimed) == 1
    winner = "xyz"[claimed.index(True)]
    assert await store.claim("share:a", winner)


async def test_who_speaks_in_a_thread_and_who_chose_which_language_outlive_the_process(
    store: SlackStore, url: str
) -> None:
    store.note_person("t", "anna", is_asking=True)
    store.note_person("t", "ben", is_asking=False)
    store.choose_language("T:anna", "de")
    await store.claim("wait", "until written")
    for later in opened(url):
        assert later.people("t").askers == {"anna"}
        assert later.people("t").others == {"ben"}
        assert later.people("u").askers == set()
        assert later.chosen_language("T:anna") == "de"
        assert later.chosen_language("T:ben") == "auto"


async def test_old_keys_are_forgotten_unless_their_answer_is_still_owed(
    store: SlackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    [done] = await take(store, "done")
    await store.finish(done)
    await take(store, "owed")
    monkeypatch.setattr(slack_module, "KEPT_SECONDS", -1)
    await asyncio.sleep(0.01)
    store.forget_old()

    assert len(await take(store, "done")) == 1
    assert await take(store, "owed") == []


async def test_an_unanswered_question_is_not_kept_for_longer_than_an_answer(
    store: SlackStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take(store, "old", "Zwetschgendatschi")
    monkeypatch.setattr(slack_module, "SHARED_SECONDS", -1.0)

    store.forget_old()
    await store.conversations("T1:U1")  # all is written by then

    assert store.unfinished() == []


async def test_a_person_is_forgotten_and_others_are_not(store: SlackStore) -> None:
    for user in ("U1", "U11"):
        store.note_conversation(f"T1:{user}", f"slack-{user}")
        store.note_person("T1:C1:1.0", user, is_asking=True)
        store.choose_language(f"T1:{user}", "de")

    await store.forget_person("T1", "U1")

    assert await store.conversations("T1:U1") == []
    assert await store.conversations("T1:U11") == ["slack-U11"]
    assert store.people("T1:C1:1.0").askers == {"U11"}
    assert [store.chosen_language(f"T1:{user}") for user in ("U1", "U11")] == ["auto", "de"]


async def test_two_workers_take_the_same_event_once(url: str) -> None:
    with worker(url, "a") as first, worker(url, "b") as second:
        both = await asyncio.gather(
            *(take(store, f"event-{n}") for n in range(20) for store in (first, second))
        )

    assert sum(len(new) for new in both) == 20


async def test_a_job_is_taken_over_from_a_dead_worker_and_from_no_other(url: str) -> None:
    with worker(url, "a") as first, worker(url, "b") as second, worker(url, "c") as third:
        await take(first, "one")
        await take(first, "two")

        from_living = await second.take_over(lambda names: among(names, {"a", "b", "c"}))
        both = await asyncio.gather(
            *(store.take_over(lambda names: among(names, {"b", "c"})) for store in (second, third))
        )

        assert from_living == []
        assert sorted(job.key for jobs_taken in both for job in jobs_taken) == ["one", "two"]
        assert all(job.is_taken_over for jobs_taken in both for job in jobs_taken)
        with pytest.raises(TakenOverError):  # it was not dead after all
            await first.finish(Job("one", {}))


async def test_a_job_of_a_version_without_owners_is_taken_over_once(
    store: SlackStore, url: str
) -> None:
    await take(store, "old")
    with worker(url, "a") as first, worker(url, "b") as second:
        both = await asyncio.gather(
            *(each.take_over(lambda names: among(names, {"a", "b"})) for each in (first, second))
        )

    assert [job.key for jobs_taken in both for job in jobs_taken] == ["old"]


async def test_who_has_spoken_in_a_thread_is_known_to_all_workers(url: str) -> None:
    with worker(url, "a") as first, worker(url, "b") as second:
        assert not second.people("thread").askers
        first.note_person("thread", "U1", is_asking=True)
        second.note_person("thread", "U2", is_asking=False)
        first.choose_language("T:U1", "de")
        assert await first.conversations("nobody") == []  # all before it is written
        assert await second.conversations("nobody") == []

        for each in (first, second):
            assert each.people("thread").askers == {"U1"}
            assert each.people("thread").others == {"U2"}
            assert each.chosen_language("T:U1") == "de"


@contextmanager
def worker(url: str, name: str) -> Iterator[SlackStore]:
    engine = open_database(url)
    writer = Writer(engine)
    yield SlackStore(engine, writer, worker=name)
    writer.close()
    engine.dispose()


async def among(names: Collection[str], living: set[str]) -> Collection[str]:
    return set(names) & living
