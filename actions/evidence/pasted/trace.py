"""Read traceroute, tracepath, tracert, pathping and mtr: they show a route, never a port."""

from __future__ import annotations

import re

from actions.evidence.pasted.hint import Hint
from actions.evidence.pasted.patterns import ADDRESS, DOTTED, HOST, WORD_START, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

TOOL = "traceroute"

_AT = rf"(?P<host>{HOST})"
_HEADER = loosely(
    rf"(?:traceroute6?|Tracing the path) to {_AT} \(?[^)\n]{{1,60}}\)[^\n]{{0,60}}?"
    r"\d{1,3} hops max(?:, \d{1,5} byte packets)?"
    rf"|(?:Tracing route to|Routenverfolgung (?:zu|nach)) (?P<windows>{HOST})(?: \[{ADDRESS}\])?"
    r" (?:over a maximum of \d{1,3} hops|über maximal \d{1,3} (?:Hops|Abschnitte))?:?"
    r"|\d{1,2}\?: \[LOCALHOST\] pmtu \d{1,5}"
    r"|HOST: [^\s]{1,80} Loss% Snt Last Avg Best Wrst StDev"
)
_HOP_LINE = re.compile(
    r"^\d{1,2}(?:\.\|--|\?:|:)? (?:\*|<?\d|no reply|[\w.:?-]{1,80} )[^\n]{0,250}$", re.MULTILINE
)
_TIME = r"(?:<?\d{1,5}(?:[.,]\d{1,3})? ms|\*)(?: ![A-Z]{1,2})?(?![\w*])"
_STATION = (
    rf"(?:{HOST} [\[(]{ADDRESS}[\])]|{ADDRESS}|{DOTTED}|Request timed out\.?"
    r"|Zeitüberschreitung der Anforderung\.?|(?:reports|meldet): [^\n.]{1,60}\.)"
)
_HOP = loosely(rf"{_TIME}(?: {_STATION})?")
_WHOLE_HOP = loosely(
    rf"(?<!\S)\d{{1,2}} (?:{_STATION} )?{_TIME}(?: (?:{_STATION} )?{_TIME}){{2}}(?: {_STATION})?"
)
_END = loosely(r"Trace complete\.?|Ablaufverfolgung beendet\.?|Resume: pmtu [^\n]{1,40}")
_NAME_FAILED = (
    loosely(rf"Unable to resolve target system name (?P<host>{DOTTED})\.?"),
    loosely(rf"Der Zielname (?P<host>{DOTTED}) konnte nicht aufgelöst werden\.?"),
    loosely(rf"traceroute6?: unknown host (?P<host>{DOTTED})"),
    loosely(
        rf"{WORD_START}(?P<host>{DOTTED}): "
        rf"[^\n]{{1,60}} Cannot handle \"host\" cmdline arg [^\s]{{1,90}}"
        r" on position \d(?: \(argc \d\))?"
    ),
)
_FEWEST_HOPS = 2


def read_trace(segment: Segment) -> list[Report]:
    """Return that a route was shown, and whose name could not be found."""
    failed = [
        _report(segment, match.span(), Reason.NAME_NOT_FOUND, match["host"])
        for rule in _NAME_FAILED
        for match in rule.finditer(segment.text)
    ]
    headers = list(_HEADER.finditer(segment.text))
    ends = [*(header.start() for header in headers), len(segment.text)][1:]
    shown = [_read_run(segment, header, end) for header, end in zip(headers, ends, strict=True)]
    return failed + shown or _without_header(segment)


def _read_run(segment: Segment, header: re.Match[str], end: int) -> Report:
    pieces = [
        match.end()
        for rule in (_HOP_LINE, _HOP, _END)
        for match in rule.finditer(segment.text, header.end(), end)
    ]
    host = header["host"] or header["windows"]
    span = (header.start(), max([header.end(), *pieces]))
    return _report(segment, span, Reason.UNKNOWN, host)


def _without_header(segment: Segment) -> list[Report]:
    """Return that a route was shown where only its lines were copied."""
    hops = list(_WHOLE_HOP.finditer(segment.text))
    if len(hops) < _FEWEST_HOPS and not (hops and segment.command_of(TOOL)):
        return []
    return [_report(segment, (hops[0].start(), hops[-1].end()), Reason.UNKNOWN, None)]


def _report(segment: Segment, span: tuple[int, int], reason: Reason, host: str | None) -> Report:
    start, end = segment.start + span[0], segment.start + span[1]
    hint = Hint.TRACE if reason is Reason.UNKNOWN else None
    return Report(TOOL, start, end, reason, host, has_no_port=True, hint=hint)
