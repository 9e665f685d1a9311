"""Normalise text and leave out of it what nobody sees, and what only piles up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

MOST_MARKS = 4
"""Combining marks on one letter; Vietnamese and Thai need two, Hebrew with its accents four."""

_INVISIBLE = {"Cf", "Cn", "Co"}  # format, tags and bidi; not assigned; private use
_JOINERS = {"\u200c", "\u200d"}  # they hold emoji and some scripts together
_JOINED = {"L", "M", "S"}
_BLANK = {"\u115f", "\u1160", "\u2800"}  # letters and signs without any picture
_EMOJI_SELECTORS = {"\ufe0e", "\ufe0f"}


def normalised(raw: str) -> str:
    """Return the text as NFKC, which may be 18 times as long; Windows' line ends become ours."""
    # Before, since sorting the marks of a long run takes long.
    return unicodedata.normalize("NFKC", "".join(_with_few_marks(raw.replace("\r\n", "\n"))))


def visible(text: str) -> str:
    """Return a normalised text without what is invisible and with few marks on each letter.

    Line ends stay, other control characters become spaces.
    """
    seen = "".join(filter(None, map(_seen, text)))
    few = "".join(_with_few_marks(_without_lone_joiners(seen)))
    return without_lone_marks(unicodedata.normalize("NFC", few))  # what stood apart may join now


def without_lone_marks(text: str) -> str:
    """Return the text from its first character that can stand alone, spaces left out."""
    for place, character in enumerate(text):
        lone = character in _JOINERS or unicodedata.category(character)[0] == "M"
        if not lone and not character.isspace():
            return text[place:].rstrip()
    return ""


def _seen(character: str) -> str:
    """Return what is seen of a character, joiners too."""
    if character == "\n" or " " <= character < "\x7f" or character in _JOINERS:
        return character
    category = unicodedata.category(character)
    if category == "Cc" or character in _BLANK:
        return " "
    return "" if category in _INVISIBLE or _is_foreign_selector(character) else character


def _is_foreign_selector(character: str) -> bool:
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return is_selector and character not in _EMOJI_SELECTORS


def _without_lone_joiners(text: str) -> Iterator[str]:
    """Yield all characters but joiners that hold nothing together, as between ASCII letters."""
    before = ""
    for place, character in enumerate(text):
        if character not in _JOINERS:
            yield character
        elif _can_be_joined(before) and _can_be_joined(text[place + 1 : place + 2]):
            yield character
        before = character


def _can_be_joined(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character)[0] in _JOINED


def _with_few_marks(text: Iterable[str]) -> Iterator[str]:
    marks = 0
    for character in text:
        is_mark = character > "\x7f" and unicodedata.category(character)[0] == "M"
        marks = marks + 1 if is_mark else 0
        if marks <= MOST_MARKS:
            yield character
