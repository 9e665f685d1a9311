"""Find a PIN that stands far from the word: "when I type 4711 it says that my PIN is wrong"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.secrets import numbers
from bot.secrets.folding import Folded
from bot.secrets.kinds import Kind, Secret
from bot.secrets.vocabulary import ENTERED, ENTERING
from bot.secrets.words import Cue, Token, word_before

_DIGITS = range(4, 9)
_USUAL = 4  # where people speak of a PIN, four digits that are nothing else are one


def find_entered(folded: Folded, tokens: Sequence[Token], cues: Sequence[Cue]) -> Iterator[Secret]:
    """Yield four digits, or more that somebody entered, where the text speaks of a PIN at all."""
    if not any(cue.kind is Kind.PIN for cue in cues):
        return
    for place, token in enumerate(tokens):
        if token.kind != "number" or len(token.text) not in _DIGITS:
            continue
        if len(token.text) == _USUAL or _is_entered(tokens, place):
            if not _is_something_else(folded.low, tokens, place):
                yield Secret(Kind.PIN, token.start, token.end)


def _is_entered(tokens: Sequence[Token], place: int) -> bool:
    if word_before(tokens, place) in ENTERING:
        return True
    following = [each.text for each in tokens[place + 1 : place + 3]]
    return len(following) == 2 and following[0].isspace() and following[1] in ENTERED


def _is_something_else(low: str, tokens: Sequence[Token], place: int) -> bool:
    number = numbers.alone(tokens, place)
    if numbers.is_glued_left(low, tokens, number) or numbers.is_glued_right(low, tokens, number):
        return True
    if numbers.is_known(number) or numbers.has_unit(tokens, number):
        return True
    return numbers.is_round(number) or numbers.is_named(tokens, number, weak=True)
