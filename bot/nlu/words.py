"""Take sentences apart, the same way in every component."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['’._:@/\\-]+[^\W_]+)*\+?")
LETTERS = re.compile(r"[^\W\d_]+")


def fold_case(text: str) -> str:
    """Return the text in compatibility form (NFKC), lower case, single spaces; keep ``ß``."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def split_words(text: str) -> list[str]:
    """Return the words; ``ndc1.ibllc.com:4001``, ``e-mail`` and ``DSC+`` stay whole."""
    return WORD.findall(text)


def is_plain_word(word: str) -> bool:
    """Return whether the word has letters only: no code, number, host or file name."""
    return LETTERS.fullmatch(word) is not None
