"""What a database holds of conversations, read by another program than the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from bot.stores.sessions import sessions, turns
from tests.faults.journal import Histories, Kept


def stored_turns(database_url: str) -> dict[str, list[Kept]]:
    """Return the turns of each conversation, by Rasa's sender id; none where there is no table."""
    found: dict[str, list[Kept]] = {}
    for row in _rows(database_url, sa.select([turns]).order_by(turns.c.number)):
        replies = [reply["id"] for reply in json.loads(row.replies)]
        found.setdefault(row.conversation, []).append(Kept(row.client_id, row.said, replies))
    return found


def stored_sessions(database_url: str) -> int:
    """Return how many sessions are stored."""
    return len(_rows(database_url, sa.select([sessions.c.conversation])))


def _rows(database_url: str, query: Any) -> list[Any]:
    file = sa.engine.make_url(database_url).database
    if database_url.startswith("sqlite") and not Path(file).is_file():
        return []  # looking must not make one
    engine = sa.create_engine(database_url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return list(connection.execute(query))
    except (OperationalError, ProgrammingError):  # no table yet
        return []


def stored_histories(database_url: str) -> Histories:
    """Return what is stored of each person who wrote with ids of `Person`."""
    return {kept[0].id.rpartition("-")[0]: kept for kept in stored_turns(database_url).values()}
