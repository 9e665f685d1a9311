"""Cut a folded text into words, numbers and signs, and find the words that announce a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.secrets.kinds import Kind
from bot.secrets.vocabulary import (
    AFTER_CODE,
    BARE_CODES,
    LOGIN_CODE,
    NO_SECRET_CODE,
    NUMBER_WORDS,
    kind_of,
)

_TOKEN = re.compile(r"(?P<word>[^\W\d_]+)|(?P<number>[0-9]+)|(?P<space>\s+)|(?P<sign>.)", re.DOTALL)
_SECRET_NOUNS = frozenset(("nummer", "zahl", "number", "ziffern", "digits"))
_SECRET_ADJECTIVES = frozenset(("geheime", "geheimen", "secret", "personal", "personliche"))
_ANSWERS = frozenset(("antwort", "answer", "respons", "resp", "ch", "chal", "rsp"))


@dataclass(frozen=True)
class Token:
    """A word, a number, blanks or a sign of a text in small letters."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Cue:
    """A word that announces a secret; `place` is the number of its token.

    `fewest` is how many digits the secret must have; `owned` that only "my code is" counts.
    """

    kind: Kind
    place: int
    fewest: int = 4
    bare: bool = False


def cut(low: str) -> tuple[Token, ...]:
    """Return the tokens of a text, none left out."""
    return tuple(
        Token(str(found.lastgroup), found[0], *found.span()) for found in _TOKEN.finditer(low)
    )


def find_cues(tokens: Sequence[Token]) -> Iterator[Cue]:
    """Yield the words that announce a secret."""
    for place, token in enumerate(tokens):
        if token.kind == "word":
            cue = _cue(tokens, place)
            if cue:
                yield cue


def word_before(tokens: Sequence[Token], place: int) -> str:
    """Return the word before a token where only a blank or hyphen is between, else nothing."""
    for back in range(place - 1, max(-1, place - 3), -1):
        token = tokens[back]
        if token.kind == "word":
            return token.text
        if token.kind == "number" or (token.kind == "sign" and token.text not in "-'_"):
            return ""
    return ""


def _is_spelled_pin(tokens: Sequence[Token], place: int) -> bool:
    """Return whether this is the last letter of "P I N" or "p.i.n."."""
    spelled = "".join(token.text for token in tokens[max(0, place - 4) : place + 1])
    return spelled in ("p i n", "p.i.n", "p-i-n")


def _cue(tokens: Sequence[Token], place: int) -> Cue | None:
    word = tokens[place].text
    if word == "n" and _is_spelled_pin(tokens, place):
        return Cue(Kind.PIN, place)
    if word in BARE_CODES or (word.endswith("code") and word[:-4] in LOGIN_CODE):
        return _code_cue(tokens, place)
    if word in _ANSWERS:
        return Cue(Kind.CODE, place, 6)
    kind = kind_of(word)
    if word in NUMBER_WORDS and word_before(tokens, place) == "identification":
        kind = Kind.PIN
    if word in _SECRET_NOUNS and word_before(tokens, place) in _SECRET_ADJECTIVES:
        kind = Kind.PIN
    if kind is Kind.PASSWORD and word_before(tokens, place) in ("time", "onetime", "einmal"):
        return Cue(Kind.CODE, place)
    if kind is Kind.CODE:
        fewest = (
            3 if word[:3] in ("cvv", "cvc") else 6 if word.startswith(("chall", "respon")) else 4
        )
        return Cue(kind, place, fewest)
    return Cue(kind, place) if kind else None


def _code_cue(tokens: Sequence[Token], place: int) -> Cue | None:
    before = word_before(tokens, place)
    following = next((each for each in tokens[place + 1 : place + 3] if each.kind == "word"), None)
    if before in NO_SECRET_CODE or (following and following.text in AFTER_CODE):
        return None
    if kind_of(before) is Kind.PIN:
        return None  # "PIN code" is a PIN
    bare = tokens[place].text in BARE_CODES and before not in LOGIN_CODE
    return Cue(Kind.CODE, place, bare=bare)
