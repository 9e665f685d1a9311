"""Which bodies of requests are looked into at all."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.slack.shape import is_readable
from tests.slack import payloads
from tests.slack.interactions import actions_payload, command_form
from tests.slack.workspace import ALICE, BOT_USER, HELPDESK, Message, View, Workspace

WORKSPACE = Workspace()
PERSON, CHANNEL = WORKSPACE.people[ALICE], WORKSPACE.channels[HELPDESK]
ROOT = Message(HELPDESK, "1.000001", ALICE, f"<@{BOT_USER}> hello")
ACTION = {"type": "button", "action_id": "lotse-press-0", "value": "b-1"}
GOOD: dict[str, Any] = {
    "a message": payloads.message_event(ROOT, CHANNEL),
    "a mention": payloads.mention_event(ROOT, CHANNEL),
    "an edit": payloads.changed_event(ROOT, CHANNEL, "before"),
    "a deletion": payloads.deleted_event(ROOT, CHANNEL),
    "a bot": payloads.bot_message_event(ROOT, CHANNEL),
    "a home": payloads.home_opened_event(ALICE, CHANNEL),
    "a pane": payloads.assistant_event("assistant_thread_started", ALICE, ROOT),
    "a new channel": payloads.envelope({"type": "channel_created", "channel": {"id": "C1"}}),
    "a command": command_form(PERSON, CHANNEL, "/lotse", "", "https://x"),
    "a press": actions_payload(PERSON, ROOT, ACTION, CHANNEL, ""),
    "a press in a view": actions_payload(PERSON, View("V1", ALICE, {}, []), ACTION, None, ""),
    "a verification": payloads.url_verification(),
    "a check of the certificate": payloads.ssl_check(),
    "a shortcut": {"type": "shortcut", "user": {"id": ALICE}, "callback_id": "x"},
}
EVENT, PRESS = GOOD["a message"], GOOD["a press"]
BAD: dict[str, Any] = {
    "a list": [],
    "a number": 1,
    "nothing": None,
    "no event": {**EVENT, "event": None},
    "an event without type": {**EVENT, "event": {}},
    "a type that is none": {**EVENT, "event": {"type": 5}},
    "a text that is none": {**EVENT, "event": {**EVENT["event"], "text": 5}},
    "a user that is an object": {**EVENT, "event": {**EVENT["event"], "user": {}}},
    "no actions": {**PRESS, "actions": []},
    "an action that is none": {**PRESS, "actions": ["x"]},
    "an action id that is none": {**PRESS, "actions": [{"action_id": 1}]},
    "a team that is none": {**PRESS, "team": "x"},
}


@pytest.mark.parametrize("name", GOOD)
def test_what_slack_sends_is_readable(name: str) -> None:
    assert is_readable(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_what_slack_never_sends_is_not(name: str) -> None:
    assert not is_readable(BAD[name])
