"""The running server as clients see it: both wires, good and bad input."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LISTED_ORIGIN
from tests.servers import REST_TOKEN, Lotse

BEARER = {"Authorization": f"Bearer {REST_TOKEN}"}
REST = "/webhooks/rest/webhook"


@pytest.fixture
def session(lotse: Lotse) -> dict[str, str]:
    """Return the headers of a new session."""
    status, body = lotse.post("/api/session", {"language": "de"})
    assert status == 200
    return {"Authorization": f"Bearer {body['session']}"}


def code(answer: tuple[int, Any]) -> tuple[int, str]:
    status, body = answer
    assert set(body["error"]["message"]) == {"de", "en"}
    return status, body["error"]["code"]


def test_it_lives_and_is_ready(lotse: Lotse) -> None:
    assert lotse.get("/healthz") == (200, {"status": "ok"})
    assert lotse.get("/readyz") == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie melde ich mich mit der Sicherheitskarte an?", "de"),
        ("how do I log in with the digital security card", "en"),
    ],
)
def test_the_rest_wire_answers_in_the_language_of_the_question(
    lotse: Lotse, text: str, language: str
) -> None:
    status, body = lotse.post(REST, {"sender": f"rest-{language}", "message": text}, BEARER)

    assert status == 200
    assert body[0]["recipient_id"] == f"rest-{language}"
    assert body[0]["custom"]["article"]["id"] == "dsc-login"
    assert body[0]["custom"]["language"] == language
    assert body[0]["buttons"][0].keys() == {"title", "payload"}
    assert "KB2634" in body[0]["text"]


def test_a_message_object_has_all_its_fields(lotse: Lotse) -> None:
    [message] = lotse.say("fields", "Wie melde ich mich mit der Sicherheitskarte an?")

    assert set(message) == {
        "id", "kind", "language", "text", "buttons", "article", "check", "commands", "document",
        "confidence", "time",
    }  # fmt: skip
    assert set(message["article"]) == {"id", "title", "kb", "status", "reviewed", "step", "steps"}
    assert 0.3 < message["confidence"] <= 1.0


def test_metadata_tells_the_language_of_the_page(lotse: Lotse) -> None:
    [message] = lotse.say("page-language", "TWS", language="de")

    assert message["language"] == "de"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"message": "hi"}, (400, "bad_field")),
        ({"sender": "", "message": "hi"}, (400, "bad_field")),
        ({"sender": "  ", "message": "hi"}, (400, "bad_field")),
        ({"sender": "a"}, (400, "bad_field")),
        ({"sender": 7, "message": "hi"}, (400, "bad_field")),
        ({"sender": "a", "message": "hi", "input_channel": "x"}, (400, "unknown_field")),
        ({"sender": "a", "message": "hi", "metadata": {"x": 1}}, (400, "unknown_field")),
        ({"sender": "a", "message": "b-" + "x" * 22}, (400, "button")),
        ({"sender": "\ud800x", "message": "hi"}, (400, "bad_field")),
        ({"sender": "a\x00", "message": "hi"}, (400, "bad_field")),
        (["no", "object"], (400, "not_json")),
        (b"{", (400, "not_json")),
        (b'{"sender": "a", "sender": "b", "message": "hi"}', (400, "not_json")),
        (b"\xff\xfe", (400, "not_json")),
        (b"[" * 5_000, (400, "not_json")),
        ({"sender": "a", "message": "x" * 10_000}, (413, "too_large")),
    ],
)
def test_each_bad_request_is_named(lotse: Lotse, body: Any, expected: tuple[int, str]) -> None:
    assert code(lotse.post(REST, body, BEARER)) == expected


@pytest.mark.parametrize("token", ["", "Bearer wrong", f"Basic {REST_TOKEN}"])
def test_the_rest_wire_needs_its_token(lotse: Lotse, token: str) -> None:
    answer = lotse.post(REST, {"sender": "a", "message": "hi"}, {"Authorization": token})

    assert code(answer) == (401, "token")


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("", "war leer"),
        ("x" * 2_000, "zu lang"),
        ("Wie\x00geht das", "nicht lesen"),
        ("🎉🎉🎉", "keine Worte"),
        ("/restart", "Schrägstrich"),
        ('/ask{"article":"x"}', "Schrägstrich"),
        ("\uff0fback", "Schrägstrich"),
    ],
)
def test_each_bad_text_has_its_own_words(lotse: Lotse, text: str, german: str) -> None:
    [message] = lotse.say("bad-text", text, language="de")

    assert message["kind"] == "warning"
    assert german in message["text"]


def test_typed_commands_change_nothing(lotse: Lotse) -> None:
    lotse.say("commands", "Wie melde ich mich mit der Sicherheitskarte an?")
    for command in ("/restart", "/session_start", "/back", "\u200b/restart"):
        lotse.say("commands", command)

    [message] = lotse.say("commands", "weiter")

    assert (message["article"]["id"], message["article"]["step"]) == ("dsc-login", 1)


def test_the_widgets_wire_answers(lotse: Lotse, session: dict[str, str]) -> None:
    status, body = lotse.post("/api/messages", {"text": "Wie geht die API unter Linux?"}, session)

    assert status == 200
    assert [m["article"]["id"] for m in body["messages"]] == ["api-install-linux"]


def test_a_repeated_message_gets_the_same_answer_once(
    lotse: Lotse, session: dict[str, str]
) -> None:
    said = {"text": "Was bedeutet Port 4001?", "id": "one"}

    first = lotse.post("/api/messages", said, session)
    again = lotse.post("/api/messages", said, session)
    _, history = lotse.get("/api/messages", session)

    assert first == again
    assert [message.get("role") for message in history["messages"]] == ["user", "bot"]


def test_a_button_of_another_conversation_is_refused(lotse: Lotse, session: dict[str, str]) -> None:
    [message] = lotse.say("button-owner", "Wie melde ich mich mit der Sicherheitskarte an?")

    answer = lotse.post("/api/messages", {"button": message["buttons"][0]["id"]}, session)

    assert code(answer) == (400, "button")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "a", "button": "b"}, (400, "bad_field")),
        ({}, (400, "bad_field")),
        ({"text": "a", "sender": "me"}, (400, "unknown_field")),
        ({"text": "a", "id": "x" * 65}, (400, "bad_field")),
        ({"text": "a", "id": "\ud800"}, (400, "bad_field")),
        ({"button": "\ud800"}, (400, "bad_field")),
        ({"text": "a\ud800"}, (400, "unreadable")),
        ({"text": ""}, (400, "empty")),
        ({"text": "x" * 2_000}, (413, "too_long")),
        ({"text": "a\x00b"}, (400, "unreadable")),
        ({"text": "x" * 10_000}, (413, "too_large")),
    ],
)
def test_each_bad_message_is_named(
    lotse: Lotse, session: dict[str, str], body: Any, expected: tuple[int, str]
) -> None:
    assert code(lotse.post("/api/messages", body, session)) == expected


def test_messages_need_a_session(lotse: Lotse) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Bearer é"}):
        assert code(lotse.post("/api/messages", {"text": "a"}, headers)) == (401, "session")
        assert code(lotse.get("/api/messages", headers)) == (401, "session")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://[bad", "null", "x"])
def test_foreign_websites_are_refused(lotse: Lotse, origin: str) -> None:
    answer = lotse.post("/api/session", {}, {"Origin": origin})

    assert code(answer) == (403, "origin")


def test_a_text_that_looks_like_a_button_is_a_text(lotse: Lotse) -> None:
    [message] = lotse.say("b-day", "b-day")

    assert message["kind"] != "error"


def test_a_wrong_method_is_named_with_the_right_ones(lotse: Lotse) -> None:
    assert code(lotse.get("/api/session")) == (405, "method")


def test_a_listed_website_may_read_answers_and_errors(lotse: Lotse) -> None:
    for path, expected in (("/api/session", 200), ("/api/messages", 401)):
        status, headers = raw_headers(lotse, "POST", path)
        assert status == expected
        assert headers["Access-Control-Allow-Origin"] == LISTED_ORIGIN

    for path in ("/api/messages", REST):
        status, headers = raw_headers(lotse, "OPTIONS", path)
        assert status == 204
        assert "Authorization" in headers["Access-Control-Allow-Headers"]


def test_the_rest_wire_takes_json_that_is_sent_as_plain_text(lotse: Lotse) -> None:
    headers = {"Authorization": f"Bearer {REST_TOKEN}", "Content-Type": "text/plain"}
    body = {"sender": "plain", "message": "dsc login"}

    status, messages = lotse.post(REST, body, headers)

    assert status == 200
    assert messages[0]["custom"]["article"]["id"] == "dsc-login"


def raw_headers(lotse: Lotse, method: str, path: str) -> tuple[int, Message]:
    data = b"{}" if method == "POST" else None
    request = urllib.request.Request(lotse.url + path, data=data, method=method)
    request.add_header("Origin", LISTED_ORIGIN)
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


@pytest.mark.parametrize(
    "headers",
    [{"Content-Type": "text/plain"}, {"Content-Encoding": "gzip"}],
)
def test_only_plain_json_is_taken(lotse: Lotse, headers: dict[str, str]) -> None:
    assert code(lotse.post("/api/session", {}, headers)) == (415, "not_json")


def test_what_is_not_there_is_said_in_json(lotse: Lotse) -> None:
    assert code(lotse.get("/nothing")) == (404, "not_found")
    assert code(lotse.get("/../bot/agent.py")) == (404, "not_found")


def test_nothing_but_its_own_port_is_listened_on(lotse: Lotse) -> None:
    port = int(lotse.url.rpartition(":")[2])

    assert listening_ports(lotse.process.pid) == {("127.0.0.1", port)}


def listening_ports(process: int) -> set[tuple[str, int]]:
    """Return address and port of every listening TCP socket of a process."""
    own = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        target = descriptor.readlink().name if descriptor.is_symlink() else ""
        own.add(target.removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in own:
                address, port = fields[1].split(":")
                numbers = bytes.fromhex(address)[::-1]
                found.add((".".join(str(number) for number in numbers), int(port, 16)))
    return found


def test_every_page_and_error_carries_the_security_headers(lotse: Lotse) -> None:
    for path in ("/", "/widget.js", "/healthz", "/nothing"):
        try:
            with urllib.request.urlopen(lotse.url + path, timeout=10) as response:
                headers = response.headers
        except urllib.error.HTTPError as error:
            headers = error.headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "trusted-types 'none'" in headers["Content-Security-Policy"], path


def test_an_answer_is_json_with_umlauts(lotse: Lotse) -> None:
    [message] = lotse.say("umlauts", "Wie melde ich mich mit der Sicherheitskarte an?")

    assert "Prüfcode" in json.dumps(message, ensure_ascii=False)
