"""Make typed text safe to understand, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum

from bot.visible_text import normalised, visible, without_lone_marks
from kb.language import Language

MAXIMUM_LENGTH = 1_000
"""Characters of a message after normalisation."""
LONGEST_READ = 8 * MAXIMUM_LENGTH
"""Characters that are looked at; what programs print is long, and the evidence in it is short."""

_COMMAND = re.compile(r"/[\s/]*[A-Za-z_][\w/-]*\s*(?:\{.*)?", re.DOTALL)
_LEADING_SLASHES = re.compile(r"[\s/]+")
_MANY_LINES = re.compile(r"\n\s*\n\s*")


class Problem(str, Enum):
    """Why a text is not passed on."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    COMMAND = "command"
    NO_WORDS = "no_words"


PROBLEM_TEXTS: Mapping[Problem, Mapping[Language, str]] = {
    Problem.EMPTY: {
        Language.ENGLISH: "Your message was empty. Please write your question.",
        Language.GERMAN: "Ihre Nachricht war leer. Bitte schreiben Sie Ihre Frage.",
    },
    Problem.TOO_LONG: {
        Language.ENGLISH: (
            f"That is too long for me: at most {MAXIMUM_LENGTH:,} characters, please. The question "
            "itself and the error message are enough."
        ),
        Language.GERMAN: (
            "Das ist zu lang für mich: höchstens 1.000 Zeichen, bitte. Die eigentliche Frage und "
            "die Fehlermeldung genügen."
        ),
    },
    Problem.UNREADABLE: {
        Language.ENGLISH: "I can't read some of those characters. Please type your question anew.",
        Language.GERMAN: (
            "Einige dieser Zeichen kann ich nicht lesen. Bitte tippen Sie Ihre Frage neu."
        ),
    },
    Problem.COMMAND: {
        Language.ENGLISH: "I take no commands with a slash. Just ask in your own words.",
        Language.GERMAN: (
            "Befehle mit Schrägstrich nehme ich nicht an. Fragen Sie einfach in eigenen Worten."
        ),
    },
    Problem.NO_WORDS: {
        Language.ENGLISH: "There are no words in that for me. Please ask in a few words.",
        Language.GERMAN: "Darin finde ich keine Worte. Bitte fragen Sie mit ein paar Worten.",
    },
}


class TextError(Exception):
    """A text that is not passed on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem

    def in_language(self, language: Language) -> str:
        """Return what to tell the person."""
        return PROBLEM_TEXTS[self.problem][language]


def clean_text(raw: str) -> str:
    """Return the text as it may be understood and stored; raise `TextError` where it may not.

    The order matters: a full-width or hidden slash becomes a slash only by normalising.
    """
    refuse_unreadable(raw)
    text = normalised(raw)
    if len(text) > LONGEST_READ:
        raise TextError(Problem.TOO_LONG)
    text = _MANY_LINES.sub("\n\n", visible(text))
    if not text:
        raise TextError(Problem.EMPTY)
    if len(text) > MAXIMUM_LENGTH:
        raise TextError(Problem.TOO_LONG)
    if _COMMAND.fullmatch(text):
        raise TextError(Problem.COMMAND)
    text = _without_leading_slashes(text)
    if not any(character.isalnum() for character in text):
        raise TextError(Problem.NO_WORDS)
    return text


def refuse_unreadable(raw: str) -> None:
    """Raise `TextError` for what nothing may even look at: far too long, NUL, half characters."""
    if len(raw) > LONGEST_READ:
        raise TextError(Problem.TOO_LONG)  # before normalising, which may make it longer still
    if "\x00" in raw or any(unicodedata.category(character) == "Cs" for character in raw):
        raise TextError(Problem.UNREADABLE)


def shorten_text(raw: str, most: int) -> str:
    """Return what is seen of a text, cut: in this order, since normalising may make it longer."""
    return visible(normalised(raw)[:LONGEST_READ])[:most]


def _without_leading_slashes(text: str) -> str:
    """Return the text from behind its slashes; marks on a slash go with it."""
    while found := _LEADING_SLASHES.match(text):
        text = without_lone_marks(text[found.end() :])
    return text
