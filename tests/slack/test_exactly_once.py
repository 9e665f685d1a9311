"""Each question is answered once: over repeated events, faults of Slack, and a killed server."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, free_port
from tests.slack.conftest import http_settings, lotse_in_slack
from tests.slack.faults import (
    Fault,
    html_page,
    limited,
    reset_after,
    reset_before,
    server_error,
    slow,
    softly_limited,
)
from tests.slack.payloads import message_event
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.workspace import ALICE, ANNA, BEN, HELPDESK, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "What is port 4001 for?"
QUIET_SECONDS = 1.5
FAULTS = {
    "429": limited(1),
    "ratelimited": softly_limited(1),
    "an error of Slack's": server_error(),
    "a page of a proxy": html_page(),
    "a reset before": reset_before(),
    "a reset after": reset_after(),
}


@dataclass
class Restartable:
    """A Lotse that can be killed and started again where it was."""

    folder: Path
    slack: PretendSlack
    settings: dict[str, str]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Lotse]:
        """Start it."""
        async with lotse_in_slack(self.folder, self.slack, **self.settings) as server:
            yield server


@pytest_asyncio.fixture(loop_scope="session")
async def mortal(tmp_path: Path, model: Path) -> AsyncIterator[Restartable]:
    """Return a Lotse of the test's own, not started yet, with a gateway that keeps silent."""
    writers: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: writers.append(writer), "127.0.0.1", 0)
    port = int(silent.sockets[0].getsockname()[1])
    gateways = write_loopback_gateways(
        tmp_path / "gateways.yml", {"tws-europe-primary": port}, tls_ports=(port,)
    )
    async with running_slack() as slack:
        settings = {**http_settings(slack), "LOTSE_PORT": str(free_port())}
        yield Restartable(tmp_path, slack, {**settings, "LOTSE_GATEWAYS": str(gateways)})
    silent.close()
    for writer in writers:
        writer.close()


async def answers_after(slack: PretendSlack, place: str, count: int) -> list[Message]:
    """Return a place's answers when so many are there and no more have come for a while."""
    await slack.wait_for(lambda: len(slack.answers(place)) >= count, 40)
    await asyncio.sleep(QUIET_SECONDS)
    return slack.answers(place)


@pytest.mark.parametrize("with_headers", [True, False])
async def test_an_event_delivered_four_times_is_answered_once(
    slack: PretendSlack, english: str, with_headers: bool
) -> None:
    message = slack.write(english, slack.direct(english).id, QUESTION)
    event = message_event(message, slack.direct(english))
    deliveries = await slack.storm(event, with_headers=with_headers)
    later = await slack.deliver(event, retry=(1, "http_timeout") if with_headers else None)

    assert [each.status for each in [*deliveries, later]] == [200] * 5
    assert len(await answers_after(slack, english, 1)) == 1


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_of_slack_loses_and_doubles_nothing(
    slack: PretendSlack, english: str, kind: str
) -> None:
    slack.fail("chat.postMessage", FAULTS[kind])
    await slack.say(english, english, QUESTION)
    await slack.say(english, english, "How do I install the API on Linux?")
    first, second = await answers_after(slack, english, 2)

    assert "4001" in first.shown_text
    assert "Linux" in second.shown_text


async def test_nothing_is_sent_before_slacks_pause_is_over(
    slack: PretendSlack, english: str, german: str
) -> None:
    slack.fail("chat.postMessage", limited(3))
    before = len(slack.calls_of("chat.postMessage"))
    await slack.say(english, english, QUESTION)
    await slack.wait_for(lambda: len(slack.calls_of("chat.postMessage")) > before)
    await slack.say(german, german, "Wofür ist Port 4001?")
    await slack.wait_for(lambda: slack.answers(english) and slack.answers(german))
    refused, *later = slack.calls_of("chat.postMessage")[before:]

    assert len(later) == 2
    assert all(call.at - refused.at >= 3 for call in later)


async def test_in_a_thread_the_order_of_the_questions_is_kept(
    slack: PretendSlack, english: str
) -> None:
    root = slack.write(english, HELPDESK, "I have some questions.")
    questions = [f"What is port {port} for?" for port in (4001, 4000, 443)]
    slack.fail("chat.postMessage", server_error(), reset_before(), server_error())
    for question in questions:
        await slack.mention(english, HELPDESK, question, root.ts)
    await slack.wait_for(lambda: len(slack.answers(HELPDESK, root.ts)) >= 3, 40)
    ids = [(each.metadata or {})["event_payload"]["id"] for each in slack.answers(None, root.ts)]
    asked = [each.ts for each in slack.messages(HELPDESK, root.ts) if not each.is_ours]

    assert [identifier.rpartition(":")[2].partition("-")[0] for identifier in ids] == asked


async def test_a_locked_database_lets_slack_ask_again_and_loses_nothing(
    mortal: Restartable,
) -> None:
    slack = mortal.slack
    slack.retry_delays = (1.0, 1.0, 1.0, 1.0, 1.0)
    async with mortal.running():
        locked = sqlite3.connect(mortal.folder / "data" / "lotse.sqlite", isolation_level=None)
        locked.execute("BEGIN EXCLUSIVE")
        asking = asyncio.ensure_future(slack.say(ALICE, ALICE, QUESTION))
        await slack.wait_for(lambda: slack.deliveries)
        assert slack.deliveries[0].status == 503
        await asyncio.sleep(2.5)
        locked.execute("ROLLBACK")
        locked.close()
        await asking

        assert slack.deliveries[-1].status == 200
        assert len(await answers_after(slack, ALICE, 1)) == 1


async def test_a_killed_server_answers_after_its_restart_what_it_had_taken(
    mortal: Restartable,
) -> None:
    slack = mortal.slack
    slow_post: dict[str, Fault] = {ANNA: slow(30), BEN: reset_after()}
    async with mortal.running() as server:
        await slack.say(ALICE, ALICE, QUESTION)
        await slack.wait_for(lambda: slack.answers(ALICE))
        for user, fault in slow_post.items():
            slack.fail("chat.postMessage", fault)
            await slack.say(user, user, QUESTION)
            await slack.wait_for(lambda: not slack.api.faults.waiting("chat.postMessage"))
        await slack.mention(ALICE, HELPDESK, "is the zurich gateway up?")
        await slack.wait_for(lambda: slack.answers(HELPDESK))  # the check has begun to show
        server.process.kill()
        server.process.wait()
    repeated = [each.payload for each in slack.deliveries if "event" in each.payload]
    async with mortal.running():
        for payload in repeated:
            await slack.deliver(payload, retry=(2, "http_timeout"))
        for place in (ALICE, ANNA, BEN, HELPDESK):
            assert len(await answers_after(slack, place, 1)) == 1, place

        [check] = slack.answers(HELPDESK)
        await slack.wait_for(lambda: "Share" not in check.buttons and check.buttons, 30)
        assert check.edits


async def test_a_server_that_is_stopped_posts_what_it_has_begun(mortal: Restartable) -> None:
    slack = mortal.slack
    slack.fail("chat.postMessage", slow(2))
    async with mortal.running():
        await slack.say(ALICE, ALICE, QUESTION)
        await slack.wait_for(lambda: slack.calls_of("chat.postMessage"))

    assert len(slack.answers(ALICE)) == 1
