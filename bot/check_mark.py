"""The sign that stands before a row of a check in text."""

from __future__ import annotations

OPEN, CHECKING, UNDECIDED, FAILED = "✓", "…", "?", "✗"
_MARKS = {
    "ok": OPEN,
    "checking": CHECKING,
    "not_finished": UNDECIDED,
    "not_tried": UNDECIDED,
    "unknown": UNDECIDED,
}


def mark_of(state: str) -> str:
    """Return the sign of a row's state, as the wire format has it."""
    return _MARKS.get(state, FAILED)
