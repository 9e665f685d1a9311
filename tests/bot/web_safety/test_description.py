"""`/api/openapi.json` says what the server does: routes, requests, answers, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest

from bot.channels.care import FEEDBACK_FIELDS
from bot.channels.description.document import describe
from bot.channels.description.operations import OPERATIONS, REST_OPERATION
from bot.channels.http_errors import ERROR_TEXTS
from bot.channels.rasa_rest import REST_FIELDS
from bot.channels.said import SAID_FIELDS
from bot.channels.web import SESSION_FIELDS
from bot.typed_text import Problem
from tests.bot.stream_client import connected, welcomed
from tests.raw_http import connection_to, port_of, written
from tests.servers import REST_TOKEN, Lotse
from tests.streaming import QUICK, new_session, stream

REST = "/webhooks/rest/webhook"
TABLES = {
    "SessionRequest": SESSION_FIELDS,
    "Said": SAID_FIELDS,
    "Rating": FEEDBACK_FIELDS,
    "RestRequest": REST_FIELDS,
}
ANSWERED = {Problem.COMMAND.value, Problem.NO_WORDS.value}
"""What is wrong with a text that gets an answer and no refusal."""
QUESTIONS = (
    "Wie melde ich mich mit der Sicherheitskarte an?",
    "weiter",
    "dsc login",
    "Is Zurich up?",
    "Which hosts and ports must our firewall allow?",
    "How do I check that from my own computer?",
    "write me a letter to our IT",
    "/restart",
    "qwertz uiop",
    "my PIN is 493817",
)


@pytest.fixture(scope="module")
def description(lotse: Lotse) -> dict[str, Any]:
    status, body = lotse.get("/api/openapi.json")
    assert status == 200
    return dict(body)


def check(description: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> None:
    """Raise jsonschema's error where a value is not what the description says."""
    whole = {**schema, "components": description["components"]}
    jsonschema_rs.validator_for(whole).validate(value)


def check_named(description: Mapping[str, Any], name: str, value: Any) -> None:
    check(description, description["components"]["schemas"][name], value)


def test_the_rest_wire_is_described_where_it_is_on() -> None:
    with_rest, without = describe(has_rest=True), describe(has_rest=False)

    assert REST in with_rest["paths"]
    assert REST not in json.dumps(without["paths"])


def test_every_route_is_described_and_every_described_route_is_there(
    lotse: Lotse, description: dict[str, Any]
) -> None:
    described = {
        (method.upper(), path)
        for path, methods in description["paths"].items()
        for method in methods
    }

    assert described == set(allowed_methods(lotse, description["paths"]))


def allowed_methods(lotse: Lotse, paths: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what each path takes, as the server itself says when it is asked wrongly."""
    for path in paths:
        with connection_to(lotse.url) as connection:
            host = {"Host": f"127.0.0.1:{port_of(lotse.url)}"}
            connection.send(written("PATCH", path, host))
            answer = connection.read()
        assert answer is not None
        for method in str(answer.header("Allow")).split(","):
            if method not in ("HEAD", "OPTIONS"):
                yield method, path


@pytest.mark.parametrize("name", TABLES)
def test_requests_have_the_fields_by_which_they_are_read(
    description: dict[str, Any], name: str
) -> None:
    schema = description["components"]["schemas"][name]

    assert set(schema["properties"]) == set(TABLES[name])
    assert schema["additionalProperties"] is False


def test_every_error_code_is_described_and_every_described_one_exists() -> None:
    named = {
        code
        for operation in (*OPERATIONS, REST_OPERATION)
        for codes in operation.codes().values()
        for code in codes
    }
    known = {*ERROR_TEXTS, *(problem.value for problem in Problem)} - ANSWERED

    assert named | {"not_found", "method"} == known  # these two belong to no operation


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_and_histories_are_as_described(
    lotse: Lotse, description: dict[str, Any], question: str
) -> None:
    session = new_session(lotse, "de")

    status, answer = lotse.post("/api/messages", {"text": question}, session)
    _, history = lotse.get("/api/messages", session)

    assert status == 200
    check_named(description, "Answer", answer)
    check_named(description, "History", history)
    assert len(history["messages"]) > 1


def test_a_streamed_answer_has_lines_as_described(
    stream_lotse: Lotse, description: dict[str, Any]
) -> None:
    lines = stream(stream_lotse, {"text": "is Zurich up?"}, new_session(stream_lotse))

    assert any("progress" in line for line in lines), QUICK
    for line in lines:
        check_named(description, "Line", line)


def test_the_rest_wire_answers_as_described(lotse: Lotse, description: dict[str, Any]) -> None:
    body = {"sender": "described", "message": "Is Zurich up?", "metadata": {"language": "en"}}

    status, answer = lotse.post(REST, body, {"Authorization": f"Bearer {REST_TOKEN}"})

    assert status == 200
    check_named(description, "RestRequest", body)
    check_named(description, "RestAnswer", answer)


async def test_frames_are_as_described(lotse: Lotse, description: dict[str, Any]) -> None:
    token = lotse.post("/api/session", {})[1]["session"]

    async with welcomed(lotse, token) as tab:
        frames: list[dict[str, Any]] = [{"welcome": tab.welcome}]
        await tab.send("one", "Is Zurich up?")
        while "turn" not in frames[-1]:
            frames.append(await tab.next())
        await tab.send("two", "")
        frames.append(await tab.next())
    async with connected(lotse) as stranger:
        await stranger.socket.send_json({"session": "nobody"})
        frames.append(await stranger.next())

    kinds = {name for frame in frames for name in frame}
    assert kinds >= {"welcome", "said", "turn", "refused", "ended"}
    for frame in frames:
        check_named(description, "Frame", frame)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "/api/session", b"{", 400),
        ("post", "/api/session", b'{"x": 1}', 400),
        ("post", "/api/messages", b'{"text": "a"}', 401),
        ("post", "/api/feedback", b"{}", 401),
        ("get", "/api/stream", b"", 426),
        ("delete", "/api/session", b"", 401),
    ],
)
def test_refusals_are_as_described(
    lotse: Lotse, description: dict[str, Any], method: str, path: str, body: bytes, status: int
) -> None:
    with connection_to(lotse.url) as connection:
        headers = {"Host": "localhost", "Content-Type": "application/json"}
        connection.send(written(method.upper(), path, headers, body))
        answer = connection.read()

    assert answer is not None
    assert answer.status == status
    described = description["paths"][path][method]["responses"][str(status)]
    check(description, described["content"]["application/json"]["schema"], answer.json())
