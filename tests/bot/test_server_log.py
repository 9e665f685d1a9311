"""What a server under attack logs: lines of JSON, who did it as a hash, and nothing of theirs."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.log_flood import MOST_A_MINUTE
from bot.settings import PROJECT
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.server_log import read_lines, wait_for_lines
from tests.servers import REST_TOKEN, Lotse, free_port, running_lotse

MARK = "zwieback"
ADDRESS = "203.0.113.77"
HOSTILE = f"{MARK}\n\x1b[31m\u2028\u202e" + '"}{"level":"critical'
FROM = {"X-Forwarded-For": ADDRESS}
HASH = re.compile(r"[0-9a-f]{12}")


@pytest.fixture(scope="module")
def attacked(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """Return a server behind a proxy that logs all it can."""
    folder = tmp_path_factory.mktemp("attacked")
    settings = {"LOTSE_LOG_LEVEL": "DEBUG", "LOTSE_PROXIES": "127.0.0.1/32"}
    with running_lotse(folder, **settings) as server:
        yield server


def send_raw(lotse: Lotse, request: bytes) -> None:
    port = int(lotse.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass


def test_each_turn_is_one_line_without_what_was_said(attacked: Lotse) -> None:
    since = attacked.log.stat().st_size
    attacked.say(f"{MARK}-sender", f"{MARK}: Wie melde ich mich mit der Karte an?", language="de")
    token = new_token(attacked)
    said = {"text": f"{MARK} {REST_TOKEN}", "id": MARK}
    attacked.post("/api/messages", said, {**bearer(token), **FROM})

    rest, web = wait_for_lines(
        attacked, lambda line: line["event"] == "a turn ended", since, count=2
    )
    assert rest.keys() == {
        "time", "level", "logger", "event", "conversation", "turn", "channel", "kinds", "language",
        "milliseconds", "outcome",
    }  # fmt: skip
    assert (rest["channel"], rest["language"], rest["outcome"]) == ("rest", "de", "answered")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", rest["time"])
    assert HASH.fullmatch(rest["conversation"])
    assert HASH.fullmatch(rest["turn"])
    assert rest["conversation"] != web["conversation"]
    assert MARK not in attacked.log.read_text(encoding="utf-8")
    assert token not in attacked.log.read_text(encoding="utf-8")


async def test_hostile_requests_leave_whole_lines_and_nothing_of_themselves(
    attacked: Lotse,
) -> None:
    path = "/api/" + urllib.parse.quote(HOSTILE)
    for request in (
        f"GET /{MARK}\x00 HTTP/1.1\r\n\r\n".encode(),
        f"{MARK}\x1b[31m / HTTP/9.9\r\n\r\n".encode(),
        f"POST /api/session HTTP/1.1\r\nHost: {MARK}\r\nContent-Length: {MARK}\r\n\r\n".encode(),
        f"GET {path} HTTP/1.1\r\nHost: x\r\nX-{MARK}: \x7f\r\n\r\n".encode(),
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzwieback\r\n",
        b"\xff\xfe" + MARK.encode() * 10_000,
    ):
        send_raw(attacked, request)
    attacked.get(path, FROM)
    attacked.post("/api/session", HOSTILE.encode(), FROM)
    attacked.post("/api/session", {HOSTILE: 1}, FROM)
    attacked.post("/api/messages", {"button": MARK}, {**bearer(new_token(attacked)), **FROM})
    attacked.post("/webhooks/rest/webhook", {}, {"Authorization": f"Bearer {MARK}", **FROM})
    attacked.say("hostile", HOSTILE)
    async with welcomed(attacked, new_token(attacked)) as stream:
        await stream.send("q", HOSTILE)
    wait_for_lines(attacked, lambda line: line.get("kind") == "token")

    text = attacked.log.read_text(encoding="utf-8")
    assert MARK not in text
    assert ADDRESS not in text
    assert REST_TOKEN not in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("kind", "path", "body", "headers"),
    [
        ("origin", "/api/session", {}, {"Origin": "https://evil.example"}),
        ("token", "/webhooks/rest/webhook", {}, {"Authorization": "Bearer guess"}),
        ("session", "/api/messages", {}, {"Authorization": "Bearer guess"}),
        ("not_json", "/api/session", b"[", {}),
        ("unknown_field", "/api/session", {"slots": {}}, {}),
        ("too_large", "/api/session", b"x" * 10_000, {}),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_each_kind_of_abuse_is_logged_with_a_hash_for_who(
    attacked: Lotse, kind: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    since = attacked.log.stat().st_size
    attacked.post(path, body, {**headers, "X-Forwarded-For": f"198.51.100.{len(kind)}"})

    [line] = wait_for_lines(attacked, lambda line: line.get("kind") == kind, since)
    assert line["level"] == "warning"
    assert HASH.fullmatch(line["client"])


def test_a_button_that_was_pressed_by_a_stranger_is_logged(attacked: Lotse) -> None:
    since = attacked.log.stat().st_size
    stolen = {"button": "b-" + "x" * 22}
    attacked.post("/api/messages", stolen, {**bearer(new_token(attacked)), **FROM})

    [line] = wait_for_lines(attacked, lambda line: line.get("kind") == "button", since)
    assert HASH.fullmatch(line["client"])


def test_who_repeats_an_abuse_does_not_fill_the_log(attacked: Lotse) -> None:
    since = attacked.log.stat().st_size
    for _ in range(3 * MOST_A_MINUTE):
        attacked.post("/webhooks/rest/webhook", {}, {"Authorization": "Bearer guess"})
    attacked.post("/api/session", {"the": "end"}, {})
    wait_for_lines(attacked, lambda line: line.get("kind") == "unknown_field", since)

    kinds = [line.get("kind") for line in read_lines(attacked, since)]
    assert 0 < kinds.count("token") <= 2 * MOST_A_MINUTE, "a minute may end meanwhile"


def test_requests_go_on_when_nobody_reads_the_log(model: Path, tmp_path: Path) -> None:
    operator = free_port()
    settings = {"LOTSE_LOG_LEVEL": "DEBUG", "LOTSE_OPERATOR_PORT": str(operator)}
    with running_lotse(tmp_path, program=("-c", UNREAD), **settings) as lotse:
        answers = [lotse.say(f"person-{n}", "What is port 4001 for?") for n in range(5)]

        metrics = Lotse(f"http://127.0.0.1:{operator}", lotse.process, lotse.log)
        text = metrics.get("/metrics")[1]
    assert [answer[-1]["kind"] for answer in answers] == ["answer"] * 5
    found = re.search(r"^lotse_log_lines_dropped_total (\S+)$", text, re.MULTILINE)
    assert found
    assert float(found.group(1)) > 0
    assert lotse.process.returncode == 0, "it also ends, with all its lines unwritten"


UNREAD = """
import logging, os, sys
read, write = os.pipe()  # nobody ever reads from it
os.dup2(write, 2)
from bot import __main__ as entry, log_sink
log_sink.MOST_WAITING = 10
find = entry._command
def with_much_to_say(name):
    command = find(name)
    def run(settings, options):
        for number in range(5_000):
            logging.getLogger("bot").info("%d %s", number, "x" * 200)
        return command(settings, options)
    return run
entry._command = with_much_to_say
sys.exit(entry.main())
"""


def test_commands_for_people_write_text() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "check", "nowhere"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stderr.startswith("lotse: ")
