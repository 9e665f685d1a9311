"""Shorten a result code to what a conversation may keep of it."""

from __future__ import annotations

import re

from actions.evidence.brought_issuer import brought_issuer

_ISSUER_PART = re.compile(r"-0((?:[0-9a-f]{2})*)(?=-)")
_BEGINNING = re.compile(r"LOTSE\d-?[0-9]{0,10}", re.IGNORECASE)


def kept_of_code(code: str) -> str:
    """Return a whole code without each issuer that holds more than may be kept."""
    return _ISSUER_PART.sub(_without_foreign, code)


def _without_foreign(part: re.Match[str]) -> str:
    name = bytes.fromhex(part[1]).decode("utf-8", "ignore")
    return part[0] if name in ("", brought_issuer(name)) else "-0"


def kept_of_refused(code: str) -> str:
    """Return the beginning of a refused code: behind it may stand words that came along."""
    begun = _BEGINNING.match(code)
    return f"{begun[0] if begun else 'LOTSE'}…"
