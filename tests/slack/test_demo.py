"""The demo's lines and its transcript, with a small app in Lotse's place."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from rich.console import Console
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.demo import Demo, run_script, settle
from tests.slack.pretend_app import PretendApp, running_app
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.test_pretend_slack import buttons, menu
from tests.slack.transcript import Transcript
from tests.slack.workspace import ALICE, ANNA, BOT_USER, HELPDESK


class Stage:
    """A demo with all that it needs."""

    def __init__(self, slack: PretendSlack, app: PretendApp) -> None:
        self.slack = slack
        self.app = app
        self.console = Console(file=io.StringIO(), width=100)
        self.transcript = Transcript(slack, self.console)
        self.demo = Demo(slack, self.transcript)
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)

    def printed(self) -> str:
        self.transcript.print_news()
        assert isinstance(self.console.file, io.StringIO)
        return self.console.file.getvalue()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running_slack() as slack, running_app() as app:
        slack.target, slack.echoes = app.address, False
        yield Stage(slack, app)


async def test_each_kind_of_line_goes_to_its_place(stage: Stage) -> None:
    for line in ("Hallo", "@lotse Ports?", "> und Asien?", "#helpdesk Mittag?", "/lotse Ports?"):
        await stage.demo.do(line)

    direct = stage.slack.direct(ANNA).id
    messages = [(m.channel, m.text, bool(m.thread_ts)) for m in stage.slack.messages()]
    assert messages == [
        (direct, "Hallo", False),
        (HELPDESK, f"<@{BOT_USER}> Ports?", False),
        (HELPDESK, "und Asien?", True),
        (HELPDESK, "Mittag?", False),
    ]
    assert stage.app[-1]["command"] == "/lotse"


async def test_another_colleague_may_go_on(stage: Stage) -> None:
    note = await stage.demo.do(":user alice")
    await stage.demo.do("Hello")

    assert note == "you are Alice Adams (en-US)"
    assert stage.slack.messages()[0].user == ALICE


async def test_what_the_app_does_not_take_is_told(stage: Stage) -> None:
    stage.slack.retry_delays, stage.app.statuses = (), [500]

    assert await stage.demo.do("Hallo") == "Lotse did not take this: http_error 500"


async def test_a_number_presses_what_the_transcript_numbers(stage: Stage) -> None:
    blocks = [*buttons("Ja", "Nein"), *menu("Eins", "Zwei")]
    await stage.client.chat_postMessage(channel=HELPDESK, text="?", blocks=blocks)

    assert "[1] Ja  [2] Nein  [3] Eins  [4] Zwei" in stage.printed()
    await stage.demo.do("2")
    await stage.demo.do("4")

    assert stage.app[0]["actions"][0]["action_id"] == "lotse-press-1"
    assert stage.app[1]["actions"][0]["selected_option"]["value"] == "zwei"
    assert await stage.demo.do("9") == "there are 4 buttons"


async def test_posts_updates_secret_messages_files_and_homes_are_printed(stage: Stage) -> None:
    client = stage.client
    posted = await client.chat_postMessage(channel=HELPDESK, text="TWS &amp; Gateway")
    stage.printed()
    await client.chat_update(channel=HELPDESK, ts=posted["ts"], text="fertig")
    await client.chat_postEphemeral(channel=HELPDESK, user=ANNA, text="psst")
    await client.files_upload_v2(channel=HELPDESK, filename="brief.txt", content="Grüße")
    await client.views_publish(user_id=ANNA, view={"type": "home", "blocks": buttons("Los")})

    text = stage.printed()

    assert "#helpdesk · Lotse\n   TWS & Gateway" in text
    assert "#helpdesk · Lotse · updated (1)\n   fertig" in text
    assert "only visible to Anna Albrecht\n   psst" in text
    assert "file: brief.txt\n   Grüße" in text
    assert "App Home of Anna Albrecht\n   [1] Los" in text


async def test_a_script_waits_for_what_the_app_does(stage: Stage) -> None:
    async def answer_later() -> None:
        await stage.slack.wait_for(lambda: stage.app.payloads)
        await asyncio.sleep(0.1)
        await stage.client.chat_postMessage(channel=HELPDESK, text="Antwort")

    answering = asyncio.create_task(answer_later())
    await run_script(stage.demo, stage.slack, stage.console, "// a comment\n@lotse Ports?\n")
    await answering

    assert "anna> @lotse Ports?" in stage.printed()
    assert [message.text for message in stage.slack.answers()] == ["Antwort"]


async def test_waiting_ends_where_nothing_is_said(stage: Stage) -> None:
    await settle(stage.slack, 0, patience=0.1)

    assert stage.slack.calls == []
