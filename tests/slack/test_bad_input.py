"""What nobody should send, and what people send all the same."""

from __future__ import annotations

import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.slack import faults, payloads
from tests.slack.conftest import LOCALES, Served, newcomer
from tests.slack.delivery import Delivery
from tests.slack.interactions import actions_payload, command_form
from tests.slack.payloads import Payload
from tests.slack.pretend_slack import PretendSlack
from tests.slack.signing import signed_headers
from tests.slack.talk import (
    CARD,
    REVIEWED,
    WALK,
    answer_to,
    ask,
    command,
    faults_of,
    mention,
    whisper,
)
from tests.slack.workspace import HELPDESK, RANDOM, TEAM, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXPIRED = {"de": "Dieser Knopf ist schon benutzt", "en": "This button was used already"}
TOO_LONG = {"de": "Das ist zu lang für mich", "en": "That is too long for me"}
NO_FILES = {"de": "Dateien und Bilder kann ich nicht lesen", "en": "I can't read files"}
HELLO = {"de": "Guten Tag, ich bin Lotse", "en": "Hello, I am Lotse"}
NOT_YOURS = {"de": "nur bewerten, wer gefragt hat", "en": "Only the person who asked"}
REMOVED = {"de": "aus Ihrer Nachricht", "en": "from your message"}
LEAKED = {"de": "Bitte löschen Sie diese Nachricht", "en": "Please delete that message"}
STAYS = {"de": "Slack selbst bewahrt", "en": "Slack itself keeps"}
SECRETS = {
    "de": "Meine PIN lautet: 4711, wie melde ich mich mit der Sicherheitskarte an?",
    "en": "My password for TWS is hunter2x, how do I log in with my security card?",
}
NOTHING_LEFT = ("<@U0LOTSE01> ", "```\n")  # of many mentions and empty fences
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MALFORMED = {
    "nothing": (JSON, b""),
    "no JSON": (JSON, b'{"type": '),
    "a list": (JSON, b"[]"),
    "a list of events": (JSON, b'[{"type": "event_callback"}]'),
    "a number": (JSON, b"1"),
    "null": (JSON, b"null"),
    "a string": (JSON, b'"event_callback"'),
    "deep": (JSON, b"[" * 50_000 + b"]" * 50_000),
    "bytes": (JSON, b"\xff\xfe\x00"),
    "a form of nothing": (FORM, b""),
    "a form of bytes": (FORM, b"payload=%ff%fe"),
    "a form without JSON": (FORM, b"payload=%7B"),
    "a form with a list": (FORM, b"payload=%5B%5D"),
    "a form with a number": (FORM, b"payload=1"),
}
STRANGE_EVENTS: dict[str, Any] = {
    "no event": None,
    "a string": "message",
    "a list": [],
    "no type": {},
    "only a type": {"type": "message"},
    "an unknown type": {"type": "moon_landed"},
    "a number as text": {"type": "message", "text": 5, "user": 7, "channel": 1, "ts": 2},
    "files that are none": {"type": "message", "files": "x", "user": "U1", "channel": "D1"},
    "a thread that is none": {"type": "assistant_thread_started", "assistant_thread": "x"},
    "a home of nobody": {"type": "app_home_opened", "tab": "home"},
}
STRANGE_PARTS: dict[str, Any] = {
    "no actions": {"actions": []},
    "actions that are none": {"actions": "x"},
    "an action that is none": {"actions": ["x"]},
    "a user that is none": {"user": "x"},
    "a container that is none": {"container": "x"},
    "a channel that is none": {"channel": "x"},
    "a message that is none": {"message": "x"},
    "an option that is none": {"actions": [{"action_id": "lotse-choose", "selected_option": 1}]},
    "no value": {"actions": [{"action_id": "lotse-press-1", "type": "button"}]},
    "a value that is none": {"actions": [{"action_id": "lotse-press-1", "value": {"a": 1}}]},
}


def question(slack: PretendSlack, user: str) -> Payload:
    """Return the event of a direct message that is not delivered yet."""
    message = slack.write(user, slack.direct(user).id, CARD["en"])
    return slack.events_of(message)[0]


async def post(slack: PretendSlack, kind: str, body: bytes) -> Delivery:
    headers = {"Content-Type": kind, **signed_headers(slack.signing_secret, body)}
    return await slack.courier.post(body, headers)


def cpu_seconds(served: Served) -> float:
    """Return how long the server has worked; Linux counts it behind the process's name."""
    stat = Path(f"/proc/{served.server.process.pid}/stat").read_text(encoding="utf-8")
    worked = stat.rpartition(")")[2].split()[11:13]
    return sum(map(int, worked)) / os.sysconf("SC_CLK_TCK")


async def test_a_wrong_signature_is_refused(served: Served, english: str) -> None:
    delivery = await served.slack.deliver(question(served.slack, english), secret="0" * 32)
    await served.settle()

    assert delivery.status == 401
    assert not served.slack.answers(english)


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
async def test_a_request_without_a_signature_is_refused(
    slack: PretendSlack, english: str, missing: str
) -> None:
    body = json.dumps(question(slack, english)).encode()
    headers = {"Content-Type": JSON, **signed_headers(slack.signing_secret, body)}
    del headers[missing]

    assert (await slack.courier.post(body, headers)).status == 401


async def test_what_is_not_signed_is_not_read(served: Served) -> None:
    """A form of a MiB takes most of a second to read, and all others would wait meanwhile."""
    body, refused = b"%41=%42&" * 130_000, []
    headers = {"Content-Type": FORM, **signed_headers("0" * 32, body)}
    before = cpu_seconds(served)

    for _ in range(20):
        refused.append((await served.slack.courier.post(body, headers)).status)

    assert set(refused) == {401}
    assert cpu_seconds(served) - before < 20 * 0.2


@pytest.mark.parametrize("stamp", ["", "x", "9" * 5_000, "\u0661", "-1"])
async def test_a_long_body_with_a_strange_time_stamp_is_refused(
    slack: PretendSlack, stamp: str
) -> None:
    headers = {"Content-Type": JSON, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "ä"}

    assert (await slack.courier.post(b"[" + b"0," * 5_000 + b"0]", headers)).status in (400, 401)


@pytest.mark.parametrize("age", [-301, 301])
async def test_a_time_stamp_five_minutes_off_is_refused(
    served: Served, english: str, age: int
) -> None:
    event = question(served.slack, english)

    delivery = await served.slack.deliver(event, timestamp=int(time.time()) + age)
    await served.settle()

    assert delivery.status == 401
    assert not served.slack.answers(english)


@pytest.mark.parametrize("wrong", [{"team_id": "T0OTHER01"}, {"api_app_id": "A0OTHER01"}])
async def test_another_workspace_or_app_is_refused(
    served: Served, english: str, wrong: Payload
) -> None:
    event = {**question(served.slack, english), **wrong}

    delivery = await served.slack.deliver(event)
    await served.settle()

    assert delivery.status == 403
    assert not served.slack.answers(english)


@pytest.mark.parametrize("wrong", [{"team_id": "T0OTHER01"}, {"api_app_id": "A0OTHER01"}])
async def test_a_command_of_another_workspace_or_app_is_refused(
    slack: PretendSlack, english: str, wrong: Payload
) -> None:
    person, channel = slack.workspace.people[english], slack.workspace.channels[HELPDESK]
    url = slack.response_urls.create(channel, english)
    form = {**command_form(person, channel, "/lotse", CARD["en"], url), **wrong}

    assert (await slack.deliver(form, form=True)).status == 403


async def test_slack_may_verify_the_address(slack: PretendSlack) -> None:
    verification = payloads.url_verification()

    delivery = await slack.deliver(verification)

    assert delivery.status == 200
    assert verification["challenge"] in delivery.body.decode()


async def test_only_slack_may_verify_the_address(slack: PretendSlack) -> None:
    delivery = await slack.deliver(payloads.url_verification(), secret="0" * 32)

    assert delivery.status == 401


async def test_slack_may_check_the_certificate(slack: PretendSlack) -> None:
    delivery = await slack.deliver(payloads.ssl_check(), form=True)

    assert delivery.status == 200


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_body_is_the_sender_s_mistake(slack: PretendSlack, name: str) -> None:
    delivery = await post(slack, *MALFORMED[name])

    assert 400 <= delivery.status < 500


@pytest.mark.filterwarnings("ignore:Sending a large body")
async def test_a_body_that_is_far_too_large_is_refused(slack: PretendSlack) -> None:
    delivery = await post(slack, JSON, b'{"a": "' + b"x" * 2**21 + b'"}')

    assert delivery.status == 413


@pytest.mark.parametrize("name", STRANGE_EVENTS)
async def test_a_strange_event_is_taken_and_forgotten(served: Served, name: str) -> None:
    known = len(served.slack.answers())
    event = {**payloads.envelope({"type": "x"}), "event": STRANGE_EVENTS[name]}

    delivery = await served.slack.deliver(event)
    await served.settle()

    assert delivery.status in (200, 400)
    assert len(served.slack.answers()) == known


@pytest.mark.parametrize("name", STRANGE_PARTS)
async def test_a_strange_press_is_taken_and_leads_to_nothing_bad(
    served: Served, english: str, name: str
) -> None:
    slack = served.slack
    shown = await ask(slack, english, CARD["en"])
    channel = slack.workspace.channels[shown.channel]
    action = {"type": "button", "action_id": "lotse-press-1", "value": "b-none"}
    payload = actions_payload(slack.workspace.people[english], shown, action, channel, "")

    delivery = await slack.deliver({**payload, **STRANGE_PARTS[name]}, form=True)
    await served.settle()

    assert delivery.status in (200, 400)
    assert slack.answers(english) == [shown]


@pytest.mark.parametrize(
    "kind", ["shortcut", "message_action", "view_submission", "view_closed", "block_suggestion"]
)
async def test_what_no_app_of_ours_has_is_not_found(
    slack: PretendSlack, english: str, kind: str
) -> None:
    payload = {
        "type": kind,
        "callback_id": "other",
        "action_id": "other",
        "team": {"id": TEAM},
        "user": {"id": english},
        "message": {"text": "a private word", "ts": "1.2"},
        "view": {"callback_id": "other", "type": "modal"},
    }

    delivery = await slack.deliver(payload, form=True)

    assert delivery.status == 404


@pytest.mark.parametrize("action", ["somebody-s-button", "lotse-", "lotse-press-1", "<!channel>"])
async def test_a_button_that_is_unknown_has_expired(
    slack: PretendSlack, user: str, spoken: str, action: str
) -> None:
    shown = await mention(slack, user, CARD[spoken], HELPDESK)

    delivery = await slack.act(
        user, shown, {"type": "button", "action_id": action, "value": "b-" + "x" * 22}
    )
    told = await whisper(slack, user)

    assert delivery.status == 200
    assert EXPIRED[spoken] in told.text
    assert told.thread_ts == shown.thread_ts


@pytest.mark.parametrize("reason", ["my PIN is 4711", "\x1b[31m", "", "wrong "])
async def test_no_reason_but_ours_is_kept(served: Served, english: str, reason: str) -> None:
    slack = served.slack
    shown = await mention(slack, english, CARD["en"], HELPDESK)
    [down] = [each for _, each in shown.elements() if each["action_id"] == "lotse-rate-down"]

    await slack.act(english, shown, {**down, "action_id": f"lotse-reason-{reason}"})
    await served.settle()

    kept = served.read(f"select reason from lotse_feedback where message = '{down['value']}'")
    assert kept == [(None,)]


async def test_no_example_but_ours_is_asked(served: Served, english: str) -> None:
    slack = served.slack
    await slack.open_home(english)
    await slack.wait_for(lambda: english in slack.homes)
    action = {"type": "button", "action_id": "lotse-example-1", "value": "My PIN is 4711"}

    await slack.act(english, slack.homes[english], action)
    await served.settle()

    assert not slack.answers(english)


async def test_a_button_below_somebody_else_s_answer_is_not_theirs(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    owner = newcomer(slack, LOCALES[spoken])
    shown = await mention(slack, owner, CARD[spoken], HELPDESK)

    await slack.press(user, shown, WALK[spoken])
    told = await whisper(slack, user)
    await slack.press(user, shown, "lotse-rate-down")
    refused = await whisper(slack, user, 1)
    await served.settle()

    assert EXPIRED[spoken] in told.text
    assert NOT_YOURS[spoken] in refused.text
    assert slack.answers(HELPDESK, shown.thread_ts) == [shown]


@pytest.mark.parametrize("sign", ["x", "*_~`", "<@U0LOTSE01> ", "&lt;", "ü ", "```\n", "Wort "])
async def test_forty_thousand_characters_are_too_long(
    slack: PretendSlack, user: str, spoken: str, sign: str
) -> None:
    text = ("Frage " + sign * 40_000)[:39_990] + " Frage"
    known = len(slack.deliveries)

    answer = await ask(slack, user, text)

    assert TOO_LONG[spoken] in answer.shown_text or sign in NOTHING_LEFT
    assert max(each.seconds for each in slack.deliveries[known:]) < 2.0
    assert not faults_of(answer)


async def test_a_file_alone_cannot_be_read(slack: PretendSlack, user: str, spoken: str) -> None:
    sent = await slack.send_file(user, user, "screenshot.png")
    answer = await answer_to(slack, sent)

    assert NO_FILES[spoken] in answer.text


async def test_a_file_with_a_question_is_answered(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    sent = await slack.send_file(user, user, "screenshot.png", CARD[spoken])
    answer = await answer_to(slack, sent)

    assert REVIEWED[spoken] in answer.shown_text


async def test_an_empty_mention_is_greeted(slack: PretendSlack, user: str, spoken: str) -> None:
    answer = await mention(slack, user, "", HELPDESK)

    assert HELLO[spoken] in answer.text
    assert CARD["en"] not in answer.text
    assert not faults_of(answer)


@pytest.mark.parametrize(
    "text", [":wave:", "?", "<!here>", "***", "<@U0BEN0001>", "\x00", "/lotse"]
)
async def test_what_holds_no_words_gets_a_sentence_too(
    slack: PretendSlack, english: str, text: str
) -> None:
    answer = await ask(slack, english, text)

    assert answer.text.strip()
    assert not faults_of(answer)


async def test_a_secret_in_a_channel_is_warned_of_where_only_its_owner_reads_it(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    answer = await mention(slack, user, SECRETS[spoken], HELPDESK)
    warning = await whisper(slack, user)
    await served.settle()

    assert LEAKED[spoken] in warning.text
    assert warning.thread_ts == answer.thread_ts
    assert len(slack.ephemerals(user=user)) == 1
    for secret in ("4711", "hunter2x"):
        assert secret not in answer.shown_text + answer.text + warning.text


async def test_a_secret_among_people_is_warned_of_without_an_answer(
    served: Served, english: str, german: str
) -> None:
    slack = served.slack
    first = await mention(slack, english, CARD["en"], HELPDESK)
    await slack.say(german, HELPDESK, "What did you type?", first.thread_ts)

    await slack.say(english, HELPDESK, "My PIN was 4711, fine for you?", first.thread_ts)
    warning = await whisper(slack, english)
    await served.settle()

    assert LEAKED["en"] in warning.text
    assert slack.answers(HELPDESK, first.thread_ts) == [first]


async def test_a_secret_in_direct_messages_is_nobody_else_s(
    served: Served, user: str, spoken: str
) -> None:
    await ask(served.slack, user, SECRETS[spoken])
    await served.settle()
    await ask(served.slack, user, SECRETS[spoken])
    await served.settle()

    told = [message.text for message in served.slack.answers(user)]
    assert not served.slack.ephemerals(user=user)
    assert [STAYS[spoken] in text for text in told if REMOVED[spoken] in text] == [True]


async def test_a_secret_behind_a_command_is_nobody_else_s(
    served: Served, user: str, spoken: str
) -> None:
    await command(served.slack, user, HELPDESK, "/lotse", SECRETS[spoken])
    await served.settle()
    warning, answer = served.slack.ephemerals(user=user)

    assert REMOVED[spoken] in warning.text
    assert LEAKED[spoken] not in answer.text
    assert STAYS[spoken] not in warning.text


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("users.info", "missing_scope"),
        ("chat.postMessage", "missing_scope"),
        ("chat.postMessage", "is_archived"),
        ("chat.postMessage", "restricted_action"),
        ("chat.postMessage", "token_revoked"),
    ],
)
async def test_what_slack_refuses_is_named_in_the_log_and_stops_nothing(
    served: Served, english: str, method: str, error: str
) -> None:
    slack = served.slack
    slack.fail(method, faults.api_error(error))
    written = served.server.log.stat().st_size

    await slack.say(english, english, CARD["en"])
    await served.settle()
    answer = await ask(slack, english, CARD["en"])

    assert error in served.server.log.read_text(encoding="utf-8")[written:]
    assert REVIEWED["en"] in answer.shown_text


async def test_blocks_that_slack_refuses_are_shown_as_text(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    slack.fail("chat.postMessage", faults.api_error("invalid_blocks"))

    answer = await ask(slack, user, CARD[spoken])

    assert not answer.blocks
    assert "CHALLNG&gt;" in answer.text


@pytest.mark.parametrize(
    "address", ["https://evil.example/{}", "https://hooks.slack.com.evil.example/{}", "x"]
)
async def test_an_answer_goes_to_no_address_but_slack_s(
    served: Served, english: str, address: str
) -> None:
    slack = served.slack
    person, channel = slack.workspace.people[english], slack.workspace.channels[RANDOM]
    form = command_form(person, channel, "/lotse", CARD["en"], address.format(uuid.uuid4().hex))
    known, written = len(slack.answers()), served.server.log.stat().st_size

    delivery = await slack.deliver(form, form=True)
    await served.settle()

    assert delivery.status == 200
    assert len(slack.answers()) == known
    assert "response address" in served.server.log.read_text(encoding="utf-8")[written:]


async def test_a_command_that_nobody_alone_could_be_answered_is_not_answered(
    served: Served, english: str
) -> None:
    slack = served.slack
    person, channel = slack.workspace.people[english], slack.workspace.channels[HELPDESK]
    known = len(slack.answers())

    form = command_form(person, channel, "/lotse", CARD["en"], "")
    delivery = await slack.deliver(form, form=True)
    await served.settle()

    assert delivery.status == 200
    assert len(slack.answers()) == known


async def test_an_unknown_command_tells_what_there_is(slack: PretendSlack, english: str) -> None:
    delivery = await slack.command(english, HELPDESK, "/deploy", "now")

    assert delivery.status == 200
    assert "`/lotse " in delivery.body.decode()


async def test_the_address_takes_nothing_but_posts(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(served.server.url + "/slack/events") as response:
            assert response.status == 405


async def test_the_log_holds_no_tokens_and_nothing_that_people_wrote(served: Served) -> None:
    slack = served.slack
    log = served.server.log.read_text(encoding="utf-8")
    _, _, log = log.partition("Slack: in workspace")  # before it, examples of questions
    written = {one.text for one in slack.messages() if len(one.text) > 8 and not one.is_ours}
    secrets = (slack.bot_token, slack.app_token, slack.signing_secret, "4711", "hunter2x")

    assert written
    assert not [text for text in (*written, *CARD.values(), *secrets) if text in log]
    assert "Traceback" not in log
    assert "a private word" not in log
    assert "/response/" not in log
    assert served.server.process.poll() is None


async def test_it_still_answers_after_all_that(slack: PretendSlack, user: str, spoken: str) -> None:
    answer: Message = await ask(slack, user, CARD[spoken])

    assert REVIEWED[spoken] in answer.shown_text
