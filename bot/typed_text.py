"""Make typed text safe to understand, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum

from kb.language import Language

MAXIMUM_LENGTH = 1_000
"""Characters of a message after normalisation."""

_COMMAND = re.compile(r"/[\s/]*[A-Za-z_][\w/-]*\s*(?:\{.*)?", re.DOTALL)
_LEADING_SLASHES = re.compile(r"^[\s/]+")
_MANY_LINES = re.compile(r"\n\s*\n\s*")
_JOINERS = {"\u200c", "\u200d"}  # they hold emoji and some scripts together


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
    text = "".join(
        _visible(character)
        for character in unicodedata.normalize("NFKC", raw.replace("\r\n", "\n"))
    ).strip()
    text = _MANY_LINES.sub("\n\n", text)
    if not text:
        raise TextError(Problem.EMPTY)
    if len(text) > MAXIMUM_LENGTH:
        raise TextError(Problem.TOO_LONG)
    if _COMMAND.fullmatch(text):
        raise TextError(Problem.COMMAND)
    text = _LEADING_SLASHES.sub("", text).strip()
    if not any(character.isalnum() for character in text):
        raise TextError(Problem.NO_WORDS)
    return text


def refuse_unreadable(raw: str) -> None:
    """Raise `TextError` for what nothing may even look at: far too long, NUL, half characters."""
    if len(raw) > 8 * MAXIMUM_LENGTH:
        raise TextError(Problem.TOO_LONG)  # before normalising, which may make it longer still
    if "\x00" in raw or any(unicodedata.category(character) == "Cs" for character in raw):
        raise TextError(Problem.UNREADABLE)


def shorten_text(raw: str, most: int) -> str:
    """Return the text normalised and cut: in this order, since normalising may make it longer."""
    return unicodedata.normalize("NFKC", raw)[:most]


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\n":
        return character  # where an e-mail's headers and signature end
    if category == "Cc":
        return " "
    return "" if category == "Cf" and character not in _JOINERS else character
