"""Tell an output that was pasted from one that is only spoken of."""

from __future__ import annotations

import re

from actions.evidence.pasted.report import Report
from actions.probing.finding import Reason

_DOUBT = re.compile(
    r"(?<!\w)(?:nicht|nie|niemals|kein\w{0,3}|ohne|statt|sollte|müsste|erwarte\w{0,3}|not|never"
    r"|cannot|no|instead|should|expect\w{0,3}|would|if|wenn|ob|falls)(?!\w)|n't(?!\w)",
    re.IGNORECASE,
)
_DOUBT_BEHIND = re.compile(
    r"\W{0,6}(?:kommt|erscheint|steht|sehe|sieht|fehlt|sollte|müsste|wäre|wird|does not|doesn't"
    r"|never|is not|isn't|is missing|should|would)(?!\w)",
    re.IGNORECASE,
)
_NOT_THE_PERSONS = "rank info not available"  # which nc of macOS prints above a success
_NEAR = 120


def is_doubted(words: str) -> bool:
    """Return whether words deny or only expect something."""
    return _DOUBT.search(words) is not None


def begins_a_statement(text: str, start: int, end: int) -> bool:
    """Return whether a piece stands at the start of a line or sentence and is not asked."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2].rstrip(" \"'(>*-")
    behind = text[end : end + _NEAR].lstrip(" \"')")
    return (not before or before[-1] in ":.!;$%") and not behind.startswith("?")


def is_only_spoken_of(report: Report, text: str) -> bool:
    """Return whether a success stands in a sentence that denies or expects it.

    Failures are taken as they stand: wrongly read, one leads to a check, never to false safety.
    """
    if report.reason is not Reason.OK:
        return False
    before = text[max(0, report.start - _NEAR) : report.start].rpartition("\n")[2]
    behind = text[report.end : report.end + _NEAR].partition("\n")[0]
    return (
        is_doubted(before.replace(_NOT_THE_PERSONS, "")) or _DOUBT_BEHIND.match(behind) is not None
    )
