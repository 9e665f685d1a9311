"""A check in Slack: one message, updated in place, against a pretend Slack over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.slack_check import SlackCheck, check_blocks, slack_client
from kb.language import Language

PLACE = {"channel": "C1", "thread_ts": "1.0"}


class PretendSlack:
    """The Web API's two methods; refuses the next ``limited`` calls with 429."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.limited = 0

    async def call(self, request: web.Request) -> web.Response:
        if self.limited:
            self.limited -= 1
            headers = {"Retry-After": "0"}
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers=headers
            )
        self.calls.append((request.match_info["method"], await request.json()))
        return web.json_response({"ok": True, "channel": "C1", "ts": "2.0"})

    def shown(self) -> str:
        blocks = self.calls[-1][1]["blocks"]
        return "\n".join(block["text"]["text"] for block in blocks)


@pytest.fixture
async def slack() -> AsyncIterator[tuple[PretendSlack, str]]:
    pretend = PretendSlack()
    application = web.Application()
    application.router.add_post("/api/{method}", pretend.call)
    async with TestServer(application) as server:
        yield pretend, str(server.make_url("/api/"))


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


async def test_a_check_is_posted_once_and_then_updated(slack: tuple[PretendSlack, str]) -> None:
    pretend, url = slack
    message = SlackCheck(slack_client("xoxb-test", url), PLACE, Language.ENGLISH)

    message.tell(check("checking", "checking"))
    await asyncio.sleep(0.3)
    message.tell(check("ok", "checking"))
    await message.finish(check("ok", "refused"))

    assert [method for method, _ in pretend.calls] == ["chat.postMessage", "chat.update"]
    assert pretend.calls[0][1]["thread_ts"] == "1.0"
    assert pretend.calls[1][1]["ts"] == "2.0"
    assert "✓ 4000: is ok, 20 ms\n✗ 4001: is refused, 21 ms" in pretend.shown()


async def test_many_changes_make_few_updates_and_the_last_is_shown(
    slack: tuple[PretendSlack, str],
) -> None:
    pretend, url = slack
    message = SlackCheck(slack_client("xoxb-test", url), PLACE, Language.GERMAN)

    for _ in range(30):
        message.tell(check("ok", "checking"))
        await asyncio.sleep(0.01)
    await message.finish(check("ok", "ok"))

    assert len(pretend.calls) <= 3
    assert "2 von 2 fertig" in pretend.calls[-1][1]["text"]


async def test_a_limited_call_is_made_again(slack: tuple[PretendSlack, str]) -> None:
    pretend, url = slack
    pretend.limited = 2
    message = SlackCheck(slack_client("xoxb-test", url), PLACE, Language.ENGLISH)

    await message.finish(check("ok"))

    assert [method for method, _ in pretend.calls] == ["chat.postMessage"]


def test_nothing_in_a_table_is_a_mention_or_a_link() -> None:
    blocks = check_blocks(check("ok", label="<!channel> & <https://evil|bank>"), Language.ENGLISH)

    text = blocks[0]["text"]["text"]
    assert "&lt;!channel&gt; &amp; &lt;https://evil|bank&gt;" in text
    assert "<" not in text


def test_a_long_table_is_cut_into_sections_that_slack_takes() -> None:
    blocks = check_blocks(check(*["timeout"] * 200), Language.GERMAN)

    assert len(blocks) > 1
    assert all(len(block["text"]["text"]) <= 3_000 for block in blocks)
