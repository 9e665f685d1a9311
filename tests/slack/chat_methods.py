"""``chat.*`` and ``reactions.*`` of the Web API."""

from __future__ import annotations

from typing import Any

from tests.slack.methods import (
    LONGEST_UPDATE,
    ApiError,
    Body,
    Method,
    channel_of,
    check_said,
    said_by_us,
    wanted,
)
from tests.slack.workspace import BOT_USER, Message, Workspace


def _post(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel = channel_of(workspace, body)
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    check_said(body)
    message = said_by_us(workspace, channel, body)
    if body.get("reply_broadcast") and message.thread_ts:
        message.subtype = "thread_broadcast"
    workspace.store(message)
    _clear_status(workspace, channel.id, message.thread_ts)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(True)}


def _clear_status(workspace: Workspace, channel: str, thread_ts: str | None) -> None:
    for known_channel, known_thread, status in reversed(workspace.statuses):
        if (known_channel, known_thread) == (channel, thread_ts):
            if status:
                workspace.statuses.append((channel, known_thread, ""))
            return


def _update(workspace: Workspace, body: Body) -> dict[str, Any]:
    message = _own_message(workspace, body, "cant_update_message")
    check_said({"text": message.text, **body}, LONGEST_UPDATE)
    message.text = body.get("text") or ("" if "blocks" in body else message.text)
    message.blocks = list(body.get("blocks") or ([] if "text" in body else message.blocks))
    message.metadata = body.get("metadata", message.metadata)
    message.edits += 1
    workspace.changes.announce()
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.as_json(True),
    }


def _own_message(workspace: Workspace, body: Body, error: str) -> Message:
    channel, (ts,) = channel_of(workspace, body), wanted(body, "ts")
    message = workspace.find(channel.id, ts)
    if message is None:
        raise ApiError("message_not_found")
    if not message.is_ours:
        raise ApiError(error)
    return message


def _post_ephemeral(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel, (user,) = channel_of(workspace, body), wanted(body, "user")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    check_said(body)
    message = said_by_us(workspace, channel, body)
    message.ephemeral_to = user
    workspace.store(message)
    return {"message_ts": message.ts}


def _delete(workspace: Workspace, body: Body) -> dict[str, Any]:
    message = _own_message(workspace, body, "cant_delete_message")
    workspace.posted.remove(message)
    workspace.changes.announce()
    return {"channel": message.channel, "ts": message.ts}


def _react(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel, (ts, name) = channel_of(workspace, body), wanted(body, "timestamp", "name")
    if workspace.find(channel.id, ts) is None:
        raise ApiError("message_not_found")
    if (channel.id, ts, name) in workspace.reactions:
        raise ApiError("already_reacted")
    workspace.reactions.append((channel.id, ts, name))
    return {}


CHAT_METHODS: dict[str, Method] = {
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.postEphemeral": _post_ephemeral,
    "chat.delete": _delete,
    "reactions.add": _react,
}
