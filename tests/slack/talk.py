"""Ask something in the pretend Slack and wait for the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.slack.words import WORDS
from tests.bot.slack.block_rules import block_faults, text_faults
from tests.slack.pretend_slack import PretendSlack
from tests.slack.workspace import Message

USER = "<@U[A-Z0-9]+>"
CARD = {
    "de": "Wie melde ich mich mit der Sicherheitskarte an?",
    "en": "How do I log in with my security card?",
}
REVIEWED = {"de": "geprüft am", "en": "reviewed on"}
WALK = {"de": "Schritt für Schritt", "en": "Step by step"}


async def ask(
    slack: PretendSlack, user: str, text: str, channel: str = "", thread: str | None = None
) -> Message:
    """Let somebody write, directly if no channel is named, and return the first answer."""
    asked = await slack.say(user, channel or user, text, thread)
    return await answer_to(slack, asked)


async def mention(
    slack: PretendSlack, user: str, text: str, channel: str, thread: str | None = None
) -> Message:
    """Let somebody mention Lotse and return the first answer in the thread."""
    asked = await slack.mention(user, channel, text, thread)
    return await answer_to(slack, asked)


async def answer_to(slack: PretendSlack, asked: Message) -> Message:
    """Return the first answer after a message, where it belongs."""
    is_direct = slack.workspace.channels[asked.channel].kind == "im"
    thread = asked.thread_ts or (None if is_direct else asked.ts)

    def answers() -> list[Message]:
        found = slack.answers(asked.channel, thread)
        return [answer for answer in found if answer.ts > asked.ts]

    await slack.wait_for(answers)
    return answers()[0]


async def press(slack: PretendSlack, user: str, shown: Message, title_or_action_id: str) -> Message:
    """Let somebody press a button and return what is posted for everybody then."""
    known = len(slack.answers(shown.channel))
    await slack.press(user, shown, title_or_action_id)
    await slack.wait_for(lambda: len(slack.answers(shown.channel)) > known)
    return slack.answers(shown.channel)[known]


async def whisper(slack: PretendSlack, user: str, number: int = 0) -> Message:
    """Return what only this person sees: the first, or a later one."""
    await slack.wait_for(lambda: len(slack.ephemerals(user=user)) > number)
    return slack.ephemerals(user=user)[number]


async def command(
    slack: PretendSlack, user: str, channel: str, name: str, text: str = ""
) -> Message:
    """Let somebody type a command and return the newest answer, which only they see."""
    known = len(slack.ephemerals(user=user))
    delivery = await slack.command(user, channel, name, text)
    assert delivery.status == 200
    known += 1 if delivery.body else 0  # what the command is told at once
    return await whisper(slack, user, known)


def faults_of(message: Message) -> list[str]:
    """Return what Slack would refuse or misread in a message."""
    faults = [] if message.text.strip() else ["no text"]
    faults += text_faults(message.text)
    blocks = [block for block in message.blocks if not _names_who_shared(block)]
    return faults + (block_faults(blocks) if blocks else [])


def _names_who_shared(block: Mapping[str, Any]) -> bool:
    """Return whether a block is the one line in which a mention of a person is meant."""
    said = [str(each.get("text")) for each in block.get("elements", [])]
    lines = [words.shared_by.format(user=USER) for words in WORDS.values()]
    return any(re.fullmatch(line, each) for line in lines for each in said)
