"""Streamed answers of a running server, and clients that ask twice or go away."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.servers import Lotse
from tests.streaming import new_session, send_and_leave, sent, stream

QUESTION = {"text": "How do I log in with the digital security card?", "language": "en"}
CHECK = {"text": "is Zurich up", "language": "en"}
CHECK_ASIA = {"text": "check Zurich and Asia", "language": "en"}
CHECK_CHINA = {"text": "check China", "language": "en"}
CHECK_CHICAGO = {"text": "check Chicago", "language": "en"}


@pytest.fixture
def session(stream_lotse: Lotse) -> dict[str, str]:
    return new_session(stream_lotse)


def states(check: dict[str, Any]) -> list[str]:
    return [row["state"] for row in check["rows"]]


# The lines


def test_rows_appear_as_they_finish_and_the_messages_come_last(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    *progress, last = stream(stream_lotse, CHECK_ASIA, session)

    checks = [line["progress"]["check"] for line in progress]
    assert all(set(line) == {"progress"} for line in progress)
    assert "checking" in states(checks[0])
    waiting = [states(check).count("checking") for check in checks]
    assert waiting == sorted(waiting, reverse=True)
    assert not checks[0]["finished"]
    [message] = [each for each in last["messages"] if each["kind"] == "check"]
    assert states(message["check"]) == ["ok", "timeout"]
    assert message["check"]["finished"]
    assert message["buttons"]


def test_a_line_comes_before_the_check_is_done(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    began = time.monotonic()

    with sent(stream_lotse, CHECK_CHICAGO, session) as response:
        first = json.loads(response.readline())
        took = time.monotonic() - began
        response.read()

    assert states(first["progress"]["check"]) == ["checking"]
    assert took < time.monotonic() - began - 1.0, "the check itself takes two seconds"


def test_an_answer_without_a_check_is_one_line(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    [line] = stream(stream_lotse, QUESTION, session)

    assert [message["article"]["id"] for message in line["messages"]] == ["dsc-login"]


def test_without_the_header_there_is_one_json_object(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    status, body = stream_lotse.post("/api/messages", CHECK, session)

    assert status == 200
    assert states(body["messages"][-1]["check"]) == ["ok"]


def test_the_lines_are_plain_ascii_so_that_half_characters_break_none(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    with sent(stream_lotse, {"text": "läuft Zürich", "language": "de"}, session) as response:
        content = response.read()

    assert content.isascii()
    assert "Zürich" in json.loads(content.splitlines()[-1])["messages"][-1]["text"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (QUESTION, {"Authorization": "Bearer nonsense"}, 401, "session"),
        ({"text": "a", "button": "b"}, {}, 400, "bad_field"),
        ({"button": "b-" + "x" * 22}, {}, 400, "button"),
        ({"text": "x" * 2_000}, {}, 413, "too_long"),
        ({"text": "a\x00b"}, {}, 400, "unreadable"),
        ({"browser_check": {"web-mars:443": "reachable"}}, {}, 400, "bad_field"),
    ],
)
def test_an_error_before_the_first_line_is_ordinary_json(
    stream_lotse: Lotse,
    session: dict[str, str],
    body: Any,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    with sent(stream_lotse, body, {**session, **headers}) as response:
        content = json.loads(response.read())

    assert (response.status, response.headers.get_content_type()) == (status, "application/json")
    assert content["error"]["code"] == code
    assert set(content["error"]["message"]) == {"de", "en"}


def test_a_text_without_words_gets_its_message(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    with sent(stream_lotse, {"text": "🎉", "language": "en"}, session) as response:
        content = json.loads(response.read())

    assert response.status == 200
    assert [message["kind"] for message in content["messages"]] == ["warning"]


# A client that asks twice, or goes away


def test_the_same_client_id_gets_the_same_answer(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    said = {**CHECK, "id": "one"}

    first = stream(stream_lotse, said, session)
    again = stream(stream_lotse, said, session)
    _, history = stream_lotse.get("/api/messages", session)

    assert first[-1] == again[-1]
    assert [line for line in again if "progress" in line] == []
    assert [message["role"] for message in history["messages"]].count("user") == 1


def test_two_requests_at_once_with_one_client_id_are_one_turn(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    said = {**CHECK, "id": "twice"}

    with ThreadPoolExecutor() as both:
        first, again = both.map(lambda _: stream(stream_lotse, said, session)[-1], range(2))

    _, history = stream_lotse.get("/api/messages", session)
    assert first == again
    assert [message["role"] for message in history["messages"]].count("user") == 1


def test_a_client_that_goes_away_in_the_middle_does_not_lose_the_turn(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    said = {**CHECK_CHINA, "id": "gone"}

    with sent(stream_lotse, said, session) as response:
        assert "progress" in json.loads(response.readline())
    last = stream(stream_lotse, said, session)[-1]
    _, history = stream_lotse.get("/api/messages", session)

    assert states(last["messages"][-1]["check"]) == ["timeout"]
    assert [message["role"] for message in history["messages"]].count("user") == 1
    assert history["messages"][-1]["check"] == last["messages"][-1]["check"]


def test_a_turn_whose_client_never_asks_again_is_finished_too(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    send_and_leave(stream_lotse, {**QUESTION, "id": "left"}, session)

    def history() -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = stream_lotse.get("/api/messages", session)[1]["messages"]
        return messages

    deadline = time.monotonic() + 10
    while not history() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [message["role"] for message in history()] == ["user", "bot"]
