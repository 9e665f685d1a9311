"""When several of our own checks fail, the next answers say so first, once, and that it is over."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

import pytest
import trustme

from actions import incident_watch
from actions.incident_watch import IncidentWatch
from actions.probing.finding import Finding, Reason
from actions.probing.history import Period
from actions.probing.prober import Asked
from kb.language import Language
from tests.actions.acting import Conversation, message
from tests.actions.loopback_scene import (
    ASIA,
    ASIA_BACKUP,
    DOWN,
    WEBSITE,
    ZURICH,
    Scene,
    loopback_scene,
)
from tests.actions.memory_history import MemoryHistory


@pytest.fixture
def history() -> MemoryHistory:
    return MemoryHistory()


@pytest.fixture
async def scene(
    authority: trustme.CA, tls: ssl.SSLContext, history: MemoryHistory
) -> AsyncIterator[Scene]:
    async with loopback_scene(authority, tls, history) as opened:
        yield opened


async def check(scene: Scene, *row_ids: str) -> None:
    asked = [
        Asked(row.id, port)
        for row in scene.gateways.rows
        if row.id in row_ids
        for port in row.ports
    ]
    await scene.resources.prober.check(asked)


async def test_there_is_no_incident_before_anything_was_checked(scene: Scene) -> None:
    assert await scene.resources.incidents.current() is None


async def test_two_hosts_that_fail_are_an_incident(scene: Scene) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH)

    incident = await scene.resources.incidents.current()

    assert incident is not None
    assert set(incident.hosts) == {scene.host(ASIA), scene.host(ASIA_BACKUP)}
    assert not incident.is_everything


async def test_one_host_that_fails_is_none(scene: Scene) -> None:
    await check(scene, ASIA, ZURICH)

    assert await scene.resources.incidents.current() is None


async def test_where_nothing_answers_it_may_be_our_own_network(scene: Scene) -> None:
    await check(scene, ASIA, ASIA_BACKUP)

    incident = await scene.resources.incidents.current()

    assert incident is not None
    assert incident.is_everything


async def test_a_recheck_asks_for_what_fails_and_nothing_else(
    scene: Scene, history: MemoryHistory
) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH, WEBSITE)
    checked = RecordingProber(scene)

    await IncidentWatch(checked, scene.gateways).recheck()  # type: ignore[arg-type]

    assert {each.row for each in checked.asked} == {ASIA, ASIA_BACKUP}
    assert {each.port for each in checked.asked} == {scene.plain, scene.secure}


class RecordingProber:
    """The scene's prober, which notes what it is asked for."""

    def __init__(self, scene: Scene) -> None:
        self._prober = scene.resources.prober
        self.asked: list[Asked] = []

    async def periods(self) -> list[Period] | None:
        """Return what the prober remembers."""
        return await self._prober.periods()

    async def check(self, asked: list[Asked]) -> list[Finding]:
        """Note it and look."""
        self.asked += asked
        return await self._prober.check(asked)


async def test_without_an_incident_nothing_is_checked_again(
    scene: Scene, history: MemoryHistory
) -> None:
    await check(scene, ASIA, ZURICH)
    before = len(history.recorded)

    await scene.resources.incidents.recheck()

    assert len(history.recorded) == before


async def test_a_recheck_never_looks_more_often_than_the_prober_allows(
    scene: Scene, history: MemoryHistory
) -> None:
    await check(scene, ASIA, ASIA_BACKUP)
    before = len(history.recorded)

    for _ in range(3):
        await scene.resources.incidents.recheck()

    assert len(history.recorded) == before, "within 30 s the findings are used again"


async def test_an_incident_that_nobody_confirms_is_not_told_for_long(
    scene: Scene, history: MemoryHistory
) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH)
    later = datetime.now(timezone.utc) + timedelta(minutes=11)

    watch = IncidentWatch(scene.resources.prober, scene.gateways, now=lambda: later)

    assert await watch.current() is None


async def test_the_history_is_read_at_most_once_a_second(
    scene: Scene, history: MemoryHistory
) -> None:
    assert await scene.resources.incidents.current() is None
    await check(scene, ASIA, ASIA_BACKUP)

    assert await scene.resources.incidents.current() is None
    await scene.resources.incidents.recheck()
    assert await scene.resources.incidents.current() is not None


async def test_the_watch_goes_on_whatever_goes_wrong(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(incident_watch, "RECHECK_SECONDS", 0.01)
    prober = FailingProber()
    watch = IncidentWatch(prober, scene.gateways)  # type: ignore[arg-type]

    running = asyncio.ensure_future(watch.run())
    await asyncio.wait_for(prober.asked_again.wait(), 5)
    is_over = running.done()
    running.cancel()

    assert not is_over
    assert set(caplog.messages) == {"an incident was not checked again: KeyError"}


class FailingProber:
    """A prober whose history is broken."""

    def __init__(self) -> None:
        self.count = 0
        self.asked_again = asyncio.Event()

    async def periods(self) -> list[Period] | None:
        """Fail, and note the third time."""
        self.count += 1
        if self.count == 3:
            self.asked_again.set()
        raise KeyError("a secret")


# What a conversation hears of it


async def test_an_answer_says_it_first_and_once(scene: Scene) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH)
    person = Conversation(scene.resources)
    question = message("Which ports does TWS need?", "ask", {"article": "hosts-and-ports"})

    first = await person.hear(question)
    second = await person.hear(question)

    assert [each["kind"] for each in first] == ["warning", "answer"]
    assert "TWS Asia (Hong Kong)" in first[0]["text"]
    assert [each["kind"] for each in second] == ["answer"]


async def test_every_conversation_hears_it_in_its_language(scene: Scene) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH)
    question = message("Welche Ports?", "ask", {"article": "hosts-and-ports"})

    said = await Conversation(scene.resources, Language.GERMAN, sender="another").hear(question)

    assert said[0]["text"].startswith("Gerade schlagen mehrere unserer eigenen Prüfungen fehl")
    assert "TWS Asien (Hongkong)" in said[0]["text"]


async def test_the_check_that_finds_it_says_it_before_its_report(scene: Scene) -> None:
    await check(scene, ZURICH)

    said = await Conversation(scene.resources).hear(
        message("is hong kong up", "check_ports", {"place": "asia"})
    )

    assert [each["kind"] for each in said] == ["warning", "check"]


async def test_who_was_told_hears_that_it_is_over(scene: Scene, history: MemoryHistory) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH)
    person = Conversation(scene.resources)
    question = message("Which ports?", "ask", {"article": "hosts-and-ports"})
    await person.hear(question)
    for period in list(history.current.values()):
        if scene.addresses[period.host] == DOWN:
            up = Period(period.host, period.port, Reason.OK, period.last, period.last)
            history.current[period.host, period.port] = up
    await scene.resources.incidents.recheck()

    first = await person.hear(question)
    second = await person.hear(question)

    assert "is over" in first[0]["text"]
    assert [each["kind"] for each in second] == ["answer"]


async def test_it_is_not_said_to_be_over_while_one_of_its_hosts_still_fails(
    scene: Scene, history: MemoryHistory
) -> None:
    await check(scene, ASIA, ASIA_BACKUP, ZURICH)
    person = Conversation(scene.resources)
    question = message("Which ports?", "ask", {"article": "hosts-and-ports"})
    await person.hear(question)
    for (host, port), period in list(history.current.items()):
        if host == scene.host(ASIA):
            history.current[host, port] = Period(host, port, Reason.OK, period.last, period.last)
    await scene.resources.incidents.recheck()

    said = await person.hear(question)

    assert await scene.resources.incidents.current() is None
    assert [each["kind"] for each in said] == ["answer"]
    assert "over" not in said[0]["text"]


async def test_who_was_not_told_hears_nothing_of_its_end(scene: Scene) -> None:
    question = message("Which ports?", "ask", {"article": "hosts-and-ports"})

    assert len(await Conversation(scene.resources).hear(question)) == 1
