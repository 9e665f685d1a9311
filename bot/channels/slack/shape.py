"""Tell what Slack may have sent from what it never sends, before anybody looks into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OBJECTS = ("team", "user", "channel", "container", "message", "view", "enterprise")
"""Parts of a payload about something that was pressed; not all of them are in each."""
SAID = ("message", "app_mention")
STRINGS = ("user", "channel", "ts", "thread_ts", "text", "subtype", "channel_type", "bot_id")
"""Parts of an event about something that was said."""


def is_readable(body: object) -> bool:
    """Return whether a request's body has the parts that its type has in Slack."""
    if not isinstance(body, Mapping):
        return False
    if body.get("type") == "event_callback":
        return _is_event(body.get("event"))
    if body.get("type") == "block_actions" and not _are_actions(body.get("actions")):
        return False
    is_typed = "type" in body
    return not is_typed or all(_is(Mapping, body, name) for name in OBJECTS)


def _is_event(event: object) -> bool:
    if not isinstance(event, Mapping) or not isinstance(event.get("type"), str):
        return False
    return event["type"] not in SAID or all(_is(str, event, name) for name in STRINGS)


def _are_actions(actions: object) -> bool:
    if not isinstance(actions, list) or not actions:
        return False
    return all(isinstance(each, Mapping) and _is(str, each, "action_id") for each in actions)


def _is(kind: type[Any], part: Mapping[str, Any], name: str) -> bool:
    """Return whether something is of this kind, where it is there."""
    return part.get(name) is None or isinstance(part[name], kind)
