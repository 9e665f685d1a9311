"""A check in Slack: one message, updated in place, against the pretend Slack over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.check import SlackCheck, check_blocks
from bot.channels.slack.poster import Post, Poster
from kb.language import Language
from tests.slack import faults
from tests.slack.faults import Fault
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.workspace import HELPDESK, Message

SEEN_SECONDS = 0.6  # until a state is shown for sure


@pytest.fixture
async def slack() -> AsyncIterator[PretendSlack]:
    async with running_slack() as pretend:
        yield pretend


@pytest.fixture
async def poster(slack: PretendSlack) -> AsyncIterator[Poster]:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    poster = Poster(client)
    yield poster
    await poster.close()


def begin(poster: Poster, language: Language = Language.ENGLISH) -> SlackCheck:
    first = Post("check-live", "chat.postMessage", {"channel": HELPDESK, "thread_ts": "1.0"})
    return SlackCheck(poster, first, language)


def check(*states: str, label: str = "TWS Europe") -> dict[str, Any]:
    rows = [
        {
            "host": "zdc1.ibllc.com",
            "port": 4000 + number,
            "label": label,
            "state": state,
            "reason": None if state == "checking" else f"is {state}",
            "milliseconds": None if state == "checking" else 20 + number,
        }
        for number, state in enumerate(states)
    ]
    return {"seen_from": "server", "time": "", "finished": "checking" not in states, "rows": rows}


async def shown(slack: PretendSlack) -> Message:
    await slack.wait_for(slack.answers)
    return slack.answers()[0]


async def test_a_check_is_posted_once_and_then_updated(slack: PretendSlack, poster: Poster) -> None:
    live = begin(poster)

    live.tell(check("checking", "checking"))
    message = await shown(slack)
    live.tell(check("ok", "refused"))
    await slack.wait_for(lambda: message.edits)
    stands = await live.stop()

    assert [call.method for call in slack.calls] == ["chat.postMessage", "chat.update"]
    assert slack.answers() == [message]
    assert message.thread_ts == "1.0"
    assert stands == {"channel": HELPDESK, "ts": message.ts}
    assert "✓ 4000: is ok, 20 ms\n✗ 4001: is refused, 21 ms" in message.shown_text


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.GERMAN, "2 von 2 fertig"), (Language.ENGLISH, "2 of 2 finished")],
)
async def test_many_changes_make_few_updates_and_the_last_is_shown(
    slack: PretendSlack, poster: Poster, language: Language, words: str
) -> None:
    live = begin(poster, language)

    for _ in range(30):
        live.tell(check("ok", "checking"))
        await asyncio.sleep(0.01)
    message = await shown(slack)
    live.tell(check("ok", "ok"))
    await slack.wait_for(lambda: words in message.text)
    await live.stop()

    assert len(slack.calls) <= 3


async def test_a_check_that_is_done_at_once_shows_no_message_of_its_own(
    slack: PretendSlack, poster: Poster
) -> None:
    live = begin(poster)

    live.tell(check("checking"))
    stands = await live.stop()
    await asyncio.sleep(SEEN_SECONDS)

    assert stands == {}
    assert not slack.calls


async def test_no_check_posts_nothing(slack: PretendSlack, poster: Poster) -> None:
    live = begin(poster)

    assert await live.stop() == {}
    assert not slack.calls


@pytest.mark.parametrize(
    "fault", [faults.limited(1), faults.server_error(), faults.reset_before(), faults.reset_after()]
)
async def test_a_first_post_that_fails_is_made_again_but_never_doubled(
    slack: PretendSlack, poster: Poster, fault: Fault
) -> None:
    slack.fail("chat.postMessage", fault)
    live = begin(poster)

    live.tell(check("ok"))
    message = await shown(slack)
    stands = await live.stop()

    assert slack.answers() == [message]
    assert stands["ts"] == message.ts


async def test_an_update_that_fails_is_left_to_the_next_state(
    slack: PretendSlack, poster: Poster
) -> None:
    live = begin(poster)
    live.tell(check("checking"))
    message = await shown(slack)
    slack.fail("chat.update", faults.server_error())

    live.tell(check("checking"))
    await slack.wait_for(lambda: slack.calls_of("chat.update"))
    live.tell(check("ok"))
    await slack.wait_for(lambda: message.edits)
    await live.stop()

    assert "✓ 4000: is ok" in message.shown_text


async def test_a_check_that_slack_refuses_ends_quietly(slack: PretendSlack, poster: Poster) -> None:
    slack.fail("chat.postMessage", faults.api_error("not_in_channel"))
    live = begin(poster)

    live.tell(check("ok"))
    await slack.wait_for(lambda: slack.calls_of("chat.postMessage"))

    assert await live.stop() == {}
    assert not slack.answers()


async def test_whoever_stops_it_while_it_posts_still_hears_where_it_stands(
    slack: PretendSlack, poster: Poster
) -> None:
    slack.fail("chat.postMessage", faults.slow(0.5))
    live = begin(poster)

    live.tell(check("checking"))
    await slack.wait_for(lambda: slack.calls_of("chat.postMessage"))
    stands = await live.stop()

    assert stands["ts"] == slack.answers()[0].ts


def test_nothing_in_a_table_is_a_mention_or_a_link() -> None:
    blocks = check_blocks(check("ok", label="<!channel> & <https://evil|bank>"), Language.ENGLISH)

    text = blocks[0]["text"]["text"]
    assert "&lt;!channel&gt; &amp; &lt;https://evil|bank&gt;" in text
    assert "<" not in text


def test_a_long_table_is_cut_into_sections_that_slack_takes() -> None:
    blocks = check_blocks(check(*["timeout"] * 200), Language.GERMAN)

    assert len(blocks) > 1
    assert all(len(block["text"]["text"]) <= 3_000 for block in blocks)
