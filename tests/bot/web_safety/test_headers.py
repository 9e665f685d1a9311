"""Every kind of response carries exactly the headers that keep browsers safe, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from aiohttp import web

from bot.channels.browser_safety import security_headers
from bot.channels.http_errors import refusals
from bot.channels.plain_failures import answer_in_our_words
from tests.bot.web_safety.test_sites import UPGRADE
from tests.conftest import LISTED_ORIGIN
from tests.raw_http import Answer, connection_to, port_of, written
from tests.servers import REST_TOKEN, Lotse
from tests.serving import serving

NOTHING_ALLOWED = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'; sandbox"
)
EVERYWHERE = {
    "content-security-policy": NOTHING_ALLOWED,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
    "server": "Lotse",
}
JSON = {"content-type": "application/json; charset=utf-8"}
CHANGING = {"date", "content-length", "etag", "transfer-encoding"}
JSON_SENT = {"Content-Type": "application/json"}
FOR_ALL = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
FILE = {"vary": "Accept-Encoding"}
CLOSING = {"connection": "close"}
PREFLIGHT = {
    "access-control-allow-headers": "Authorization, Content-Type",
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-max-age": "600",
}
READABLE = {
    "access-control-allow-origin": LISTED_ORIGIN,
    "access-control-expose-headers": "Retry-After",
    "vary": "Origin",
}
OPENED = {
    "connection": "upgrade",
    "upgrade": "websocket",
    "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
}
REST = "/webhooks/rest/webhook"
REST_SENT = {**JSON_SENT, "Authorization": f"Bearer {REST_TOKEN}"}
PAGE = {"content-type": "text/html; charset=utf-8", "cache-control": "no-cache", **FILE}
LARGE = b'{"language": "' + b"x" * 9_000 + b'"}'

Case = tuple[str, str, dict[str, str], bytes, int, dict[str, str]]
CASES: list[Case] = [
    ("GET", "/healthz", {}, b"", 200, JSON),
    ("HEAD", "/healthz", {}, b"", 200, JSON),
    ("POST", "/healthz", {}, b"", 405, {**JSON, "allow": "GET,HEAD"}),
    ("GET", "/readyz", {}, b"", 200, JSON),
    ("GET", "/api/openapi.json", {}, b"", 200, {"content-type": "application/json"}),
    ("GET", "/api/openapi.json", {"Origin": "null"}, b"", 403, JSON),
    ("POST", "/api/session", JSON_SENT, b"{}", 200, JSON),
    ("POST", "/api/session", JSON_SENT, b"{", 400, JSON),
    ("POST", "/api/session", {"Origin": "https://evil.example"}, b"{}", 403, JSON),
    ("POST", "/api/session", {**JSON_SENT, "Origin": LISTED_ORIGIN}, b"{}", 200, JSON | READABLE),
    ("POST", "/api/session", {**JSON_SENT, "Origin": LISTED_ORIGIN}, b"{", 400, JSON | READABLE),
    ("POST", "/api/session", {"Content-Type": "text/plain"}, b"{}", 415, JSON),
    ("POST", "/api/session", JSON_SENT, LARGE, 413, JSON | CLOSING),
    ("GET", "/api/session", {}, b"", 405, {**JSON, "allow": "DELETE,OPTIONS,POST"}),
    ("DELETE", "/api/session", {}, b"", 401, JSON),
    ("OPTIONS", "/api/session", {}, b"", 204, PREFLIGHT),
    ("OPTIONS", "/api/session", {"Origin": LISTED_ORIGIN}, b"", 204, PREFLIGHT | READABLE),
    ("GET", "/api/messages", {}, b"", 401, JSON),
    ("POST", "/api/messages", JSON_SENT, b'{"text": "a"}', 401, JSON),
    ("POST", "/api/feedback", JSON_SENT, b"{}", 401, JSON),
    ("GET", "/api/stream", {}, b"", 426, JSON),
    ("GET", "/api/stream", UPGRADE, b"", 101, OPENED),
    ("GET", "/api/nothing", {}, b"", 405, {**JSON, "allow": "OPTIONS"}),
    ("POST", REST, JSON_SENT, b"{}", 401, JSON),
    ("POST", REST, REST_SENT, b"{}", 400, JSON),
    ("POST", REST, REST_SENT, b'{"sender": "headers", "message": ""}', 200, JSON),
    ("GET", "/nothing", {}, b"", 404, JSON),
    ("GET", "/widget.js", {}, b"", 200, {
        "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache",
        **FILE, **FOR_ALL,
    }),
    ("GET", "/chat-0.js", {}, b"", 404, JSON | FOR_ALL),
    ("GET", "/page.css", {}, b"", 200, {
        "content-type": "text/css; charset=utf-8", "cache-control": "no-cache", **FILE,
    }),
    ("GET", "/healthz", {"Expect": "<b>secret</b>"}, b"", 417, JSON | CLOSING),
    ("GET", "/healthz", {"Expect": "secr\xb5t"}, b"", 417, JSON | CLOSING),
    ("GET", "/healthz", {"Host": "a b"}, b"", 400, JSON | CLOSING),
]  # fmt: skip
UNREADABLE = (
    b"<script>secret</script>\r\n\r\n",
    b"GET /healthz?secret HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nsecret header: x\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"secret" * 2_000 + b"\r\n\r\n",
    b"GET /" + b"secret" * 2_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST /api/session HTTP/1.1\r\nHost: a\r\nContent-Length: secret\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret\r\n\r\n",
)
"""What aiohttp refuses before any handler of ours."""


def shown(answer: Answer) -> dict[str, str]:
    """Return the headers of an answer, without what differs each time."""
    return {name: ", ".join(answer.headers[name]) for name in answer.headers.keys() - CHANGING}


def ask(
    lotse: Lotse, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
) -> Answer:
    with connection_to(lotse.url) as connection:
        host = {"Host": f"127.0.0.1:{port_of(lotse.url)}"}
        connection.send(written(method, path, {**host, **headers}, body))
        answer = connection.read(method)
    assert answer is not None
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]} {case[4]}")
def test_a_response_has_exactly_these_headers(lotse: Lotse, case: Case) -> None:
    method, path, headers, body, status, special = case

    answer = ask(lotse, method, path, headers, body)

    assert answer.status == status
    assert shown(answer) == {**EVERYWHERE, **special}


def test_the_page_may_run_its_own_scripts_and_nothing_else(lotse: Lotse) -> None:
    first = ask(lotse, "GET", "/", {})
    again = ask(lotse, "GET", "/", {"If-None-Match": str(first.header("ETag"))})

    policy = shown(first)["content-security-policy"]
    assert shown(first) == {**EVERYWHERE, **PAGE, "content-security-policy": policy}
    assert (again.status, again.header("Content-Security-Policy")) == (304, policy)
    parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    connect = parts.pop("connect-src").split()
    assert connect[0] == "'self'"
    assert all(source.startswith("https://") for source in connect[1:])
    assert parts == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_a_script_that_a_browser_has_already_is_not_sent_again(lotse: Lotse) -> None:
    first = ask(lotse, "GET", "/widget.js", {})
    again = ask(lotse, "GET", "/widget.js", {"If-None-Match": str(first.header("ETag"))})

    assert (again.status, again.body) == (304, b"")
    assert shown(again) == {**EVERYWHERE, "cache-control": "no-cache", **FILE, **FOR_ALL}


def test_a_session_that_asks_too_fast_is_told_when_to_come_back(lotse: Lotse) -> None:
    _, begun = lotse.post("/api/session", {})
    headers = {**JSON_SENT, "Authorization": f"Bearer {begun['session']}"}

    answers = [ask(lotse, "POST", "/api/messages", headers, b'{"text": ""}') for _ in range(40)]

    seconds = answers[-1].header("Retry-After")
    assert answers[-1].status == 429
    assert seconds is not None and 1 <= int(seconds) <= 5
    assert shown(answers[-1]) == {**EVERYWHERE, **JSON, "retry-after": seconds}


@pytest.mark.parametrize("content", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_is_no_http_is_refused_without_a_word_of_it(lotse: Lotse, content: bytes) -> None:
    with connection_to(lotse.url) as connection:
        connection.send(content)
        [answer] = connection.read_all()  # then the server closes

    assert answer.status == 400
    assert shown(answer) == {**EVERYWHERE, **JSON}
    assert answer.json()["error"]["code"] == "malformed"
    assert b"secret" not in answer.body
    assert "secret" not in lotse.log.read_text()


async def test_a_mistake_of_ours_tells_nothing_but_that_it_is_ours() -> None:
    async def fail(request: web.Request) -> web.Response:
        raise ZeroDivisionError("secret")

    async def fail_elsewhere(request: web.Request) -> web.Response:
        raise web.HTTPInternalServerError(text="secret")

    application = web.Application(middlewares=[refusals])
    application.on_response_prepare.append(security_headers(()))
    application.router.add_get("/fail", fail)
    application.router.add_get("/fail-elsewhere", fail_elsewhere)
    answer_in_our_words()

    async with serving(application, debug=True) as url:
        for path in ("/fail", "/fail-elsewhere"):
            answer = await fetched(url, path)
            assert shown(answer) == {**EVERYWHERE, **JSON}
            assert (answer.status, answer.json()["error"]["code"]) == (500, "internal")
            assert b"secret" not in answer.body


async def test_a_mistake_before_our_handlers_tells_no_more() -> None:
    @web.middleware
    async def fail(request: web.Request, handler: object) -> web.StreamResponse:
        raise ZeroDivisionError("secret")

    answer_in_our_words()

    async with serving(web.Application(middlewares=[fail]), debug=True) as url:
        answer = await fetched(url, "/")

    assert shown(answer) == {**EVERYWHERE, **JSON, **CLOSING}
    assert (answer.status, answer.json()["error"]["code"]) == (500, "internal")
    assert b"secret" not in answer.body


async def fetched(url: str, path: str) -> Answer:
    return await asyncio.to_thread(fetch, url, path)


def fetch(url: str, path: str) -> Answer:
    with connection_to(url) as connection:
        connection.send(written("GET", path, {"Host": "localhost", "Accept": "text/html"}))
        answer = connection.read()
    assert answer is not None
    return answer
