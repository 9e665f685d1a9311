"""Two real workers on one PostgreSQL and one Redis serve the same people, whatever befalls them.

The tests at the end stop workers, so their order matters.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from bot.cluster.database_servers import DatabaseServer
from bot.settings import PROJECT
from tests.actions.evidence.loopback_scene import full_backlog
from tests.bot.stream_client import Stream, bearer, new_token, welcomed
from tests.databases import running_postgres, running_redis
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse

LOGIN = "How do I log in with my security card?"
SLOW = "Is the Asia gateway up?"
NETWORK = {"X-Forwarded-For": "203.0.113.9"}
GRACE_SECONDS = 2
PATIENCE_SECONDS = 30.0


@dataclass
class Estate:
    """All that runs."""

    stack: ExitStack
    folder: Path
    settings: dict[str, str]
    database: DatabaseServer
    redis: DatabaseServer
    workers: dict[str, Lotse]

    def start(self, name: str, **settings: str) -> Lotse:
        folder = self.folder / name
        folder.mkdir()
        worker = self.stack.enter_context(running_lotse(folder, **self.settings, **settings))
        self.workers[name] = worker
        return worker

    def restart_redis(self) -> None:
        port = urlsplit(self.redis.url).port
        self.redis = self.stack.enter_context(running_redis(port))

    def __getitem__(self, name: str) -> Lotse:
        return self.workers[name]


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory, model: Path, open_port: int) -> Iterator[Any]:
    """Return two workers, a and b, whose checks of Asia get no answer for two seconds."""
    folder = tmp_path_factory.mktemp("many")
    with ExitStack() as stack:
        ports = {
            "tws-europe-primary": open_port,
            "tws-asia-primary": stack.enter_context(full_backlog()),
        }
        gateways = write_loopback_gateways(folder / "gateways.yml", ports)
        database = stack.enter_context(running_postgres())
        redis = stack.enter_context(running_redis())
        settings = {
            "LOTSE_DATABASE_URL": database.url,
            "LOTSE_REDIS_URL": redis.url,
            "LOTSE_GATEWAYS": str(gateways),
            "LOTSE_PROXIES": "127.0.0.1",
            "LOTSE_DRAIN_SECONDS": str(GRACE_SECONDS),
        }
        running = Estate(stack, folder, settings, database, redis, {})
        with ThreadPoolExecutor() as together:
            list(together.map(running.start, ("a", "b")))
        yield running


def say(worker: Lotse, token: str, text: str, identifier: str) -> tuple[int, Any]:
    return worker.post("/api/messages", {"text": text, "id": identifier}, bearer(token))


def answered(worker: Lotse, token: str, text: str, identifier: str) -> list[dict[str, Any]]:
    """Ask as the widget does: again, with the same id, while one is told to try again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        status, body = say(worker, token, text, identifier)
        if status == 200:
            messages: list[dict[str, Any]] = body["messages"]
            return messages
        assert status == 503, body
        assert time.monotonic() < deadline, body
        time.sleep(0.2)


def history(worker: Lotse, token: str) -> list[tuple[str, str]]:
    status, body = worker.get("/api/messages", bearer(token))
    assert status == 200, body
    return [(each["role"], each["id"]) for each in body["messages"]]


def said(worker: Lotse, token: str) -> list[str]:
    return [identifier for role, identifier in history(worker, token) if role == "user"]


def test_a_conversation_goes_on_at_either_worker(estate: Estate) -> None:
    token = new_token(estate["a"])

    first = answered(estate["b"], token, LOGIN, "one")
    then = answered(estate["a"], token, "step by step", "two")
    again = answered(estate["b"], token, "next", "three")

    assert first[0]["article"]["id"] == "dsc-login"
    assert then[-1]["article"]["step"] == 1
    assert again[-1]["article"]["step"] == 2
    assert said(estate["a"], token) == said(estate["b"], token) == ["one", "two", "three"]


def test_a_button_shown_by_one_worker_is_good_once_at_all(estate: Estate) -> None:
    token = new_token(estate["a"])
    [button, *_] = answered(estate["a"], token, LOGIN, "one")[-1]["buttons"]
    pressed = {"button": button["id"], "id": "two"}

    status, _ = estate["b"].post("/api/messages", pressed, bearer(token))
    again, body = estate["a"].post("/api/messages", {**pressed, "id": "three"}, bearer(token))

    assert status == 200
    assert (again, body["error"]["code"]) == (400, "button")


def test_the_same_message_to_both_at_once_is_answered_once(estate: Estate) -> None:
    token = new_token(estate["a"])
    workers = [estate["a"], estate["b"]] * 3

    with ThreadPoolExecutor(len(workers)) as together:
        answers = list(together.map(lambda worker: answered(worker, token, LOGIN, "same"), workers))

    assert len({str(answer) for answer in answers}) == 1
    assert said(estate["a"], token) == said(estate["b"], token) == ["same"]


def test_a_session_is_good_at_the_other_worker_at_once(estate: Estate) -> None:
    for _ in range(20):
        assert estate["b"].get("/api/messages", bearer(new_token(estate["a"])))[0] == 200


def test_what_is_deleted_at_one_worker_is_gone_at_the_other(estate: Estate) -> None:
    token = new_token(estate["a"])
    answered(estate["a"], token, LOGIN, "one")
    answered(estate["b"], token, LOGIN, "two")

    deleted, _ = estate["a"].delete("/api/session", bearer(token))

    assert deleted in (202, 204)
    for worker in (estate["b"], estate["a"]):
        assert worker.get("/api/messages", bearer(token))[0] == 401
        assert say(worker, token, LOGIN, "three")[0] == 401


def test_limits_are_counted_together(estate: Estate) -> None:
    both = (estate["a"], estate["b"])

    statuses = [both[n % 2].post("/api/session", {}, NETWORK)[0] for n in range(64)]

    assert statuses.count(200) == 60
    assert set(statuses[-4:]) == {429}


def test_a_rating_at_one_worker_is_shown_by_the_other(estate: Estate) -> None:
    token = new_token(estate["a"])
    [message] = answered(estate["a"], token, LOGIN, "one")
    assert estate["a"].get("/api/messages", bearer(token))[0] == 200
    rating = {"message": message["id"], "helpful": True}

    status, _ = estate["b"].post("/api/feedback", rating, bearer(token))

    assert status == 204
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        _, body = estate["a"].get("/api/messages", bearer(token))
        if body["messages"][-1]["feedback"] is True:
            return
        time.sleep(0.05)
    raise AssertionError("the rating is not shown")


async def test_tabs_at_both_workers_see_the_same(estate: Estate) -> None:
    token = await asyncio.to_thread(new_token, estate["a"])
    other = await asyncio.to_thread(new_token, estate["b"])
    async with (
        welcomed(estate["a"], token) as first,
        welcomed(estate["b"], token) as second,
        welcomed(estate["b"], other) as stranger,
    ):
        await first.ask("one", LOGIN)
        await second.until("turn")
        await second.ask("two", "step by step")
        seen = await first.until("turn")
        await stranger.send("own", LOGIN)
        heard_by_stranger = await until_turn(stranger)

    assert seen["id"] == "two"
    assert {frame["id"] for frame in heard_by_stranger} == {"own"}


async def until_turn(stream: Stream) -> list[dict[str, Any]]:
    frames = []
    while True:
        [content] = (await stream.next()).values()
        frames.append(content)
        if "messages" in content:
            return frames


async def test_deleting_at_one_worker_ends_the_streams_of_the_other(estate: Estate) -> None:
    token = await asyncio.to_thread(new_token, estate["a"])
    async with welcomed(estate["b"], token) as stream:
        await stream.ask("one", LOGIN)
        await asyncio.to_thread(estate["a"].delete, "/api/session", bearer(token))
        ended = await stream.until("ended")

    assert ended["reason"] in ("deleted", "deleting")


def test_while_redis_is_away_each_goes_on_and_nothing_is_lost_or_doubled(estate: Estate) -> None:
    tokens = [new_token(estate["a"]) for _ in range(3)]
    for token in tokens:
        answered(estate["a"], token, LOGIN, "before")
    estate.redis.stop()

    for number, token in enumerate(tokens):
        answered(estate["a"], token, LOGIN, f"alone {number}")
        answered(estate["b"], token, LOGIN, "elsewhere")
        answered(estate["a"], token, LOGIN, "elsewhere")
    deleted, _ = estate["a"].delete("/api/session", bearer(tokens[0]))
    gone = estate["b"].get("/api/messages", bearer(tokens[0]))[0]
    estate.restart_redis()
    wait_for_redis(estate)
    for token in tokens[1:]:
        answered(estate["b"], token, LOGIN, "after")

    assert deleted in (202, 204)
    assert gone == 401
    for number, token in list(enumerate(tokens))[1:]:
        expected = ["before", f"alone {number}", "elsewhere", "after"]
        assert said(estate["a"], token) == said(estate["b"], token) == expected
    for name in ("a", "b"):
        log = estate[name].log.read_text("utf-8")
        assert log.count("this worker goes on alone") == 1
        assert log.count("the workers share their state through Redis again") == 1


def wait_for_redis(estate: Estate) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    logs = [estate[name].log for name in ("a", "b")]
    while not all("through Redis again" in log.read_text("utf-8") for log in logs):
        assert time.monotonic() < deadline
        for name in ("a", "b"):
            answered(estate[name], new_token(estate[name]), LOGIN, "awake?")
        time.sleep(0.2)


def test_when_a_worker_is_killed_in_a_turn_the_other_goes_on(estate: Estate) -> None:
    token = new_token(estate["a"])
    answered(estate["a"], token, LOGIN, "before")
    with ThreadPoolExecutor(1) as beside:
        lost = beside.submit(say, estate["a"], token, SLOW, "slow")
        wait_until_begun(estate, token)
        estate["a"].process.send_signal(signal.SIGKILL)
        messages = answered(estate["b"], token, SLOW, "slow")
        with pytest.raises(OSError):
            lost.result()

    # The dead worker has claimed the target, so that the check may end in an honest failure.
    assert messages[-1]["kind"] in ("check", "error")
    assert answered(estate["b"], token, LOGIN, "after")[0]["article"]["id"] == "dsc-login"
    assert said(estate["b"], token) == ["before", "slow", "after"]


def wait_until_begun(estate: Estate, token: str) -> None:
    """Wait until the other worker is told that somebody has the conversation."""
    time.sleep(0.7)  # a check of what is silent takes two seconds
    assert said(estate["b"], token) == ["before"]


def test_a_worker_with_changed_articles_takes_over_without_loss(estate: Estate) -> None:
    articles = estate.folder / "articles"
    shutil.copytree(PROJECT / "kb" / "articles", articles)
    changed = articles / "en" / "dsc-login.md"
    text = changed.read_text("utf-8")
    changed.write_text(text.replace("Enter your user name", "NEW: Enter your user name"), "utf-8")
    new = estate.start("c", LOTSE_ARTICLES=str(articles))
    old, token = estate["b"], new_token(estate["b"])
    before = answered(old, token, LOGIN, "before")
    assert answered(new, token, LOGIN, "side by side")[0]["text"].startswith("NEW")

    seen: list[tuple[int, str]] = []
    answers: list[tuple[str, str]] = []
    with ThreadPoolExecutor(2) as beside:
        slow = beside.submit(say, old, token, SLOW, "slow")
        time.sleep(0.5)
        old.process.send_signal(signal.SIGTERM)
        asking = beside.submit(lambda: ask_while_it_stops(old, seen, answers))
        asking.result()
        status, body = slow.result()
    afterwards = answered(new, token, LOGIN, "afterwards")

    assert not before[0]["text"].startswith("NEW")
    assert seen[0] == (503, "draining")
    assert answers  # it took messages as long as a balancer might send them
    assert status == 200, body
    assert old.process.wait(PATIENCE_SECONDS) == 0
    assert afterwards[0]["text"].startswith("NEW")
    assert said(new, token) == ["before", "side by side", "slow", "afterwards"]
    for each, identifier in answers:
        assert said(new, each) == [identifier]


def ask_while_it_stops(
    worker: Lotse, seen: list[tuple[int, str]], answers: list[tuple[str, str]]
) -> None:
    """Ask, each time in a conversation of its own, until nobody listens any more."""
    try:
        for number in range(10_000):
            status, body = worker.get("/readyz")
            if status == 503:
                seen.append((status, body["error"]["code"]))
            token = new_token(worker)
            if say(worker, token, LOGIN, str(number))[0] == 200:
                answers.append((token, str(number)))
            time.sleep(0.1)
    except OSError:
        return


async def test_a_stream_is_told_to_come_back_and_goes_on_where_it_was(estate: Estate) -> None:
    last = estate["c"]
    token = await asyncio.to_thread(new_token, last)
    async with welcomed(last, token) as stream:
        turn = await stream.ask("one", LOGIN)
        last.process.send_signal(signal.SIGTERM)
        while "closed" not in (frame := await stream.next()):
            pass
    await asyncio.to_thread(last.process.wait, PATIENCE_SECONDS)
    new = await asyncio.to_thread(estate.start, "d")
    async with welcomed(new, token, after=turn["id"]) as stream:
        then = await stream.ask("two", "step by step")

    assert frame == {"closed": 1001}
    assert stream.welcome["messages"] == []
    assert then["messages"][-1]["article"]["step"] == 1


def test_nothing_of_a_conversation_is_left_to_look_at_in_redis_or_the_log(estate: Estate) -> None:
    engine = sa.create_engine(estate.database.url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT conversation FROM lotse_owners")).all()
    engine.dispose()

    logs = [estate[name].log.read_text("utf-8") for name in estate.workers]

    assert rows
    assert not [row for row in rows for log in logs if row.conversation in log]
    assert not [log for log in logs if "Traceback" in log]
