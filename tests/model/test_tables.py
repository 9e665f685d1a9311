"""Tables of single messages, asked to the whole pipeline: their language, and what they name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.service import Parts

FOLDER = Path(__file__).parent
NEVER_WRONG = ("other_script", "short", "explicit")
"""Kinds of messages in which the language must never be wrong."""
KINDS = {
    "place",
    "product",
    "host",
    "port",
    "unlisted_host",
    "unlisted_port",
    "platform",
    "kb",
    "role",
}


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def language_of(parsed: dict[str, Any]) -> str:
    found = [each["value"] for each in parsed["entities"] if each["entity"] == "language"]
    return found[0] if found else "-"


async def test_messages_are_answered_in_their_language(parts: Parts) -> None:
    table = rows("languages.tsv")
    wrong = []
    for current, expected, kind, text in table:
        found = language_of(await parts.agent.parse(text, None if current == "-" else current))
        if found != expected:
            wrong.append((kind, current, expected, text))

    kinds = Counter(kind for kind, *_ in wrong)
    print(f"\nlanguages: {len(table) - len(wrong)} of {len(table)}; wrong: {wrong}")
    assert len(table) >= 400
    assert len(wrong) <= 0.015 * len(table), wrong
    assert not any(kinds[kind] for kind in NEVER_WRONG), wrong


@pytest.mark.parametrize("language", ["de", "en"])
async def test_messages_name_what_the_table_says(parts: Parts, language: str) -> None:
    table = [row for row in rows("entities.tsv") if row[0] == language]
    wrong = []
    for _, text, named in table:
        parsed = await parts.agent.parse(text, language)
        found = {
            f"{each['entity']}={each['value']}"
            for each in parsed["entities"]
            if each["entity"] in KINDS
        }
        if found != (set() if named == "-" else set(named.split(";"))):
            wrong.append((text, named, sorted(found)))

    print(f"\nentities {language}: {len(table) - len(wrong)} of {len(table)}; wrong: {wrong}")
    assert len(wrong) <= 0.03 * len(table), wrong
