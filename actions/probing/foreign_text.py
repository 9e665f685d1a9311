"""Clean names that a stranger chose before anybody reads them."""

from __future__ import annotations

LONGEST_NAME = 64
"""Characters of an organisation or common name, RFC 5280 appendix A."""
# Letters, marks and a symbol that Unicode calls printable and that show nothing all the same.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def clean_name(text: str, most: int = LONGEST_NAME) -> str | None:
    """Return the visible characters, at most ``most``, in one line; None where none is left.

    No control or format character stays (so nothing that turns the direction of writing), no half
    of a surrogate pair, and of any white space one blank.
    """
    kept = "".join(each for each in text if each.isspace() or _is_visible(each))
    return " ".join(kept.split())[:most].strip() or None


def _is_visible(character: str) -> bool:
    return character.isprintable() and character not in _BLANKS
