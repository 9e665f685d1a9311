"""Slash commands and pressed buttons in the shape in which Slack sends them."""

from __future__ import annotations

import time
import uuid
from typing import Any

from tests.slack.payloads import VERIFICATION_TOKEN, Payload
from tests.slack.workspace import APP, BOT_USER, TEAM, Channel, Message, Person, Shown, View


def new_trigger_id() -> str:
    """Return a trigger id."""
    return f"{time.time_ns() // 1_000_000}.{TEAM[2:]}.{uuid.uuid4().hex}"


def command_form(
    person: Person, channel: Channel, command: str, text: str, response_url: str
) -> Payload:
    """Return the form of a slash command."""
    names = {"im": "directmessage", "group": "privategroup"}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": "pretend",
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": new_trigger_id(),
    }


def actions_payload(
    person: Person, shown: Shown, action: Payload, channel: Channel | None, response_url: str
) -> Payload:
    """Return ``block_actions`` for something that was pressed in a message or in a view."""
    payload: Payload = {
        "type": "block_actions",
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": TEAM,
        },
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "container": _container(shown),
        "trigger_id": new_trigger_id(),
        "team": {"id": TEAM, "domain": "pretend"},
        "enterprise": None,
        "is_enterprise_install": False,
        "actions": [{**action, "action_ts": f"{time.time():.6f}"}],
    }
    if isinstance(shown, View):
        return {**payload, "view": _view(shown)}
    payload["channel"] = {"id": channel.id, "name": channel.name} if channel else None
    payload["state"] = {"values": {}}
    payload["response_url"] = response_url
    if isinstance(shown, Message) and not shown.ephemeral_to:
        payload["message"] = shown.as_json()
    return payload


def _container(shown: Shown) -> Payload:
    if isinstance(shown, View):
        return {"type": "view", "view_id": shown.id}
    assert isinstance(shown, Message)
    container: Payload = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": shown.channel,
        "is_ephemeral": shown.ephemeral_to is not None,
    }
    return container | ({"thread_ts": shown.thread_ts} if shown.thread_ts else {})


def _view(view: View) -> Payload:
    more = {"id": view.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT_USER}
    return {**view.content, **more, "state": {"values": {}}, "hash": f"1700000000.{view.versions}"}


def pressed(shown: Shown, title_or_id: str) -> Payload:
    """Return the action of a button, found by its title or its action id."""
    for block, element in shown.elements():
        names = (element["action_id"], element.get("text", {}).get("text"))
        if element["type"] == "button" and title_or_id in names:
            return _action(block, element)
    raise AssertionError(f"no button {title_or_id!r}; there are {shown.buttons}")


def chosen(shown: Shown, title_or_value: str, action_id: str | None = None) -> Payload:
    """Return the action of a menu's option, found by its title or its value."""
    for block, element in shown.elements():
        if action_id not in (None, element["action_id"]):
            continue
        for option in element.get("options", []):
            if title_or_value in (option["text"]["text"], option.get("value")):
                action = _action(block, element)
                return {**action, "selected_option": option}
    raise AssertionError(f"no option {title_or_value!r}; there are {shown.options}")


def _action(block: Payload, element: Payload) -> Payload:
    known: dict[str, Any] = {
        "action_id": element["action_id"],
        "block_id": block.get("block_id") or uuid.uuid4().hex[:5],
        "type": element["type"],
    }
    for name in ("text", "value", "style", "placeholder"):
        if name in element:
            known[name] = element[name]
    return known
