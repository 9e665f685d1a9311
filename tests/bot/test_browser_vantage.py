"""What a browser saw and is allowed, and which system it runs on, on a running server."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.channels.browser_safety import guess_platform
from kb.gateways import browser_origins, read_gateways
from tests.conftest import LISTED_ORIGIN
from tests.servers import Lotse
from tests.streaming import QUICK, STREAM, WEB, new_session, sent, stream

QUESTION = {"text": "How do I log in with the digital security card?", "language": "en"}
CHECK = {"text": "is Zurich up", "language": "en"}
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"


@pytest.fixture
def session(stream_lotse: Lotse) -> dict[str, str]:
    return new_session(stream_lotse)


# Headers


def test_a_listed_website_may_read_a_stream(stream_lotse: Lotse, session: dict[str, str]) -> None:
    with sent(stream_lotse, QUESTION, {**session, "Origin": LISTED_ORIGIN}) as response:
        response.read()

    assert response.headers["Access-Control-Allow-Origin"] == LISTED_ORIGIN
    assert response.headers["Vary"] == "Origin"


def test_a_foreign_website_may_not(stream_lotse: Lotse, session: dict[str, str]) -> None:
    with sent(stream_lotse, QUESTION, {**session, "Origin": "https://evil.example"}) as response:
        content = json.loads(response.read())

    assert (response.status, content["error"]["code"]) == (403, "origin")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_stream_carries_the_security_headers_and_is_kept_nowhere(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    with sent(stream_lotse, CHECK, session) as response:
        response.read()

    assert response.headers.get_content_type() == STREAM
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Accel-Buffering"] == "no"


def test_a_page_may_connect_to_the_listed_https_hosts_and_nothing_else(
    stream_lotse: Lotse, stream_ports: dict[str, int]
) -> None:
    with urllib.request.urlopen(stream_lotse.url, timeout=10) as response:
        policy = response.headers["Content-Security-Policy"]

    assert f"connect-src 'self' https://localhost:{stream_ports[WEB]};" in policy


def test_every_shipped_https_host_may_be_tried_by_a_browser_and_no_trading_port() -> None:
    gateways = read_gateways()

    origins = browser_origins(gateways)

    assert origins == list(dict.fromkeys(origins))
    assert set(origins) == {f"https://{row.host}" for row in gateways.rows if 443 in row.ports}
    assert all("zdc1" not in origin for origin in origins)


# What a browser saw


def test_what_a_browser_saw_is_answered(
    stream_lotse: Lotse, session: dict[str, str], stream_ports: dict[str, int]
) -> None:
    results = {
        f"{WEB}:{stream_ports[WEB]}": "reachable",
        f"{QUICK}:{stream_ports[QUICK]}": "unknown",
    }

    [*_, last] = stream(stream_lotse, {"browser_check": results, "language": "en"}, session)

    [message] = [each for each in last["messages"] if each["kind"] == "check"]
    assert message["check"]["seen_from"] == "browser"
    assert {row["reason"] for row in message["check"]["rows"]} == {"reachable", "cannot be known"}


def test_what_a_browser_saw_is_answered_in_the_pages_language(
    stream_lotse: Lotse, session: dict[str, str], stream_ports: dict[str, int]
) -> None:
    results = {f"{WEB}:{stream_ports[WEB]}": "unknown"}

    status, body = stream_lotse.post(
        "/api/messages", {"browser_check": results, "language": "de"}, session
    )

    assert status == 200
    assert body["messages"][-1]["language"] == "de"
    assert body["messages"][-1]["check"]["rows"][0]["reason"] == "nicht feststellbar"


def test_what_no_browser_can_have_seen_is_refused(
    stream_lotse: Lotse, session: dict[str, str], stream_ports: dict[str, int]
) -> None:
    web = f"{WEB}:{stream_ports[WEB]}"
    bad: list[dict[str, Any]] = [
        {},
        {"web-mars:443": "unknown"},
        {f"{QUICK}:{stream_ports[QUICK]}": "reachable"},
        {web: "open"},
        {web: True},
        {web: None},
        {web: ["reachable"]},
        {web: {"state": "reachable"}},
    ]

    answers = [stream_lotse.post("/api/messages", {"browser_check": each}, session) for each in bad]

    assert [status for status, _ in answers] == [400] * len(bad)
    assert {body["error"]["code"] for _, body in answers} == {"bad_field"}
    assert stream_lotse.get("/api/messages", session)[1]["messages"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"browser_check": {"web-us:443": "unknown"}, "text": "hello"},
        {"browser_check": {"web-us:443": "unknown"}, "button": "b-1"},
        {"browser_check": "web-us:443"},
        {"browser_check": ["web-us:443"]},
    ],
)
def test_a_browsers_results_come_alone_and_as_an_object(
    stream_lotse: Lotse, session: dict[str, str], body: Any
) -> None:
    status, answer = stream_lotse.post("/api/messages", body, session)

    assert (status, answer["error"]["code"]) == (400, "bad_field")


# The system of a person's computer


@pytest.mark.parametrize(
    ("agent", "platform"),
    [
        (WINDOWS, "windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", "macos"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "linux"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Mobile", None),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)", None),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)", None),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36", None),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_the_system_is_guessed_from_the_browser(agent: str, platform: str | None) -> None:
    request = make_mocked_request("POST", "/api/messages", headers={"User-Agent": agent})

    assert guess_platform(request) == platform


def test_the_browsers_system_decides_which_command_is_shown(
    stream_lotse: Lotse, session: dict[str, str]
) -> None:
    said = {"text": "How can I check Zurich from my computer?", "language": "en"}

    [line] = stream(stream_lotse, said, {**session, "User-Agent": WINDOWS})

    [command] = line["messages"][-1]["commands"]
    assert command["title"] == "PowerShell"
