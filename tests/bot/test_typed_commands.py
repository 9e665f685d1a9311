"""A hundred thousand texts that try to be a command: none begins like one once it is cleaned.

What each test would catch: the first, a guard that is left out or stands before the normalising;
the second, one that cleans so that a second cleaning would find something.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from bot.typed_text import TextError, clean_text
from tests.bot.slash_texts import intents, slash_texts

COUNT = 100_000


@pytest.fixture(scope="module")
def cleaned() -> list[tuple[str, str]]:
    """Return the texts that were passed on, as typed and as cleaned."""
    return list(_cleaned())


def _cleaned() -> Iterator[tuple[str, str]]:
    for raw in slash_texts(COUNT):
        try:
            yield raw, clean_text(raw)
        except TextError:
            continue


def test_none_begins_with_a_slash_however_it_is_read(cleaned: list[tuple[str, str]]) -> None:
    commands = [raw for raw, text in cleaned if _as_anyone_may_read(text).startswith("/")]

    assert commands == []


def test_cleaning_twice_finds_nothing_more(cleaned: list[tuple[str, str]]) -> None:
    changed = [raw for raw, text in cleaned if clean_text(text) != text]

    assert changed == []


def test_the_texts_are_of_both_kinds(cleaned: list[tuple[str, str]]) -> None:
    assert 0.1 < len(cleaned) / COUNT < 0.9
    assert len(intents()) > 40


def _as_anyone_may_read(text: str) -> str:
    """Return the text as something behind us might: normalised, without all that is not seen."""
    seen = (each for each in unicodedata.normalize("NFKC", text) if _is_seen(each))
    return "".join(seen).lstrip()


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] not in "CM"
