"""Put the groups of a written number together, and say what is around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.secrets.vocabulary import (
    ENTERING,
    KEEP_BEFORE,
    KEEP_RIGHT_BEFORE,
    KNOWN_NUMBERS,
    UNITS,
    WEAK_KEEP,
)
from bot.secrets.words import Token, word_before

_GAP = re.compile(r"[ -]{1,3}|\.")
_LONGEST_GROUP = 5
_LONG = 8
_MOST_GROUPS = 16
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_DATE = re.compile(
    r"(?:19[5-9]|20[0-4])[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19[5-9]|20[0-4])[0-9]"
)
_CURRENCY = frozenset("$€£%±<≥≤~≈")
_RIGHT_GLUE = re.compile(
    r"[a-z_]|[.,:@-][0-9a-z]|/(?![0-9]{4,8}(?![0-9/]))[0-9a-z]| ?[$€£%]"
)  # "4711/482913" may be a PIN and a code
_PAIR_BEFORE = re.compile(r"(?<![0-9/])[0-9]{4,8}/$")
_WORDS_BEFORE = 3
_TOKENS_BEFORE = 8


@dataclass(frozen=True)
class Number:
    """Digits as written, perhaps in groups; `first` and `last` are the numbers of its tokens."""

    groups: tuple[str, ...]
    first: int
    last: int

    @property
    def digits(self) -> str:
        """Return all digits in a row."""
        return "".join(self.groups)


def number_at(tokens: Sequence[Token], place: int, longest: int = _LONGEST_GROUP) -> Number:
    """Return the number that begins at a token, with the groups that follow it.

    No group is longer than `longest`; a longer one stands alone.
    """
    groups, last = [tokens[place].text], place
    while len(groups) < _MOST_GROUPS and len(groups[-1]) <= longest:
        gap = _gap_after(tokens, last)
        if not gap or len(tokens[last + gap].text) > longest:
            break
        last += gap
        groups.append(tokens[last].text)
    return Number(tuple(groups), place, last)


def _gap_after(tokens: Sequence[Token], place: int) -> int:
    """Return how many tokens further the next group stands, or 0 where none follows."""
    gap = ""
    for step in range(1, 5):
        if place + step >= len(tokens):
            return 0
        token = tokens[place + step]
        if token.kind == "number":
            return step if _GAP.fullmatch(gap) else 0
        gap += token.text
    return 0


def alone(tokens: Sequence[Token], place: int) -> Number:
    """Return the number of one token."""
    return Number((tokens[place].text,), place, place)


def is_year(digits: str) -> bool:
    """Return whether digits may be a year of which people talk."""
    return bool(_YEAR.fullmatch(digits))


def is_date(digits: str) -> bool:
    """Return whether eight digits are a day, year first or last."""
    return bool(_DATE.fullmatch(digits))


def is_known(number: Number) -> bool:
    """Return whether a number is a port, an error, a year, or a list of these."""
    return all(group in KNOWN_NUMBERS or is_year(group) for group in number.groups)


def is_round(number: Number) -> bool:
    """Return whether a number is a round amount."""
    zeros = "000" if len(number.digits) < _LONG else "00000"
    return number.digits.endswith(zeros) and not number.digits.startswith("0")


def is_glued_right(low: str, tokens: Sequence[Token], number: Number) -> bool:
    """Return whether a number goes on in a word, a fraction, an address or a unit."""
    return bool(_RIGHT_GLUE.match(low, tokens[number.last].end))


def is_glued_left(low: str, tokens: Sequence[Token], number: Number) -> bool:
    """Return whether a number is the end of a word, a fraction or an address."""
    start = tokens[number.first].start
    before = low[max(0, start - 2) : start]
    if not before:
        return False
    if before[-1].isalnum() or before[-1] in "_#@~\\" or before[-1] in _CURRENCY:
        return True
    if before[-1] in ".,:+-/&(%":
        if _PAIR_BEFORE.search(low, max(0, start - 10), start):
            return False
        inner = before[:-1]
        return inner.isdigit() if before[-1] == ":" else inner.isalnum()
    return False


def has_unit(tokens: Sequence[Token], number: Number) -> bool:
    """Return whether a unit or a counted thing follows a number."""
    for token in tokens[number.last + 1 : number.last + 3]:
        if token.kind == "word":
            return token.text in UNITS
        if token.text in _CURRENCY:
            return True
        if token.kind != "space" and token.text != "-":
            return False
    return False


def is_named(tokens: Sequence[Token], number: Number, weak: bool = False) -> bool:
    """Return whether a word shortly before says that the number is a port, an order, a size, …."""
    words = 0
    for place in range(number.first - 1, max(-1, number.first - 1 - _TOKENS_BEFORE), -1):
        token = tokens[place]
        if token.kind == "word":
            words += 1
            right_before = words == 1 and token.text in KEEP_RIGHT_BEFORE
            weakly = weak and words == 1 and token.text in WEAK_KEEP
            weakly = weakly and word_before(tokens, place) not in ENTERING  # "I type in 4711"
            if token.text in KEEP_BEFORE or right_before or weakly:
                return True
            if words == _WORDS_BEFORE:
                return False
        elif token.text in ";!?\n" or token.text in _CURRENCY:
            return token.text in _CURRENCY and words == 0
        elif token.kind == "sign" and token.text in ",." and words:
            return False
    return False
