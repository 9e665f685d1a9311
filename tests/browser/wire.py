"""What passes over the wire to the widget, as the tests and pictures need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TIME = "2026-11-26T14:02:11+00:00"

Row = dict[str, Any]


def row(gateway: str, host: str, port: int, state: str = "checking", **facts: Any) -> Row:
    """Return a row; ``facts`` are its other fields."""
    return {
        "gateway": gateway,
        "host": host,
        "port": port,
        "label": gateway,
        "role": "single",
        "state": state,
        "reason": None,
        "milliseconds": None,
        "browser": False,
        **facts,
    }


def check(rows: Sequence[Row], seen_from: str = "server", finished: bool = True) -> dict[str, Any]:
    """Return a check's table."""
    return {"seen_from": seen_from, "time": TIME, "finished": finished, "rows": list(rows)}


def progress(rows: Sequence[Row]) -> dict[str, Any]:
    """Return a line of a stream with the table so far."""
    return {"progress": {"check": check(rows, finished=False)}}


def message(text: str, language: str = "en", **parts: Any) -> dict[str, Any]:
    """Return a message; ``parts`` are its other fields."""
    return {
        "id": text,
        "kind": "check",
        "language": language,
        "text": text,
        "buttons": [],
        "article": None,
        "check": None,
        "document": None,
        "commands": None,
        "confidence": None,
        **parts,
    }


def answer(*messages: Mapping[str, Any]) -> dict[str, Any]:
    """Return the last line of a stream."""
    return {"messages": list(messages)}
