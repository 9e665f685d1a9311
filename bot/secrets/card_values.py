"""Find the values of a printed security code card: three characters to an index number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.secrets.kinds import Kind, Secret

_CARD = re.compile(r"index|code-?kart|code-? ?card|kartenwert|codecard")
_AT_INDEX = re.compile(
    r"(?<![0-9a-z.])[0-9]{1,3}(?: ?(?:[:=]|->)| (?:ist|is|steht|says|sagt|lautet|shows|zeigt)){1,2}"
    r" ?[\"']?(?P<value>[a-z0-9]{3})(?![0-9a-z])"
)
_VALUES = re.compile(
    r"(?<![a-z])(?:werte?|values?|kartenwerte?)(?: ?[:=]| (?:sind|are|ist|is|lauten)){1,2} ?[\"']?"
    r"(?P<value>[a-z0-9]{3})(?![0-9a-z])"
    r"(?:[\"']?(?: ?[,/&]| und| and) ?[\"']?(?P<second>[a-z0-9]{3})(?![0-9a-z]))?"
)


def find_card_values(low: str) -> Iterator[Secret]:
    """Yield values of a code card."""
    matches = [*_VALUES.finditer(low)]
    if _CARD.search(low):
        matches += _AT_INDEX.finditer(low)
    for found in matches:
        for name in found.groupdict():
            value = found[name]
            if value and not value.isdigit() and not value.isalpha():
                yield Secret(Kind.CODE, *found.span(name))
