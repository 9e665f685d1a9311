"""What the operator sees, and who else does not."""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.command_error import CommandError
from bot.operator_site import listen_for_operator
from bot.settings import OperatorPort
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import Lotse, free_port, running_lotse

QUESTIONS = {"de": "Wie melde ich mich mit der Sicherheitskarte an?", "en": "How do I log in?"}


@pytest.fixture(scope="module")
def operated(
    model: Path, loopback_gateways: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lotse, Lotse]]:
    """Return a server, and the same at its operator's port."""
    folder, port = tmp_path_factory.mktemp("operated"), free_port()
    settings = {"LOTSE_OPERATOR_PORT": str(port), "LOTSE_GATEWAYS": str(loopback_gateways)}
    with running_lotse(folder, **settings) as lotse:
        yield lotse, Lotse(f"http://127.0.0.1:{port}", lotse.process, lotse.log)


def read(operator: Lotse, series: str) -> float:
    """Return a series' value, 0 where it has none yet."""
    status, text = operator.get("/metrics")
    assert status == 200
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    return float(found.group(1)) if found else 0.0


@pytest.mark.parametrize("language", QUESTIONS)
def test_turns_are_counted_by_channel_kind_and_language(
    operated: tuple[Lotse, Lotse], language: str
) -> None:
    lotse, operator = operated
    series = f'lotse_messages_total{{channel="rest",kind="answer",language="{language}"}}'
    timed = 'lotse_turn_seconds_count{channel="rest"}'
    before, timed_before = read(operator, series), read(operator, timed)

    lotse.say(f"counted-{language}", QUESTIONS[language], language=language)

    assert read(operator, series) + read(operator, series.replace("answer", "clarify")) > before
    assert read(operator, timed) == timed_before + 1


def test_refusals_secrets_sessions_and_checks_are_counted(operated: tuple[Lotse, Lotse]) -> None:
    lotse, operator = operated
    known = read(operator, "lotse_sessions_total")
    token = new_token(lotse)
    said = {"text": "my PIN is 5829, is the Zurich gateway up?", "language": "en"}

    lotse.post("/api/messages", {"button": "b-" + "x" * 22}, bearer(token))
    lotse.post("/api/messages", said, bearer(token))
    lotse.post("/api/session", {}, {"Origin": "https://evil.example"})

    assert read(operator, 'lotse_refusals_total{code="button"}') == 1
    assert read(operator, 'lotse_refusals_total{code="origin"}') == 1
    assert read(operator, 'lotse_secrets_removed_total{kind="pin"}') == 1
    assert read(operator, 'lotse_port_checks_total{state="ok"}') >= 1
    assert read(operator, "lotse_sessions_total") == known + 1
    assert "5829" not in operator.get("/metrics")[1]


async def test_open_streams_and_what_they_are_refused_are_counted(
    operated: tuple[Lotse, Lotse],
) -> None:
    lotse, operator = operated
    async with welcomed(lotse, new_token(lotse)) as stream:
        assert read(operator, "lotse_streams_open") == 1
        before = read(operator, 'lotse_refusals_total{code="empty"}')
        await stream.send("q", "  ")
        await stream.until("refused")

        assert read(operator, 'lotse_refusals_total{code="empty"}') == before + 1


def test_the_same_turn_asked_for_again_is_no_turn_more(operated: tuple[Lotse, Lotse]) -> None:
    lotse, operator = operated
    token = new_token(lotse)
    said = {"text": QUESTIONS["en"], "id": "the-same"}
    answered, repeated = (
        f'lotse_turns_total{{channel="web",outcome="{outcome}"}}'
        for outcome in ("answered", "repeated")
    )
    before = read(operator, answered), read(operator, repeated)

    for _ in range(2):
        lotse.post("/api/messages", said, bearer(token))

    assert (read(operator, answered), read(operator, repeated)) == (before[0] + 1, before[1] + 1)


def test_labels_come_from_closed_sets(operated: tuple[Lotse, Lotse]) -> None:
    lotse, operator = operated
    for n in range(5):
        lotse.say(f"a-person-{n}", f"Zwieback {n}")
        lotse.get(f"/zwieback-{n}")
        lotse.post("/api/session", {f"zwieback{n}": "x"})

    text = operator.get("/metrics")[1]
    assert "wieback" not in text
    assert "a-person" not in text
    assert len(text.splitlines()) < 900


def test_both_event_loops_and_the_process_are_measured(operated: tuple[Lotse, Lotse]) -> None:
    _, operator = operated
    text = operator.get("/metrics")[1]

    assert 'lotse_event_loop_lag_seconds_count{loop="door"}' in text
    assert 'lotse_event_loop_lag_seconds_count{loop="agent"}' in text
    assert "process_resident_memory_bytes" in text
    assert {"uptime_seconds", "writes_pending"} <= operator.get("/status")[1].keys()
    assert operator.get("/healthz")[0] == operator.get("/readyz")[0] == 200


@pytest.mark.parametrize("path", ["/metrics", "/status"])
def test_the_front_door_has_no_operator_routes(operated: tuple[Lotse, Lotse], path: str) -> None:
    lotse, operator = operated

    assert lotse.get(path)[0] == 404
    assert operator.get(path)[0] == 200


@pytest.mark.parametrize("path", ["/", "/api/session", "/api/messages", "/widget.js"])
def test_the_operator_s_port_has_nothing_of_the_front_door(
    operated: tuple[Lotse, Lotse], path: str
) -> None:
    assert operated[1].get(path)[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8081"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost:1:evil.example"},
        {"Host": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_no_website_sees_the_metrics_through_a_browser(
    operated: tuple[Lotse, Lotse], headers: dict[str, str]
) -> None:
    status, body = operated[1].get("/metrics", headers)

    assert status in (400, 403)
    assert "lotse_turns" not in str(body)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "localhost:9"])
def test_names_of_this_machine_are_good(operated: tuple[Lotse, Lotse], host: str) -> None:
    assert operated[1].get("/metrics", {"Host": host})[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_the_operator_s_port_can_only_be_read(operated: tuple[Lotse, Lotse], method: str) -> None:
    request = urllib.request.Request(operated[1].url + "/metrics", method=method)
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(request)


def test_a_browser_keeps_nothing_and_shows_nothing_of_it(operated: tuple[Lotse, Lotse]) -> None:
    with urllib.request.urlopen(operated[1].url + "/metrics") as response:
        headers = response.headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Access-Control-Allow-Origin"] is None


def test_a_wished_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"127.0.0.1:{port} for the operator.*LOTSE_OPERA"):
            with listen_for_operator(OperatorPort(port, is_wished=True)):
                pass


def test_without_a_wish_a_taken_port_is_done_without(caplog: pytest.LogCaptureFixture) -> None:
    with listen_for_operator(OperatorPort(0)) as first:
        assert first is not None
        port = first.getsockname()[1]
        with listen_for_operator(OperatorPort(port)) as second:
            assert second is None

    assert "no metrics" in caplog.text


def test_the_port_can_be_off() -> None:
    with listen_for_operator(OperatorPort(None, is_wished=True)) as listener:
        assert listener is None


def test_only_loopback_is_taken() -> None:
    with listen_for_operator(OperatorPort(0)) as listener:
        assert listener is not None
        assert listener.getsockname()[0] == "127.0.0.1"
