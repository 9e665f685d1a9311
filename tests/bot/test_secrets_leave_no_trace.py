"""What people should not have written is nowhere: not in the database, not in the log."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.stream_client import bearer, new_token, welcomed
from tests.servers import Lotse, running_lotse

SECRETS = {
    "de": [
        ("Meine PIN ist {}, wie melde ich mich an?", "4711"),
        ("mein passwort lautet {} und es geht nicht", "Sommer#2026x"),
        ("{}", "83920174"),
        ("Konto {}: TWS startet nicht", "U7654321"),
        ("/restart die PIN ist {}", "9182"),
    ],
    "en": [
        ("my pin is {}, how do I log in with the card", "5829"),
        ("IBAN {} please", "DE89370400440532013000"),
        ("card 4111 1111 1111 {} was charged", "1111"),
        ("write to {} about port 4001", "jane.roe@example.com"),
    ],
}
ADVICE = {"de": "aus Ihrer Nachricht", "en": "from your message"}


@pytest.fixture(scope="module")
def logged(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lotse, Path]]:
    """Return a server that logs as much as it can, and its folder."""
    folder = tmp_path_factory.mktemp("traces")
    settings = {"LOTSE_LOG_LEVEL": "DEBUG", "LOTSE_OPERATOR_PORT": "0"}
    with running_lotse(folder, **settings) as server:
        yield server, folder


def sinks(folder: Path) -> bytes:
    """Return database, write-ahead log, log and metrics: all that is kept or counted."""
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    log = (folder / "lotse.log").read_text(encoding="utf-8")
    address = re.search(r"http://127\.0\.0\.1:\d+/metrics", log)
    assert address
    with urllib.request.urlopen(address.group()) as metrics:
        counted: bytes = metrics.read()
    assert b"lotse_secrets_removed_total" in counted
    return files + _without_numbers(counted)


def _without_numbers(metrics: bytes) -> bytes:
    """Return the metrics without their values, which may be any number, a PIN's too."""
    return re.sub(rb" [-+.\w]+$", b"", metrics, flags=re.MULTILINE)


def wait_for(folder: Path, written: bytes) -> None:
    """Wait until something is written: it is, a little after it was answered."""
    deadline = time.monotonic() + 10
    while written not in sinks(folder):
        assert time.monotonic() < deadline, f"{written!r} was never written"
        time.sleep(0.05)


def is_kept(secret: str, folder: Path) -> bool:
    """Return whether a secret is anywhere, other than within a longer number or identifier."""
    return bool(re.search(rb"(?<![\w.])%s(?!\w)" % re.escape(secret.encode()), sinks(folder)))


def ask(lotse: Lotse, token: str, text: str, language: str) -> list[dict[str, Any]]:
    fields = {"text": text, "language": language}
    status, body = lotse.post("/api/messages", fields, bearer(token))
    assert status == 200, body
    messages: list[dict[str, Any]] = body["messages"]
    return messages


@pytest.mark.parametrize(
    ("language", "sentence", "secret"),
    [(language, *each) for language, all_of_it in SECRETS.items() for each in all_of_it],
)
def test_a_secret_is_removed_before_anything_is_kept_and_its_writer_warned_once(
    logged: tuple[Lotse, Path], language: str, sentence: str, secret: str
) -> None:
    lotse, folder = logged
    token = new_token(lotse)
    first, *_ = ask(lotse, token, sentence.format(secret), language)
    again = ask(lotse, token, sentence.format(secret), language)
    lotse.say(f"rest-{secret}"[:6], sentence.format(secret))
    told = lotse.get("/api/messages", bearer(token))[1]["messages"]

    assert first["kind"] == "warning"
    assert ADVICE[language] in first["text"]
    assert not [each for each in again if ADVICE[language] in each["text"]]
    assert not [each for each in told if secret in each["text"]]
    assert not is_kept(secret, folder)


async def test_other_tabs_hear_it_without_the_secret(logged: tuple[Lotse, Path]) -> None:
    lotse, _ = logged
    token = new_token(lotse)
    async with welcomed(lotse, token) as one, welcomed(lotse, token) as other:
        await one.send("q", "my password is hunter2hunter2")
        said = await other.until("said")
        turn = await other.until("turn")

    assert said["text"] == turn["messages"][0]["text"] == "my password is [PASSWORD]"


@pytest.mark.parametrize(
    ("language", "announced", "secret"),
    [("en", "My PIN is", "58291"), ("de", "mein Passwort lautet", "Sommerregen#77")],
)
def test_a_secret_over_two_messages_leaves_no_trace(
    logged: tuple[Lotse, Path], language: str, announced: str, secret: str
) -> None:
    lotse, folder = logged
    token = new_token(lotse)
    ask(lotse, token, announced, language)
    first, *_ = ask(lotse, token, secret, language)
    lotse.get("/api/export", bearer(token))  # all is written by then

    assert ADVICE[language] in first["text"]
    assert not is_kept(secret, folder)


def test_a_port_or_a_choice_after_a_question_stays(logged: tuple[Lotse, Path]) -> None:
    lotse, _ = logged
    token = new_token(lotse)
    for text in ("Which port do I need?", "4001", "4000", "443", "2"):
        ask(lotse, token, text, "en")
    told = lotse.get("/api/messages", bearer(token))[1]["messages"]

    assert [each["text"] for each in told if each["role"] == "user"][1:] == [
        "4001",
        "4000",
        "443",
        "2",
    ]


def test_a_comment_of_a_rating_keeps_no_secret(logged: tuple[Lotse, Path]) -> None:
    lotse, folder = logged
    token = new_token(lotse)
    [*_, message] = ask(lotse, token, "What is port 4001 for?", "en")
    rating = {"message": message["id"], "helpful": False, "comment": "my PIN 7263 fails"}
    status, _ = lotse.post("/api/feedback", rating, bearer(token))

    assert status == 204
    wait_for(folder, b"my PIN [PIN] fails")
    assert not is_kept("7263", folder)


def test_ports_numbers_and_versions_stay(logged: tuple[Lotse, Path]) -> None:
    lotse, _ = logged
    token = new_token(lotse)
    for text in ("What does KB2634 say?", "TWS 10.30, port 4001 or 7496?", "error 502 since 2026"):
        messages = ask(lotse, token, text, "en")
        assert not [each for each in messages if each["kind"] == "warning"]
    told = lotse.get("/api/messages", bearer(token))[1]["messages"]

    assert told[0]["text"] == "What does KB2634 say?"
