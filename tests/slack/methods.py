"""What the Web API's methods share: errors, and how they look things up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.slack.block_check import block_faults
from tests.slack.workspace import BOT_USER, Channel, Message, Workspace

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
Body = Mapping[str, Any]
Method = Callable[[Workspace, Body], dict[str, Any]]


class ApiError(Exception):
    """``ok: false`` with this error and whatever else belongs to it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.body = {"ok": False, "error": error, **more}


def wanted(body: Body, *names: str) -> tuple[Any, ...]:
    """Return required arguments."""
    missing = [name for name in names if body.get(name) in (None, "")]
    if missing:
        notes = [f"[ERROR] missing required field: {name}" for name in missing]
        raise ApiError("invalid_arguments", response_metadata={"messages": notes})
    return tuple(body[name] for name in names)


def is_true(value: Any) -> bool:
    """Read a yes or no from JSON or from a form."""
    return value in (True, "1", "true", "True")


def channel_of(workspace: Workspace, body: Body, name: str = "channel") -> Channel:
    """Return the channel that is named; a person's id stands for their direct messages."""
    (channel,) = wanted(body, name)
    if channel in workspace.people and channel != BOT_USER:
        return workspace.direct(channel)
    found = workspace.channels.get(channel)
    hidden = found is not None and found.kind != "channel" and BOT_USER not in found.members
    if found is None or hidden:
        raise ApiError("channel_not_found")
    return found


def check_said(body: Body, longest: int = LONGEST_TEXT) -> None:
    """Refuse text and blocks that Slack would refuse."""
    blocks = body.get("blocks") or []
    text = body.get("text") or ""
    if isinstance(blocks, str):
        raise ApiError("invalid_blocks_format")
    if not text.strip() and not blocks and not body.get("attachments"):
        raise ApiError("no_text")
    if len(text) > longest:
        raise ApiError("msg_too_long")
    faults = block_faults(blocks)
    if faults:
        raise ApiError("invalid_blocks", errors=faults, response_metadata={"messages": faults})
    _check_metadata(body.get("metadata"))


def _check_metadata(metadata: Any) -> None:
    if metadata is None:
        return
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    if not metadata.get("event_type"):
        raise ApiError("invalid_metadata_schema")


def said_by_us(workspace: Workspace, channel: Channel, body: Body) -> Message:
    """Return a message of the app that is not stored yet."""
    return Message(
        channel=channel.id,
        ts=workspace.new_ts(),
        user=BOT_USER,
        text=body.get("text") or "",
        thread_ts=body.get("thread_ts"),
        blocks=list(body.get("blocks") or []),
        metadata=body.get("metadata"),
        unfurls=body.get("unfurl_links") is not False or body.get("unfurl_media") is not False,
    )
