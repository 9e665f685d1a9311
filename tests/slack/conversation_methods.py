"""``conversations.*``, ``users.info``, ``bots.info`` and ``auth.test`` of the Web API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.slack.methods import ApiError, Body, Method, channel_of, is_true, wanted
from tests.slack.workspace import APP, BOT, BOT_USER, TEAM, Channel, Message, Workspace

USUAL_LIMIT = 100
MOST = 999


def _auth_test(workspace: Workspace, body: Body) -> dict[str, Any]:
    return {
        "url": "https://pretend.slack.com/",
        "team": "Pretend",
        "user": "lotse",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def _bot_info(workspace: Workspace, body: Body) -> dict[str, Any]:
    if body.get("bot") != BOT:
        raise ApiError("bot_not_found")
    known = {"id": BOT, "deleted": False, "name": "Lotse", "app_id": APP, "user_id": BOT_USER}
    return {"bot": {**known, "updated": 1_700_000_000, "icons": {}}}


def _user_info(workspace: Workspace, body: Body) -> dict[str, Any]:
    person = workspace.people.get(body.get("user", ""))
    if person is None:
        raise ApiError("user_not_found")
    user = {
        "id": person.id,
        "team_id": TEAM,
        "name": person.name,
        "deleted": False,
        "real_name": person.real_name,
        "tz": "Europe/Berlin",
        "is_bot": person.is_bot,
        "is_app_user": False,
        "profile": {"real_name": person.real_name, "display_name": person.name, "team": TEAM},
    }
    if is_true(body.get("include_locale")):
        user["locale"] = person.locale
    return {"user": user}


def _history(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel = _readable(workspace, body)
    shown = [message for message in workspace.posted if _stands_in(message, channel)]
    return _page(list(reversed(_between(shown, body))), body)


def _stands_in(message: Message, channel: Channel) -> bool:
    is_reply = message.thread_ts not in (None, message.ts)
    return message.channel == channel.id and (not is_reply or message.subtype == "thread_broadcast")


def _replies(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel, (ts,) = _readable(workspace, body), wanted(body, "ts")
    in_channel = [message for message in workspace.posted if message.channel == channel.id]
    parents = [message for message in in_channel if message.ts == ts]
    answers = [one for one in in_channel if one.thread_ts == ts and one.ts != ts]
    if not parents and not answers:
        raise ApiError("thread_not_found")
    page = _page([*parents, *_between(answers, body)], body)
    for known in page["messages"] if answers else []:
        if known["ts"] == ts:
            known |= {"thread_ts": ts, "reply_count": len(answers)}
    return page


def _readable(workspace: Workspace, body: Body) -> Channel:
    channel = channel_of(workspace, body)
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _between(messages: Sequence[Message], body: Body) -> list[Message]:
    oldest, latest = body.get("oldest") or "0", body.get("latest") or "9999999999.999999"
    bounds = {oldest, latest} if is_true(body.get("inclusive")) else set()
    return [one for one in messages if oldest < one.ts < latest or one.ts in bounds]


def _page(messages: Sequence[Message], body: Body) -> dict[str, Any]:
    limit = min(int(body.get("limit") or USUAL_LIMIT), MOST)
    start = int(body.get("cursor") or 0)
    has_more = start + limit < len(messages)
    with_metadata = is_true(body.get("include_all_metadata"))
    shown = [one.as_json(with_metadata) for one in messages[start : start + limit]]
    cursor = {"next_cursor": str(start + limit) if has_more else ""}
    return {"messages": shown, "has_more": has_more, "response_metadata": cursor}


def _open(workspace: Workspace, body: Body) -> dict[str, Any]:
    users = str(body.get("users") or "")
    if users not in workspace.people:
        raise ApiError("user_not_found")
    return {"channel": {"id": workspace.direct(users).id}, "no_op": True, "already_open": True}


def _info(workspace: Workspace, body: Body) -> dict[str, Any]:
    channel = channel_of(workspace, body)
    return {
        "channel": {
            "id": channel.id,
            "name": channel.name,
            "is_channel": channel.kind == "channel",
            "is_group": channel.kind == "group",
            "is_im": channel.kind == "im",
            "is_mpim": channel.kind == "mpim",
            "is_private": channel.kind != "channel",
            "is_member": BOT_USER in channel.members,
            "is_ext_shared": False,
        }
    }


CONVERSATION_METHODS: dict[str, Method] = {
    "auth.test": _auth_test,
    "bots.info": _bot_info,
    "users.info": _user_info,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "conversations.open": _open,
    "conversations.info": _info,
}
