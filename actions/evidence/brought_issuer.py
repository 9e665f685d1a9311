"""Clean the issuer of a certificate as a person brings it, before anything stores it."""

from __future__ import annotations

import re

from actions.probing.foreign_text import clean_name

HIDDEN = "…"
_LONGEST_READ = 400
# Also what is left of an address where a result code cut it off.
_ADDRESS = re.compile(
    r"[^\s,;<>()]*[@\uff20\ufe6b][^\s,;<>()]*"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){2,3}\.?(?!\w)"
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){2,8}(?:\d{1,3}(?:\.\d{1,3}){1,3}|[0-9a-f]{0,4})(?!\w)"
    r"|(?<!\w)(?:[0-9a-f]{2}-){3,5}[0-9a-f]{2}(?!\w)",
    re.IGNORECASE,
)


def brought_issuer(text: str) -> str | None:
    """Return the issuer's name with "…" for mail, IP and MAC addresses; None where it is empty."""
    name = clean_name(text, _LONGEST_READ)  # first, so that no invisible character hides one
    return clean_name(_ADDRESS.sub(HIDDEN, name)) if name else None
