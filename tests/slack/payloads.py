"""Events in the shape in which Slack sends them, with all fields that it really sends."""

from __future__ import annotations

import base64
import itertools
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from tests.slack.workspace import (
    APP,
    BOT,
    BOT_USER,
    TEAM,
    Channel,
    Message,
    bot_profile,
)

VERIFICATION_TOKEN = "pretend-verification-token"
Payload = dict[str, Any]
_numbers = itertools.count(1)


def new_event_id() -> str:
    """Return an event id that no other payload has."""
    return f"Ev0{uuid.uuid4().hex[:6].upper()}{next(_numbers):05d}"


def envelope(event: Mapping[str, Any], event_id: str | None = None) -> Payload:
    """Return an event as Slack wraps it."""
    channel = event.get("channel") or event.get("item", {}).get("channel")
    context = {"et": event["type"], "tid": TEAM, "aid": APP, "cid": channel}
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": dict(event),
        "type": "event_callback",
        "event_id": event_id or new_event_id(),
        "event_time": int(float(event.get("event_ts", time.time()))),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-" + base64.b64encode(json.dumps(context).encode()).decode(),
    }


def message_event(message: Message, channel: Channel) -> Payload:
    """Return the event of a message that somebody wrote: in whichever kind of channel."""
    event = _said(message, channel)
    if message.subtype:
        event["subtype"] = message.subtype
    if message.files:
        event |= {"files": message.files, "upload": False, "display_as_bot": False}
    if message.is_ours:
        event |= {"bot_id": BOT, "app_id": APP, "bot_profile": bot_profile()}
    return envelope(event)


def _said(message: Message, channel: Channel) -> Payload:
    event: Payload = {
        "user": message.user,
        "type": "message",
        "ts": message.ts,
        "client_msg_id": message.client_msg_id,
        "text": message.text,
        "team": TEAM,
        "blocks": message.blocks or written_blocks(message.text),
        "channel": message.channel,
        "event_ts": message.ts,
        "channel_type": channel.kind,
        "thread_ts": message.thread_ts,
        "parent_user_id": message.parent_user,
    }
    return {name: value for name, value in event.items() if value is not None}


def written_blocks(text: str) -> list[dict[str, Any]]:
    """Return the rich text block that Slack makes of what people write."""
    elements = [{"type": "text", "text": text}]
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": uuid.uuid4().hex[:5], "elements": [section]}]


def mention_event(message: Message, channel: Channel) -> Payload:
    """Return the ``app_mention`` of a message; its ``message`` event has another event id."""
    event = _said(message, channel)
    del event["channel_type"]
    return envelope({**event, "type": "app_mention"})


def changed_event(message: Message, channel: Channel, old_text: str) -> Payload:
    """Return what Slack sends after a message was edited, or got a preview of its link."""
    known = {**message.as_json(), "blocks": written_blocks(message.text)}
    event = {
        "type": "message",
        "subtype": "message_changed",
        "message": {**known, "edited": {"user": message.user, "ts": message.ts}},
        "previous_message": {**known, "text": old_text},
        "hidden": True,
        **_hidden_fields(message, channel),
    }
    return envelope(event)


def deleted_event(message: Message, channel: Channel) -> Payload:
    """Return what Slack sends after a message was deleted."""
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": message.as_json(),
        "hidden": True,
        "deleted_ts": message.ts,
        **_hidden_fields(message, channel),
    }
    return envelope(event)


def _hidden_fields(message: Message, channel: Channel) -> Payload:
    now = f"{time.time():.6f}"
    kind = {"channel": message.channel, "channel_type": channel.kind}
    return {**kind, "ts": now, "event_ts": now}


def bot_message_event(message: Message, channel: Channel) -> Payload:
    """Return the event of a message by an old integration, which has no user."""
    event = _said(message, channel)
    del event["user"]
    event |= {"subtype": "bot_message", "bot_id": "B0OTHER01", "username": "Deploys"}
    return envelope(event)


def other_app_event(message: Message, channel: Channel) -> Payload:
    """Return the event of a message by another modern app, which has a user and no subtype."""
    profile = {**bot_profile(), "id": "B0OTHER02", "app_id": "A0OTHER02", "name": "Other"}
    event = _said(message, channel)
    event |= {"bot_id": "B0OTHER02", "app_id": "A0OTHER02", "bot_profile": profile}
    return envelope(event)


def joined_event(user: str, channel: Channel) -> Payload:
    """Return the message about somebody who joined a channel."""
    now = f"{time.time():.6f}"
    event = {
        "type": "message",
        "subtype": "channel_join",
        "user": user,
        "text": f"<@{user}> has joined the channel",
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": now,
        "event_ts": now,
    }
    return envelope(event)


def home_opened_event(user: str, channel: Channel, tab: str = "home") -> Payload:
    """Return what Slack sends when somebody opens the app: tab is home or messages."""
    event = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": tab,
        "event_ts": f"{time.time():.6f}",
    }
    return envelope(event)


def assistant_event(
    kind: str, user: str, root: Message, context: Mapping[str, Any] | None = None
) -> Payload:
    """Return ``assistant_thread_started`` or ``assistant_thread_context_changed``."""
    thread = {
        "user_id": user,
        "context": dict(context or {}),
        "channel_id": root.channel,
        "thread_ts": root.ts,
    }
    event = {"type": kind, "assistant_thread": thread, "event_ts": f"{time.time():.6f}"}
    return envelope(event)


def url_verification(
    challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
) -> Payload:
    """Return what Slack sends when the request URL is saved in the app's settings."""
    return {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}


def ssl_check() -> Payload:
    """Return the form that Slack sends to a slash command's URL now and then."""
    return {"ssl_check": "1", "token": VERIFICATION_TOKEN}
