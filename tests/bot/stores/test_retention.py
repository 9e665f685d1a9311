"""Old conversations are deleted by themselves, new ones and all ratings stay."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bot.settings import PROJECT
from tests.bot.stream_client import bearer, new_token
from tests.servers import Lotse, running_lotse

SECRET = "Zwetschgendatschi"
TWO_HOURS = 2 * 60 * 60
PATIENCE_SECONDS = 20.0


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (folder / "data").glob("lotse.sqlite*"))


def ask(lotse: Lotse, text: str) -> str:
    token = new_token(lotse)
    _, body = lotse.post("/api/messages", {"text": text}, bearer(token))
    rating = {"message": body["messages"][0]["id"], "helpful": True}
    assert lotse.post("/api/feedback", rating, bearer(token))[0] == 204
    return token


def age(folder: Path) -> None:
    """Let all that was said have been said two hours ago."""
    database = sqlite3.connect(folder / "data" / "lotse.sqlite")
    with database:
        database.execute("UPDATE events SET timestamp = timestamp - ?", [TWO_HOURS])
        database.execute("UPDATE lotse_sessions SET used = used - ?", [TWO_HOURS])
        rows = database.execute("SELECT number, replies FROM lotse_turns").fetchall()
        for number, replies in rows:
            old = [{**reply, "time": "2026-01-01T00:00:00+00:00"} for reply in json.loads(replies)]
            database.execute(
                "UPDATE lotse_turns SET replies = ? WHERE number = ?", [json.dumps(old), number]
            )
    database.close()


def test_what_is_old_is_gone_from_the_files_and_the_rest_stays(model: Path, tmp_path: Path) -> None:
    with running_lotse(tmp_path) as lotse:
        ask(lotse, f"{SECRET}: How do I log in with my security card?")
        lotse.say("somebody", f"/restart {SECRET}")  # refused, so that only its turn is kept
    assert SECRET.encode() in written(tmp_path)
    age(tmp_path)
    with running_lotse(tmp_path, LOTSE_RETENTION_HOURS="1") as lotse:
        kept = ask(lotse, "What is port 4001 for?")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while SECRET.encode() in written(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.2)

        assert len(lotse.get("/api/messages", bearer(kept))[1]["messages"]) == 2
    assert SECRET.encode() not in written(tmp_path)
    assert helpful_answers(tmp_path) == 2


def helpful_answers(folder: Path) -> int:
    command = [sys.executable, "-m", "bot", "report", "--json"]
    environment = {"PATH": "/usr/bin:/bin", "LOTSE_DATA": str(folder / "data")}
    run = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return sum(each["helpful"] for each in json.loads(run.stdout))
