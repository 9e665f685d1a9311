"""Find phone numbers that a word announces, written in any way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.secrets import numbers
from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret
from bot.secrets.words import Cue, Token

_MOST_WORDS = 4
_NUMBER = re.compile(r"[0-9](?:[ ()/.-]{0,3}[0-9]){5,14}(?![0-9a-z]|[.:][0-9])")
_NO_PHONE = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}$|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}")


def find_phones(folded: Folded, tokens: Sequence[Token], cues: Sequence[Cue]) -> Iterator[Secret]:
    """Yield the number behind "phone", "Handy" and the like."""
    places = {cue.place for cue in cues}
    for cue in cues:
        if cue.kind is Kind.PHONE:
            yield from _behind(folded, tokens, cue.place, places)


def _behind(folded: Folded, tokens: Sequence[Token], cue: int, cues: set[int]) -> Iterator[Secret]:
    words = 0
    for place in range(cue + 1, len(tokens)):
        token = tokens[place]
        if token.kind == "number":
            number = numbers.alone(tokens, place)
            found = _NUMBER.match(folded.low, token.start)
            if found and not _NO_PHONE.match(found[0]) and not numbers.is_named(tokens, number):
                if not (numbers.has_unit(tokens, number) or numbers.is_round(number)):
                    yield Secret(Kind.PHONE, _with_sign(folded.low, token.start), found.end())
            return
        if token.kind == "word":
            words += 1
            if words > _MOST_WORDS or place in cues:
                return
        elif token.text in "!?;" or "\n\n" in token.text:
            return


def _with_sign(low: str, start: int) -> int:
    while start and low[start - 1] in "+(":
        start -= 1
    return start
