"""Every way in which a website, a rebound name or a program can ask, against stated rules."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import pytest

from tests.bot.web_safety.site_rules import (
    DISTANCES,
    HOSTS,
    JSON_TYPES,
    ORIGINS,
    OWN_HOST,
    Asked,
    judged,
)
from tests.conftest import LISTED_ORIGIN
from tests.raw_http import Answer, connection_to, port_of, written
from tests.servers import REST_TOKEN, Lotse

ROUTES = (
    ("POST", "/api/session", 200),
    ("GET", "/api/messages", 401),
    ("HEAD", "/api/messages", 401),
    ("POST", "/api/messages", 401),
    ("DELETE", "/api/session", 401),
    ("GET", "/api/openapi.json", 200),
    ("OPTIONS", "/api/session", 204),
)
"""Each with what it answers whoever is let in without a token."""
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def every_asked(port: int, methods: tuple[str, ...]) -> Iterator[Asked]:
    for method, host, origin, distance in itertools.product(methods, HOSTS, ORIGINS, DISTANCES):
        own = f"127.0.0.1:{port}" if host == OWN_HOST else host.format(port=port)
        yield Asked(method, own, origin and origin.format(port=port), distance)


def headers_of(asked: Asked) -> dict[str, str]:
    given = {"Host": asked.host, "Origin": asked.origin, "Sec-Fetch-Site": asked.distance}
    return {name: value for name, value in given.items() if value is not None}


def code(answer: Answer | None) -> tuple[int, str]:
    assert answer is not None
    return answer.status, answer.json()["error"]["code"] if answer.body else ""


@pytest.mark.parametrize(("method", "path", "let_in"), ROUTES)
def test_only_those_whom_the_rules_let_in_are_answered(
    lotse: Lotse, method: str, path: str, let_in: int
) -> None:
    wrong = []
    with connection_to(lotse.url) as connection:
        for asked in every_asked(port_of(lotse.url), (method,)):
            body = b"{}" if method == "POST" else b""
            headers = {**headers_of(asked), "Content-Type": "application/json"}
            connection.send(written(method, path, headers, body))
            answer = connection.read(method)
            assert answer is not None
            expected = (judged(asked) or (let_in, ""))[0]
            if answer.status != expected:
                wrong.append((asked, answer.status, expected))

    assert wrong == []


def test_a_stream_begins_for_those_only_whom_the_rules_let_in(lotse: Lotse) -> None:
    wrong = []
    for asked in every_asked(port_of(lotse.url), ("GET",)):
        with connection_to(lotse.url) as connection:
            connection.send(written("GET", "/api/stream", {**headers_of(asked), **UPGRADE}))
            answer = connection.read()
            assert answer is not None
            if answer.status != (judged(asked) or (101, ""))[0]:
                wrong.append((asked, answer.status))

    assert wrong == []


def test_the_matrix_is_as_large_as_we_say(lotse: Lotse) -> None:
    combinations = list(every_asked(port_of(lotse.url), tuple(method for method, *_ in ROUTES)))
    verdicts = [judged(asked) for asked in combinations]

    assert len(combinations) >= 300
    assert 0.05 < verdicts.count(None) / len(verdicts) < 0.5


@pytest.mark.parametrize("path", ["/api/session", "/api/messages", "/api/feedback"])
def test_only_json_that_is_named_exactly_is_read(lotse: Lotse, path: str) -> None:
    _, begun = lotse.post("/api/session", {})
    allowed = {"Authorization": f"Bearer {begun['session']}"}

    found = {kind: is_read(lotse, path, allowed, kind) for kind in JSON_TYPES}

    assert found == JSON_TYPES


def is_read(lotse: Lotse, path: str, allowed: Mapping[str, str], kind: str | None) -> bool:
    named = {} if kind is None else {"Content-Type": kind}
    with connection_to(lotse.url) as connection:
        headers = {"Host": f"127.0.0.1:{port_of(lotse.url)}", **allowed, **named}
        connection.send(written("POST", path, headers, b'{"other": 1}'))
        status, name = code(connection.read())
    assert (status, name) in ((415, "not_json"), (400, "unknown_field"))
    return status == 400


@pytest.mark.parametrize(
    "lines",
    [
        f"Origin: {LISTED_ORIGIN}\r\nOrigin: https://evil.example\r\n",
        f"Origin: {LISTED_ORIGIN}\r\nOrigin: {LISTED_ORIGIN}\r\n",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site\r\n",
    ],
)
def test_whoever_names_two_sites_is_refused(lotse: Lotse, lines: str) -> None:
    with connection_to(lotse.url) as connection:
        host = f"Host: 127.0.0.1:{port_of(lotse.url)}\r\n"
        connection.send(f"GET /api/openapi.json HTTP/1.1\r\n{host}{lines}\r\n".encode())
        answer = code(connection.read())

    assert answer == (403, "origin")


def test_a_refused_website_is_told_whom_to_ask(lotse: Lotse) -> None:
    _, body = lotse.post("/api/session", {}, {"Origin": "https://evil.example"})

    assert all("LOTSE_ORIGINS" in text for text in body["error"]["message"].values())


def test_the_operator_is_told_once_and_only_a_plain_name(lotse: Lotse) -> None:
    for site in ("https://evil.example/\x1b[31m", "https://a.example", "https://b.example"):
        lotse.post("/api/session", {}, {"Origin": site})

    said = [line for line in lotse.log.read_text().splitlines() if "LOTSE_ORIGINS" in line]
    assert len(said) == 1
    assert "\x1b" not in said[0]


def test_the_rest_wire_works_under_any_name_for_who_is_no_browser(lotse: Lotse) -> None:
    headers = {"Host": "lotse.internal", "Authorization": f"Bearer {REST_TOKEN}"}

    status, _ = lotse.post(
        "/webhooks/rest/webhook", {"sender": "any-host", "message": "dsc login"}, headers
    )

    assert status == 200
