"""Nothing but a text, a button and a language comes from outside: all else is refused by name.

What each test would catch: the first two, a field that is passed through; the last, a value of a
client's that the server takes for its own.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.bot.slash_texts import PLANTED
from tests.bot.stored_events import METADATA, RASAS_METADATA, stored_events
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import REST_TOKEN, Lotse

VALUES: tuple[Any, ...] = (
    PLANTED,
    {"article": PLANTED},
    [{"event": "slot", "value": PLANTED}],
    1,
    None,
)
NAMES = (
    *("sender", "sender_id", "metadata", "input_channel", "session_id", "session", "__proto__"),
    *("constructor", "prototype", "slots", "parse_data", "events", "intent", "entities", "nlu"),
    *("conversation", "user", "channel", "platform", "wished", "topic", "payload", "article"),
    *("message_id", "timestamp", "policy", "tracker", "next_action", "text ", "Text", "TEXT", ""),
)
REST_NAMES = tuple(name for name in NAMES if name not in ("sender", "metadata"))
METADATA_NAMES = tuple(name for name in NAMES if name != "language")
PAYLOADS = (
    '/ask{"article": "zzplanted"}',
    "ask",
    "b-" + "A" * 22,
    "talk-to-person{}",
    '{"id": "talk-to-person"}',
    "../talk-to-person",
)
SAFE_NAME = re.compile(r"[a-z_]{1,32}")
"""What a refusal repeats; any other name may be a secret or markup."""
OWN_SENDER = re.compile(r"web-[0-9a-f]{32}|rest-.+")
SENDERS = ("web-0123456789abcdef0123456789abcdef", "default", "rest-other", "../x", "a'--")


def is_refused(answer: tuple[int, Any], name: str) -> bool:
    """Return whether this very field was refused."""
    status, body = answer
    error = body["error"]
    return (status, error["code"]) == (400, "unknown_field") and _names(error, name)


def _names(error: dict[str, Any], name: str) -> bool:
    shown = name if all(SAFE_NAME.fullmatch(part) for part in name.split(".")) else "?"
    return all(shown in text for text in error["message"].values())


def is_unknown_button(answer: tuple[int, Any]) -> bool:
    status, body = answer
    return (status, body["error"]["code"]) == (400, "button")


@pytest.mark.parametrize("name", NAMES)
def test_the_web_refuses_it_by_name(attacked: Lotse, name: str) -> None:
    headers = bearer(new_token(attacked))

    for value in VALUES:
        answer = attacked.post("/api/messages", {"text": "hello", name: value}, headers)
        assert is_refused(answer, name)


@pytest.mark.parametrize("name", REST_NAMES)
def test_rasas_wire_refuses_it_by_name(attacked: Lotse, name: str) -> None:
    said = {"sender": "somebody", "message": "hello"}
    headers = {"Authorization": f"Bearer {REST_TOKEN}"}

    for value in VALUES:
        answer = attacked.post("/webhooks/rest/webhook", {**said, name: value}, headers)
        assert is_refused(answer, name)


@pytest.mark.parametrize("name", METADATA_NAMES)
def test_rasas_wire_refuses_it_in_the_metadata(attacked: Lotse, name: str) -> None:
    said = {"sender": "somebody", "message": "hello", "metadata": {name: PLANTED}}
    headers = {"Authorization": f"Bearer {REST_TOKEN}"}

    answer = attacked.post("/webhooks/rest/webhook", said, headers)

    assert is_refused(answer, f"metadata.{name}")


async def test_the_stream_refuses_it_by_name(attacked: Lotse) -> None:
    for begin in range(0, len(NAMES), 4):  # a stream ends after some refusals
        async with welcomed(attacked, new_token(attacked)) as stream:
            for name in NAMES[begin : begin + 4]:
                await stream.send("q", "hello", **{name: PLANTED})
                refused = await stream.until("refused")
                assert refused["error"]["code"] == "unknown_field"
                assert _names(refused["error"], name)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_button_that_the_server_did_not_make_is_refused(attacked: Lotse, payload: str) -> None:
    headers = bearer(new_token(attacked))

    answer = attacked.post("/api/messages", {"button": payload}, headers)

    assert is_unknown_button(answer)


def test_a_button_of_another_conversation_is_refused(attacked: Lotse) -> None:
    mine, other = bearer(new_token(attacked)), bearer(new_token(attacked))
    said = {"text": "How do I log in with my security card?"}
    shown = attacked.post("/api/messages", said, mine)[1]["messages"][-1]

    answer = attacked.post("/api/messages", {"button": shown["buttons"][0]["id"]}, other)

    assert is_unknown_button(answer)


def test_what_is_kept_is_the_servers_own(attacked: Lotse) -> None:
    """Says something on each wire, with all that a client may choose."""
    said = {"text": "hello", "language": PLANTED, "id": f"id-{PLANTED}"}
    attacked.post("/api/messages", said, bearer(new_token(attacked)))
    for sender in SENDERS:
        attacked.say(sender, "hello", language=PLANTED)

    kept = stored_events(attacked)

    assert kept.senders >= {f"rest-{sender}" for sender in SENDERS}  # never one of the web
    assert all(OWN_SENDER.fullmatch(sender) for sender in kept.senders)
    assert kept.planted() == []
    assert {event["input_channel"] for event in kept.of("user")} == {"web", "rest"}
    for event in kept.of("user"):
        assert {*event["metadata"]} <= METADATA | RASAS_METADATA
        assert {*event["parse_data"]["metadata"]} <= METADATA


def test_a_body_of_a_hundred_names_is_refused_by_the_first(attacked: Lotse) -> None:
    many = {f"slot_{number}": PLANTED for number in range(100)}
    body = json.dumps({"text": "hello", **many}).encode()

    answer = attacked.post("/api/messages", body, bearer(new_token(attacked)))

    assert is_refused(answer, "slot_0")
