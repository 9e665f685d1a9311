"""Read JSON objects as two parsers cannot read them differently: shallow, each name once."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

DEEPEST = 4
"""Objects and lists inside one another; our own requests have two."""
MOST_PARTS = 500
"""Strings, brackets and commas; our own requests have some forty of each at most."""
LONGEST_NUMBER = 20
"""Characters; longer ones cost time to read and mean nothing here."""
_PART = re.compile(r'"(?:[^"\\]+|\\.?)*(?:"|\Z)|[\[\]{},]', re.DOTALL)


def parse_object(text: str) -> dict[str, Any]:
    """Return a JSON object; raise ValueError for all else, also what Python's parser lets pass."""
    if _depth(text) > DEEPEST:
        raise ValueError("too deep")
    fields = json.loads(
        text,
        object_pairs_hook=_without_duplicates,
        parse_constant=_refuse,
        parse_int=_read_integer,
        parse_float=_read_float,
    )
    if not isinstance(fields, dict):
        raise ValueError("not an object")
    return fields


def is_plain(value: Any) -> bool:
    """Return whether all strings in a value, names too, are free of control and half characters."""
    if isinstance(value, dict):
        return all(name.isprintable() and is_plain(each) for name, each in value.items())
    if isinstance(value, list):
        return all(is_plain(each) for each in value)
    return not isinstance(value, str) or value.isprintable()


def _depth(text: str) -> int:
    """Return how deep brackets stand in one another, before a parser goes down there.

    Raises ValueError for more parts than anybody sends: they cost far more than their bytes.
    """
    deepest = depth = 0
    for number, found in enumerate(_PART.finditer(text)):
        if number >= MOST_PARTS:
            raise ValueError("too many parts")
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth -= 1
    return deepest


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _read_integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number is too long")
    return int(digits)


def _read_float(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number):
        raise ValueError("a number is too long")
    return number
