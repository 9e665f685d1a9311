"""What stock Rasa gets wrong, and we must not: each against a server of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from bot.settings import PROJECT
from bot.stores.database import BUSY_SECONDS
from tests.servers import REST_TOKEN, Lotse, running_lotse

QUESTION = "Wie melde ich mich mit der Sicherheitskarte an?"


def new_session(lotse: Lotse) -> dict[str, str]:
    """Return the headers of a page that has just begun a conversation."""
    body = lotse.post("/api/session", {"language": "de"})[1]
    return {"Authorization": f"Bearer {body['session']}"}


def write(lotse: Lotse, page: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
    """Write or press something on a page and return the last message of the answer."""
    status, body = lotse.post("/api/messages", said, page)
    assert status == 200, body
    message: dict[str, Any] = body["messages"][-1]
    return message


def button(message: dict[str, Any], title: str) -> str:
    """Return the identifier of a message's button."""
    return str({each["title"]: each["id"] for each in message["buttons"]}[title])


def stored_texts(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT data FROM events WHERE type_name = 'user' ORDER BY id")
        return [row[0] for row in rows]


def test_a_locked_database_stalls_nobody_and_loses_nothing(tmp_path: Path, model: Path) -> None:
    database = tmp_path / "data" / "lotse.sqlite"
    with running_lotse(tmp_path) as lotse:
        lotse.say("before", QUESTION)
        lock = sqlite3.connect(database, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")

        answers = [lotse.say(f"person-{n}", QUESTION) for n in range(3)]
        time.sleep(1.5 * BUSY_SECONDS)  # until then it may only be slow
        again = lotse.say("person-0", "weiter")

        lock.execute("ROLLBACK")
        lock.close()
        wait_until(lambda: len(stored_texts(database)) == 5)
    assert [answer[-1]["article"]["id"] for answer in answers] == ["dsc-login"] * 3
    assert again[-1]["article"]["step"] == 1
    assert any(m["kind"] == "warning" for answer in [*answers, again] for m in answer)


def test_a_killed_server_goes_on_where_it_was(tmp_path: Path, model: Path) -> None:
    with running_lotse(tmp_path) as lotse:
        page = new_session(lotse)
        for text in (QUESTION, "Schritt für Schritt bitte", "weiter"):
            lotse.say("person", text)
            write(lotse, page, {"text": text})
        aside = write(lotse, page, {"text": "Was bedeutet Port 4001?"})
        before = lotse.get("/api/messages", page)[1]["messages"]
        lotse.process.kill()
        lotse.process.wait()

    with running_lotse(tmp_path) as lotse:
        after = lotse.get("/api/messages", page)[1]["messages"]
        resumed = write(lotse, page, {"text": "weiter"})
        pressed = write(lotse, page, {"button": button(aside, "Weiter mit Schritt 2 von 4")})
        [message] = lotse.say("person", "weiter")

    assert after == before
    cards = [said["article"] for said in after if said["role"] == "bot"]
    assert [(card["id"], card["step"]) for card in cards] == [
        ("dsc-login", None), ("dsc-login", 1), ("dsc-login", 2), ("port-4001-meaning", None),
    ]  # fmt: skip
    assert [each["article"]["step"] for each in (resumed, pressed, message)] == [2, 2, 3]
    assert {each["article"]["id"] for each in (resumed, pressed, message)} == {"dsc-login"}
    assert {each["language"] for each in (resumed, pressed, message)} == {"de"}


def test_sigterm_lets_the_turn_under_way_finish(tmp_path: Path, model: Path) -> None:
    with running_lotse(tmp_path) as lotse:
        answers: list[Any] = []
        talking = threading.Thread(target=lambda: answers.append(lotse.say("person", QUESTION)))
        talking.start()
        time.sleep(0.005)
        lotse.process.terminate()
        talking.join()

        assert lotse.process.wait(timeout=30) == 0
    assert answers == [] or answers[0][0]["article"]["id"] == "dsc-login"


def test_nothing_people_write_is_logged_at_any_level(tmp_path: Path, model: Path) -> None:
    with running_lotse(tmp_path, LOTSE_LOG_LEVEL="DEBUG") as lotse:
        lotse.say("person", "mein Papagei Zwieback kann TWS nicht bedienen")
        log = lotse.log

    assert "zwieback" not in log.read_text(encoding="utf-8").lower()


def test_a_huge_message_slows_nobody(tmp_path: Path, lotse: Lotse) -> None:
    headers = {"Authorization": f"Bearer {REST_TOKEN}"}
    huge = {"sender": "huge", "message": "x " * 50_000}

    status, body = lotse.post("/webhooks/rest/webhook", huge, headers)

    assert (status, body["error"]["code"]) == (413, "too_large")
    assert lotse.say("other", QUESTION)[0]["article"]["id"] == "dsc-login"


def test_telemetry_is_off() -> None:
    code = (
        "from bot.process import prepare_process; prepare_process()\n"
        "import bot, rasa.telemetry; print(rasa.telemetry.is_telemetry_enabled())"
    )
    environment = {n: v for n, v in os.environ.items() if n != "RASA_TELEMETRY_ENABLED"}

    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == "False"


def wait_until(condition: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
