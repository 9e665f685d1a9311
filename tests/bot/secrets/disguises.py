"""Write digits in other ways than plainly."""

from __future__ import annotations

from collections.abc import Callable


def _plain(digits: str) -> str:
    return digits


def _full_width(digits: str) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in digits)


def _arabic_indic(digits: str) -> str:
    return "".join(chr(0x0660 + int(digit)) for digit in digits)


def _with_invisible(digits: str) -> str:
    return "\u200b".join(digits)


def _keycaps(digits: str) -> str:
    return "".join(f"{digit}\ufe0f\u20e3" for digit in digits)


def _quoted(digits: str) -> str:
    return f"„{digits}“"


DISGUISES: tuple[Callable[[str], str], ...] = (
    _plain,
    _full_width,
    _arabic_indic,
    _with_invisible,
    _keycaps,
    _quoted,
)
"""Ways to write the same digits."""
