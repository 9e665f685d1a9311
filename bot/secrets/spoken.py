"""Read digits that are written as words: "vier sieben eins eins"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.secrets.vocabulary import DIGIT_WORDS
from bot.secrets.words import Token

_MOST_TOKENS = 32


def spoken_digits(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """Return where digits written as words end, and how many they are."""
    end = count = 0
    for token in tokens[place : place + _MOST_TOKENS]:
        if token.kind == "word" and token.text in DIGIT_WORDS:
            end, count = token.end, count + 1
        elif token.kind in ("word", "number") or token.text not in " ,-":
            break
    return end, count
