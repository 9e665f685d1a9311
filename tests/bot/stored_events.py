"""What a server keeps of its conversations, as Rasa's events."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bot.slash_texts import PLANTED
from tests.servers import Lotse

Event = dict[str, Any]
METADATA = {"language", "platform", "topic", "wished_language", "awaiting", "knows_rows"}
RASAS_METADATA = {"model_id", "assistant_id"}


@dataclass(frozen=True)
class Stored:
    """All events in a database."""

    events: tuple[Event, ...]
    senders: frozenset[str]

    def of(self, kind: str) -> Iterator[Event]:
        """Return the events of a kind."""
        return (event for event in self.events if event["event"] == kind)

    def since(self, earlier: Stored) -> Stored:
        """Return what came after an earlier reading of the same database."""
        return Stored(self.events[len(earlier.events) :], self.senders)

    def typed(self) -> list[Event]:
        """Return what people typed, and not what they pressed."""
        return [event for event in self.of("user") if "questions" in event["parse_data"]]

    def obeyed(self) -> list[Event]:
        """Return what was typed and understood as Rasa's own component understands commands."""
        return [
            event
            for event in self.of("user")
            if len(event["parse_data"]["intent_ranking"]) < 2
            or any(
                entity.get("extractor") == "RegexMessageHandler"
                for entity in event["parse_data"]["entities"]
            )
        ]

    def planted(self) -> list[Event]:
        """Return what has a value that somebody planted, other than as words that they said."""
        return [event for event in self.events if PLANTED in json.dumps(_without_words(event))]


def read_events(database: Path) -> Stored:
    """Read the events of all conversations."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT sender_id, data FROM events ORDER BY id").fetchall()
    events = tuple(json.loads(data) for _, data in rows)
    return Stored(events, frozenset(sender for sender, _ in rows))


def stored_events(lotse: Lotse) -> Stored:
    """Read the events of a server that has a database of its own."""
    return read_events(lotse.log.parent / "data" / "lotse.sqlite")


def _without_words(event: Event) -> Event:
    """Return an event without the person's words, and what the spelling made of them."""
    if event["event"] != "user":
        return event
    words = ("text", "own_text", "repaired_text", "questions")
    parsed = {name: value for name, value in event["parse_data"].items() if name not in words}
    return {**event, "text": "", "parse_data": parsed}
