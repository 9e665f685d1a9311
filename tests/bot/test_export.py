"""People can take away all that is kept of their conversation, and nothing else."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bot.service
from bot.stores.database import metadata
from bot.stores.export import SECTIONS
from tests.bot.stream_client import bearer, new_token
from tests.servers import Lotse, running_lotse

OWNERS = {"conversation", "sender_id"}
NOT_OF_A_WEB_CONVERSATION = {
    "lotse_writers": "which batch of writes a process committed last",
    "lotse_owners": "which worker may write into a conversation: random digits",
    "lotse_check_periods": "since when a port is as our checks find it; nobody's",
    "lotse_slack_jobs": "what Slack told, until it is answered",
    "lotse_slack_threads": "who takes part in a thread in Slack",
    "lotse_slack_languages": "the language that somebody chose in Slack",
    "lotse_slack_conversations": "whose a conversation in Slack is",
    "lotse_slack_claims": "which answer in Slack is shared already",
}
QUESTION = "Meine PIN ist 4711, wie melde ich mich mit der DSC+ an?"


@pytest.fixture(scope="module")
def kept(
    model: Path, loopback_gateways: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lotse, Path]]:
    """Return a server and its database."""
    folder = tmp_path_factory.mktemp("export")
    with running_lotse(folder, LOTSE_GATEWAYS=str(loopback_gateways)) as server:
        yield server, folder / "data" / "lotse.sqlite"


def talk(lotse: Lotse, token: str) -> None:
    """Ask, press a button, let ports be checked, and rate an answer."""
    for text in (QUESTION, "Ist das Gateway in Zürich erreichbar?"):
        _, body = lotse.post("/api/messages", {"text": text}, bearer(token))
    _, told = lotse.get("/api/messages", bearer(token))
    button = next(each["buttons"][0] for each in told["messages"] if each.get("buttons"))
    lotse.post("/api/messages", {"button": button["id"]}, bearer(token))
    rating = {
        "message": body["messages"][-1]["id"],
        "helpful": False,
        "reason": "unclear",
        "comment": "zu knapp",
    }
    assert lotse.post("/api/feedback", rating, bearer(token))[0] == 204


def export(lotse: Lotse, token: str) -> dict[str, Any]:
    status, body = lotse.get("/api/export", bearer(token))
    assert status == 200, body
    found: dict[str, Any] = body
    return found


def rows(database: Path, query: str, *values: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    found = [dict(row) for row in connection.execute(query, values)]
    connection.close()
    return found


def test_every_table_is_exported_or_is_nobodys() -> None:
    assert bot.service  # it brings all tables
    owned = {name for name, table in metadata.tables.items() if OWNERS & set(table.c.keys())}
    exported = {section.owner.table.name for section in SECTIONS.values()}

    assert owned - set(NOT_OF_A_WEB_CONVERSATION) == exported
    assert set(metadata.tables) == exported | set(NOT_OF_A_WEB_CONVERSATION)


def test_the_export_is_what_the_database_holds(kept: tuple[Lotse, Path]) -> None:
    lotse, database = kept
    token, other = new_token(lotse), new_token(lotse)
    talk(lotse, token)
    talk(lotse, other)

    found = export(lotse, token)

    for name, section in SECTIONS.items():
        owner = section.owner
        query = f"SELECT * FROM {owner.table.name} WHERE {owner.name} = ?"
        stored = rows(database, query, found["conversation"])
        assert len(found[name]) == len(stored) > 0, name
        assert sorted(texts(found[name])) == sorted(texts(map(as_exported, stored))), name
    others = export(lotse, other)
    assert others["conversation"] not in json.dumps(found)
    assert others["turns"][0]["id"] not in json.dumps(found)


EXPORTED_AS = {"client_id": "id"}
TIMES = ("created", "used")
LEFT_OUT = ("token_hash", "number", "conversation")


def as_exported(row: dict[str, Any]) -> Any:
    """Return a row as the export is to say it, but what only the database needs."""
    if "sender_id" in row:
        return json.loads(row["data"])
    shown = {EXPORTED_AS.get(name, name): value for name, value in row.items()}
    return {name: _value(name, value) for name, value in shown.items() if name not in LEFT_OUT}


def _value(name: str, value: Any) -> Any:
    if name == "replies":
        return json.loads(value)
    return bool(value) if name == "helpful" else value


def texts(found: Any) -> list[str]:
    """Return entries to compare; times are text in the export and numbers in the database."""
    return [
        json.dumps({**each, **dict.fromkeys(set(TIMES) & set(each))}, sort_keys=True)
        for each in found
    ]


def test_the_export_has_a_documented_shape_and_no_secret(kept: tuple[Lotse, Path]) -> None:
    lotse, _ = kept
    token = new_token(lotse)
    talk(lotse, token)

    found = export(lotse, token)

    assert list(found) == ["version", "exported", "conversation", *SECTIONS]
    assert found["version"] == 1
    assert set(found["sessions"][0]) == {"created", "used"}
    assert found["turns"][0]["said"] == QUESTION.replace("4711", "[PIN]")
    assert [rating["comment"] for rating in found["ratings"]] == ["zu knapp"]
    slots = {event["name"] for event in found["events"] if event["event"] == "slot"}
    assert {"language", "article"} <= slots
    assert any(reply["check"] for turn in found["turns"] for reply in turn["replies"])
    assert "4711" not in json.dumps(found)
    assert token not in json.dumps(found)


def test_the_export_is_a_file_that_no_one_keeps(kept: tuple[Lotse, Path]) -> None:
    lotse, _ = kept
    request = urllib.request.Request(f"{lotse.url}/api/export", headers=bearer(new_token(lotse)))
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        headers = response.headers

    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Disposition"].startswith('attachment; filename="lotse-20')


def test_what_is_not_written_yet_is_not_left_out(kept: tuple[Lotse, Path]) -> None:
    lotse, database = kept
    token = new_token(lotse)
    lock = sqlite3.connect(database, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    lotse.post("/api/messages", {"text": "What is port 4001 for?"}, bearer(token))

    status, body = lotse.get("/api/export", bearer(token))
    lock.execute("ROLLBACK")
    lock.close()

    assert (status, body["error"]["code"]) == (503, "not_readable")
    [turn] = export(lotse, token)["turns"]
    assert turn["said"] == "What is port 4001 for?"
