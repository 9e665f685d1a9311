"""A conversation that became very long is told again in part, and not without end."""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import LONGEST_HISTORY
from bot.stores.sessions import MOST_TURNS
from tests.bot.stream_client import bearer, connected, new_token
from tests.servers import Lotse, running_lotse

LONG = "x" * 20_000
REPLY: dict[str, Any] = {
    "id": "m",
    "kind": "answer",
    "language": "en",
    "text": LONG,
    "buttons": [],
    "time": None,
}


@pytest.fixture(scope="module")
def kept(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lotse, Path]]:
    """Return a server of our own and its database."""
    folder = tmp_path_factory.mktemp("long")
    with running_lotse(folder) as server:
        yield server, folder / "data" / "lotse.sqlite"


def long_conversation(database: Path) -> str:
    """Return the token of a conversation of before with as many long turns as are kept."""
    token, conversation = secrets.token_urlsafe(32), f"web-{secrets.token_hex(16)}"
    key, replies = hashlib.sha256(token.encode()).hexdigest(), json.dumps([REPLY])
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO lotse_sessions (token_hash, conversation, created, used) "
            "VALUES (?, ?, ?, ?)",
            (key, conversation, time.time(), time.time()),
        )
        connection.executemany(
            "INSERT INTO lotse_turns (conversation, client_id, said, replies) "
            "VALUES (?, ?, 'hello', ?)",
            [(conversation, f"turn {number}", replies) for number in range(MOST_TURNS)],
        )
    return token


def test_of_a_very_long_conversation_the_newest_turns_are_told(kept: tuple[Lotse, Path]) -> None:
    token = long_conversation(kept[1])

    status, body = kept[0].get("/api/messages", bearer(token))

    said = [each["id"] for each in body["messages"] if each["role"] == "user"]
    assert status == 200
    assert said[-1] == f"turn {MOST_TURNS - 1}"
    assert LONGEST_HISTORY / 2 < len(json.dumps(body["messages"])) < LONGEST_HISTORY * 1.1


async def test_whoever_reads_it_again_and_again_is_told_to_wait(kept: tuple[Lotse, Path]) -> None:
    token = long_conversation(kept[1])

    statuses = [kept[0].get("/api/messages", bearer(token))[0] for _ in range(20)]

    assert statuses[0] == 200
    assert statuses[-1] == 429
    async with connected(kept[0]) as stream:
        await stream.socket.send_json({"session": token})
        assert await stream.next() == {"closed": 1013}


def test_others_read_on(kept: tuple[Lotse, Path]) -> None:
    assert kept[0].get("/api/messages", bearer(new_token(kept[0])))[0] == 200
