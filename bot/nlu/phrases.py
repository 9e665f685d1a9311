"""Patterns that are made of lists of phrases; no Rasa in here."""

from __future__ import annotations

import re


def any_of(phrases: str) -> str:
    """Return a pattern for any of some patterns, which stand between commas."""
    return "(?:" + "|".join(phrase.strip() for phrase in phrases.split(",")) + ")"


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern, whatever the case."""
    return re.compile(pattern, re.IGNORECASE)
