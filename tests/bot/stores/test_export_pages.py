"""An export is read page by page, so that a long conversation holds up nobody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.stores.database import open_database
from bot.stores.export import PAGE_ROWS, Exporter
from bot.stores.trackers import events
from bot.stores.writer import Writer

PAGES = 3


def _rows(count: int) -> list[dict[str, object]]:
    return [
        {"sender_id": "web-a", "type_name": "user", "data": json.dumps({"number": number})}
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, PAGE_ROWS, PAGES * PAGE_ROWS, PAGES * PAGE_ROWS + 1])
async def test_a_long_conversation_is_exported_whole_and_in_pages(
    tmp_path: Path, count: int
) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'lotse.sqlite'}")
    writer = Writer(engine)
    if count:
        writer.insert(events, _rows(count))

    pieces = [piece async for piece in Exporter(engine, writer).export("web-a")]

    writer.close()
    engine.dispose()
    exported = json.loads("".join(pieces))
    assert [event["number"] for event in exported["events"]] == list(range(count))
    assert max(piece.count('"number"') for piece in pieces) <= PAGE_ROWS
