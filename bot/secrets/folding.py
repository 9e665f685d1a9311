"""Write a text in plain small letters and ASCII digits, and know where each stood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_MOST_PARTS = 4  # single signs can stand for whole sentences: U+FDFA has 18 letters
_SPECIAL = {
    "ß": "ss",
    "−": "-",
    "„": '"',
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "‘": "'",
    "’": "'",
    "‚": "'",
    "`": "'",
    "´": "'",
}


@dataclass(frozen=True)
class Folded:
    """A text without accents, marks and odd digits; `low` has the same length as `plain`.

    ``ü`` is ``u`` here, ``４`` and ``٤`` are ``4``; invisible characters and marks are gone.
    """

    plain: str
    low: str
    places: tuple[int, ...]
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of this text stood in the original, with the marks behind it."""
        last = self.places[end - 1]
        following = self.places[end] if end < len(self.places) else self.length
        return self.places[start], max(following, last + 1)


def fold(text: str) -> Folded:
    """Return the text in plain letters and digits."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        folded = character if character < "\x80" and character >= " " else _folded(character)
        letters.append(folded)
        places.extend([place] * len(folded))
    plain = "".join(letters).replace("`", "'")
    return Folded(plain, plain.translate(_SMALL), tuple(places), len(text))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character == "\n":
        return character
    if character in _SPECIAL:
        return _SPECIAL[character]
    parts = unicodedata.normalize("NFKD", character)
    return "".join(map(_plain, parts if len(parts) <= _MOST_PARTS else character))


def _plain(character: str) -> str:
    if character < "\x80":
        return character if character >= " " else " "
    category = unicodedata.category(character)
    if category[0] == "M" or category in ("Cf", "Cs"):
        return ""
    if category[0] == "Z" or category == "Cc":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "-" if category == "Pd" else _SPECIAL.get(character, character)
