"""Read what Slack tells: who asked what and where, or that it is none of our business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.slack.place import Asked, Kind, Place
from bot.channels.slack.text_in import mentioned_users, plain_text
from bot.secrets.redaction import redact

SAID_SUBTYPES = ("", "file_share", "thread_broadcast")
"""Subtypes of messages that people write; all others tell of edits, joins, bots and the like."""
DIRECT = "im"
ACTIONS: Mapping[str, Kind] = {
    "lotse-press-": Kind.PRESS,
    "lotse-choose": Kind.PRESS,
    "lotse-rate-": Kind.RATE,
    "lotse-reason-": Kind.RATE,
    "lotse-share": Kind.SHARE,
    "lotse-language": Kind.LANGUAGE,
    "lotse-example-": Kind.EXAMPLE,
    "lotse-forget": Kind.FORGET,
}
COMMANDS: Mapping[str, Kind] = {"/lotse": Kind.COMMAND, "/portcheck": Kind.PORTCHECK}
LONGEST_KEPT = 4_000
"""Characters kept of a text; what is longer than Lotse reads stays too long."""


def read_event(body: Mapping[str, Any], bot_user: str) -> Asked | None:
    """Return what an event of Slack's Events API asks; None where it is not for us."""
    event = _part(body, "event")
    kind = event.get("type")
    if kind in ("message", "app_mention"):
        return _read_message(body, event, bot_user)
    if kind == "app_home_opened" and event.get("tab") == "home":
        return _bare(body, Kind.HOME, str(event.get("user") or ""))
    if kind == "assistant_thread_started":
        return _read_assistant(body, _part(event, "assistant_thread"))
    return None


def _read_message(body: Mapping[str, Any], event: Mapping[str, Any], bot_user: str) -> Asked | None:
    text, user = str(event.get("text") or ""), str(event.get("user") or "")
    if not _is_said_by_a_person(event, bot_user):
        return None
    is_direct = event.get("channel_type") == DIRECT
    stamp, channel = str(event["ts"]), str(event["channel"])
    thread = str(event.get("thread_ts") or ("" if is_direct else stamp))
    named = mentioned_users(text)
    is_addressed = is_direct or bot_user in named
    if not is_addressed and (not event.get("thread_ts") or named):
        return None
    team = team_of(body)
    kept = redact(plain_text(text, bot_user)[:LONGEST_KEPT])
    return Asked(
        key=f"m:{team}:{channel}:{stamp}",
        kind=Kind.SAY,
        user=user,
        place=Place(team, channel, thread, is_direct),
        text=kept.text,
        is_addressed=is_addressed,
        has_files=bool(event.get("files")),
        removed=tuple(kind.value for kind in kept.kinds),
    )


def _is_said_by_a_person(event: Mapping[str, Any], bot_user: str) -> bool:
    by_a_bot = event.get("bot_id") or event.get("user") in (bot_user, "USLACKBOT", None)
    is_said = (event.get("subtype") or "") in SAID_SUBTYPES
    is_whole = event.get("ts") and event.get("channel")
    return bool(is_said and is_whole and not by_a_bot and not event.get("hidden")) and (
        "edited" not in event
    )


def _read_assistant(body: Mapping[str, Any], thread: Mapping[str, Any]) -> Asked | None:
    if not thread.get("channel_id") or not thread.get("thread_ts"):
        return None
    place = Place(
        team_of(body), str(thread["channel_id"]), str(thread["thread_ts"]), is_direct=True
    )
    key = f"a:{place.key}"
    return Asked(key, Kind.ASSISTANT, str(thread.get("user_id") or ""), place)


def _bare(body: Mapping[str, Any], kind: Kind, user: str) -> Asked:
    """Return what is asked outside any channel."""
    team = team_of(body)
    return Asked(f"e:{body.get('event_id')}", kind, user, Place(team, user))


def read_command(body: Mapping[str, Any]) -> Asked | None:
    """Return what a slash command asks."""
    kind = COMMANDS.get(str(body.get("command")))
    needed = ("channel_id", "user_id", "response_url")  # without it, all would see the answer
    if kind is None or not all(body.get(name) for name in needed):
        return None
    is_direct = body.get("channel_name") == "directmessage"
    team, channel = team_of(body), str(body["channel_id"])
    kept = redact(plain_text(str(body.get("text") or ""), "")[:LONGEST_KEPT])
    return Asked(
        key=f"c:{team}:{body.get('trigger_id')}",
        kind=kind,
        user=str(body["user_id"]),
        place=Place(team, channel, "", is_direct),
        text=kept.text,
        removed=tuple(kind.value for kind in kept.kinds),
        response_url=str(body.get("response_url") or ""),
    )


def read_action(body: Mapping[str, Any]) -> Asked | None:
    """Return what pressing a button or choosing from a menu asks."""
    actions = body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    user = str(_part(body, "user").get("id") or "")
    if not user or not isinstance(action, Mapping):
        return None
    name = str(action.get("action_id") or "")
    team = team_of(body)
    kind = next((kind for start, kind in ACTIONS.items() if name.startswith(start)), Kind.UNKNOWN)
    chosen = _part(action, "selected_option") or action
    stamp = action.get("action_ts") or body.get("trigger_id")
    container = _part(body, "container")
    return Asked(
        key=f"b:{team}:{user}:{stamp}",
        kind=kind,
        user=user,
        place=_place_of_button(body, container, user),
        text=name,
        value=str(chosen.get("value") or "")[:LONGEST_KEPT],
        response_url=str(body.get("response_url") or "") if container.get("is_ephemeral") else "",
    )


def _place_of_button(body: Mapping[str, Any], container: Mapping[str, Any], user: str) -> Place:
    channel = container.get("channel_id") or _part(body, "channel").get("id")
    if not channel:
        return Place(team_of(body), user)
    is_direct = str(channel).startswith("D")
    thread = _part(body, "message").get("thread_ts") or container.get("thread_ts") or ""
    return Place(team_of(body), str(channel), str(thread), is_direct)


def team_of(body: Mapping[str, Any]) -> str:
    """Return the id of the workspace that something comes from."""
    return str(body.get("team_id") or _part(body, "team").get("id") or "")


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object in what came; an empty one where there is something else."""
    part = body.get(name)
    return part if isinstance(part, Mapping) else {}
