"""``python -m bot report``: what people thought of the answers."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.command_error import CommandError
from bot.settings import Settings
from bot.stores.database import DatabaseError, open_database
from bot.stores.feedback import read_ratings
from kb.language import Language

DAY_SECONDS = 24 * 60 * 60
MOST_COMMENTS = 3

_WORDS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "none": "Nobody has rated an answer in the last {days} days.",
        "title": "Ratings of the last {days} days",
        "about": "Answer",
        "language": "Language",
        "helpful": "Helpful",
        "not_helpful": "Not helpful",
        "reasons": "Reasons and comments",
        "wrong": "wrong",
        "other_question": "not the question",
        "unclear": "unclear",
        "outdated": "out of date",
    },
    Language.GERMAN: {
        "none": "In den letzten {days} Tagen hat niemand eine Antwort bewertet.",
        "title": "Bewertungen der letzten {days} Tage",
        "about": "Antwort",
        "language": "Sprache",
        "helpful": "Hilfreich",
        "not_helpful": "Nicht hilfreich",
        "reasons": "Gründe und Kommentare",
        "wrong": "falsch",
        "other_question": "andere Frage",
        "unclear": "unverständlich",
        "outdated": "veraltet",
    },
}


@dataclass
class Verdict:
    """What people thought of one article, or of one kind of message without any, in a language."""

    about: str
    language: str
    helpful: int = 0
    not_helpful: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    comments: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as JSON has it."""
        return {**vars(self), "reasons": dict(self.reasons)}


def report(settings: Settings, options: argparse.Namespace) -> int:
    """Print the ratings by article and language, the least liked first."""
    try:
        engine = open_database(settings.database)
    except DatabaseError as error:
        raise CommandError(f"{error} (settings: LOTSE_DATA, LOTSE_DATABASE_URL)") from error
    rows = read_ratings(engine, time.time() - options.days * DAY_SECONDS)
    engine.dispose()
    verdicts = sum_up(rows)
    if options.json:
        print(json.dumps([verdict.as_json() for verdict in verdicts], ensure_ascii=False))
    else:
        _print(verdicts, options.days, Language.parse(options.language) or Language.ENGLISH)
    return 0


def sum_up(rows: Iterable[Any]) -> list[Verdict]:
    """Return one verdict an article and language, those with most complaints first."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    for row in rows:
        key = (row.article or row.kind, row.language)
        verdict = verdicts.setdefault(key, Verdict(*key))
        if row.helpful:
            verdict.helpful += 1
        else:
            verdict.not_helpful += 1
        if row.reason:
            verdict.reasons[row.reason] += 1
        if row.comment:
            verdict.comments.append(row.comment)
    return sorted(verdicts.values(), key=lambda each: (-each.not_helpful, each.about))


def _print(verdicts: Sequence[Verdict], days: int, language: Language) -> None:
    words = _WORDS[language]
    if not verdicts:
        print(words["none"].format(days=days))
        return
    table = Table(title=words["title"].format(days=days))
    for name in ("about", "language", "helpful", "not_helpful", "reasons"):
        number = name in ("helpful", "not_helpful")
        table.add_column(words[name], justify="right" if number else "left")
    for each in verdicts:
        numbers = (str(each.helpful), str(each.not_helpful))
        table.add_row(each.about, each.language, *numbers, _remarks(each, words))
    Console(highlight=False).print(table)


def _remarks(verdict: Verdict, words: Mapping[str, str]) -> Text:
    """Return reasons and the newest comments; people wrote these, so nothing in them is markup."""
    reasons = [f"{words.get(name, name)} ({n})" for name, n in verdict.reasons.most_common()]
    comments = [f"“{_printable(text)}”" for text in verdict.comments[:MOST_COMMENTS]]
    return Text("\n".join([", ".join(reasons), *comments]).strip())


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
