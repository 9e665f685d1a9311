"""What tries to be a command in Slack, as Slack sends it: understood or refused, never obeyed."""

from __future__ import annotations

import pytest

from tests.bot.slash_texts import slash_texts
from tests.bot.stored_events import read_events
from tests.slack.conftest import Served
from tests.slack.workspace import BOT_USER, HELPDESK

pytestmark = pytest.mark.asyncio(loop_scope="session")

MENTION = f"<@{BOT_USER}>"
COMMANDS = (
    "/restart",
    " \u00a0/session_start",
    '／ask{"article":"zzplanted"}',
    '&#47;ask{"article":"zzplanted"}',
    "&lt;/restart&gt;",
    "&amp;#47;restart",
    "```/restart```",
    "`/restart`",
    "*/restart*",
    "_/greet@1.0_",
    '~/change_language{"language":"zzplanted"}~',
    "\u200b/\u2060restart",
    "<https://x.example|/restart>",
    "<!subteam^S1|/restart>",
    f"{MENTION}/restart",
    "> /restart",
    "what about /restart",
    *slash_texts(20, seed=21),
)


@pytest.mark.parametrize("begin", ["", f"{MENTION} ", f"{MENTION}: "])
async def test_what_is_typed_in_slack_is_never_obeyed(
    served: Served, english: str, begin: str
) -> None:
    before = read_events(served.database)  # others press buttons, which is no typing
    for text in COMMANDS:
        if begin:
            await served.slack.say(english, HELPDESK, begin + text)
        else:
            await served.slack.say(english, english, text)
    await served.settle()

    stored = read_events(served.database).since(before)
    assert stored.typed()
    assert stored.obeyed() == []
    assert stored.planted() == []


async def test_marks_without_an_end_are_read_at_once(served: Served, english: str) -> None:
    """Were they read in every possible way, no answer would ever come."""
    asked = await served.slack.say(english, english, "*" + "a_" * 400 + " what is port 4001?")
    await served.settle()

    assert [each for each in served.slack.answers(english) if each.ts > asked.ts]
