"""What people paste into a running server, and that nothing of their own is kept of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from actions.probing.finding import Reason, Target
from tests.actions.brought import PRIVATE, code_of, windows_output
from tests.servers import Lotse
from tests.streaming import new_session, stream

HOST = "localhost"


@pytest.fixture
def session(lotse: Lotse) -> dict[str, str]:
    return new_session(lotse, "de")


def kept(lotse: Lotse) -> Iterator[tuple[str, bytes]]:
    """Return every file that the server has written."""
    for path in sorted(lotse.log.parent.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def wait_until_kept(lotse: Lotse, words: bytes) -> None:
    """Wait until the database holds these words; it is written behind the answers."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if any(words in content for name, content in kept(lotse) if "sqlite" in name):
            return
        time.sleep(0.1)
    raise AssertionError(f"the database never held {words!r}")


def test_pasted_output_becomes_a_table_and_nothing_of_the_person_is_kept(
    lotse: Lotse, session: dict[str, str], open_port: int
) -> None:
    pasted = windows_output(HOST, open_port, False)
    said = f"geht nicht, siehe unten\n{pasted}"

    [*_, last] = stream(lotse, {"text": said, "language": "de", "id": "pasted"}, session)

    [message] = [each for each in last["messages"] if each["kind"] == "check"]
    assert message["language"] == "de"
    assert message["check"]["seen_from"] == "computer"
    assert [row["state"] for row in message["check"]["rows"]] == ["failed"]
    _, history = lotse.get("/api/messages", session)
    assert history["messages"][0]["text"].startswith(f"Test-NetConnection: {HOST}:{open_port}")
    wait_until_kept(lotse, f"Test-NetConnection: {HOST}:{open_port}".encode())
    found = [
        (name, each)
        for name, content in [*kept(lotse), ("history", repr(history).encode())]
        for each in PRIVATE
        if each.encode() in content
    ]
    assert found == []


OF_A_SCREEN = (
    "max.mustermann@firma-pc ~/Steuer 2025> nc -vz {host} {port}\n{run}",
    "max in firma-pc in ~/Steuer\n❯ nc -vz {host} {port}\n{run}",
    "┌──(max㉿kali)-[~]\n└─$ nc -vz {host} {port}\n{run}",
    "Linux firma-pc 6.1.0 GNU/Linux\nYou have mail for max.\n{run}",
    "{run}\nHostname: DESKTOP-MAX\nPhysische Adresse: 00-1A-2B-3C-4D-5E",
    "{run}\nnc: connect to 84.12.33.99 port {port} (tcp) failed: Connection refused",
)
ON_A_SCREEN = (
    "max.muster",
    "max in",
    "for max",
    "firma-pc",
    "steuer",
    "kali",
    "84.12.33.99",
    "desktop-max",
)


@pytest.mark.parametrize("pasted", OF_A_SCREEN)
def test_nothing_else_that_a_screen_shows_is_kept(
    lotse: Lotse, session: dict[str, str], open_port: int, pasted: str
) -> None:
    run = f"nc: connect to {HOST} port {open_port} (tcp) failed: Connection refused"
    said = pasted.format(host=HOST, port=open_port, run=run)

    _, body = lotse.post("/api/messages", {"text": said, "language": "de"}, session)

    assert [row["state"] for row in body["messages"][-1]["check"]["rows"]] == ["refused"]
    _, history = lotse.get("/api/messages", session)
    assert history["messages"][0]["text"] == f"nc: {HOST}:{open_port} – refused"
    shown = repr([body, history]).lower()
    assert [each for each in ON_A_SCREEN if each in shown] == []


def test_a_certificate_issuer_is_shown_without_a_mail_address_and_hidden_characters(
    lotse: Lotse, session: dict[str, str], open_port: int
) -> None:
    said = (
        f"openssl s_client -connect {HOST}:{open_port}\nCONNECTED(00000003)\n"
        "verify error:num=20:unable to get local issuer certificate\n"
        "issuer=O = Q\u202e\u200b max@firma.de\nVerify return code: 20 (unable)\n"
    )

    status, body = lotse.post("/api/messages", {"text": said, "language": "de"}, session)

    assert status == 200
    assert "Q …" in repr(body["messages"][-1])
    assert "firma.de" not in repr(body)


def test_the_rest_wire_takes_pasted_output_too(lotse: Lotse, open_port: int) -> None:
    said = lotse.say("pasting", windows_output(HOST, open_port, True), language="en")

    assert said[-1]["check"]["rows"][0]["state"] == "ok"
    assert [each for each in PRIVATE if each in repr(said)] == []


def test_a_paste_that_is_longer_than_a_text_may_be_is_read(
    lotse: Lotse, session: dict[str, str], open_port: int
) -> None:
    pasted = windows_output(HOST, open_port, False) + "\n" * 2_000

    status, body = lotse.post("/api/messages", {"text": pasted}, session)

    assert status == 200
    assert body["messages"][-1]["check"]["rows"]


def code(lotse_port: int, seen: datetime) -> str:
    target = Target(HOST, lotse_port, tls=False)
    return code_of(seen, {target: Reason.TIMEOUT})


def test_a_result_code_becomes_a_table_with_what_our_server_sees(
    lotse: Lotse, session: dict[str, str], open_port: int
) -> None:
    pasted = code(open_port, datetime.now(timezone.utc))

    [*_, last] = stream(lotse, {"text": f"hier: {pasted}", "language": "de"}, session)

    [row] = last["messages"][-1]["check"]["rows"]
    assert (row["state"], row["detail"]) == ("timeout", "unser Server: offen")
    titles = [button["title"] for button in last["messages"][-1]["buttons"]]
    assert titles[:2] == ["Brief an die IT, Deutsch", "Letter to IT, English"]


@pytest.mark.parametrize(
    ("age", "cut", "words"),
    [
        (timedelta(0), 2, "beschädigt"),
        (timedelta(days=1), 0, "nicht von jetzt"),
        (-timedelta(days=1), 0, "Uhr dieses Rechners geht falsch"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused_in_the_language_of_the_page(
    lotse: Lotse, session: dict[str, str], open_port: int, age: timedelta, cut: int, words: str
) -> None:
    pasted = code(open_port, datetime.now(timezone.utc) - age)

    status, body = lotse.post(
        "/api/messages", {"text": pasted[: len(pasted) - cut], "language": "de"}, session
    )

    assert status == 200
    assert words in body["messages"][-1]["text"]
    assert body["messages"][-1]["language"] == "de"


def test_the_letter_after_a_code_is_a_document_to_take_along(
    lotse: Lotse, session: dict[str, str], open_port: int
) -> None:
    pasted = code(open_port, datetime.now(timezone.utc))
    _, body = lotse.post("/api/messages", {"text": pasted, "language": "de"}, session)
    letter = body["messages"][-1]["buttons"][0]["id"]

    _, answer = lotse.post("/api/messages", {"button": letter}, session)

    document = answer["messages"][-1]["document"]
    assert Path(document["name"]).suffix == ".txt"
    assert document["text"].startswith("Betreff:")
    assert HOST in document["text"]
