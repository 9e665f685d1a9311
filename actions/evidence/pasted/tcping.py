"""Read tcping, paping and psping, which try a port of Windows again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.evidence.pasted.error_texts import reason_in
from actions.evidence.pasted.patterns import HOST, PORT, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

_AT = rf"(?P<host>{HOST})"
_REFUSED = (
    r"(?:Connection refused|Port is closed|The remote computer refused the network connection)"
)
_LATE = (
    r"(?:No response|Connection timed out"
    r"|This operation returned because the timeout period expired)"
)


@dataclass(frozen=True)
class _Style:
    """How one of the tools prints: what names the target, each result, and all the rest."""

    tool: str
    target: re.Pattern[str]
    good: re.Pattern[str]
    bad: re.Pattern[str]
    more: re.Pattern[str]


_STYLES = (
    _Style(
        "tcping",
        loosely(rf"Probing {_AT}:{PORT}/tcp - (?=No response|Port is|Connection)"),
        loosely(r"/tcp - Port is open(?: - time=[\d.]{1,12} ?ms)?"),
        loosely(rf"/tcp - (?P<error>No response|{_REFUSED})(?: - time=[\d.]{{1,12}} ?ms)?"),
        loosely(
            rf"Ping statistics for {HOST}:\d{{1,5}} \d{{1,6}} probes sent\. \d{{1,6}} successful,"
            r" \d{1,6} failed\.(?: \([\d.]{1,6}% fail\))?"
            r"|Approximate trip times in milli-seconds:(?: (?:Minimum|Maximum|Average) = "
            r"[\d.]{1,12}ms,?){1,3}|Was unable to connect, cannot provide trip statistics\."
        ),
    ),
    _Style(
        "paping",
        loosely(rf"Connecting to {_AT}(?: \[{HOST}\])? on TCP {PORT}:?"),
        loosely(rf"Connected to {HOST}: time=[\d.]{{1,12}} ?ms protocol=TCP port=\d{{1,5}}"),
        loosely(rf"(?P<error>{_LATE}|{_REFUSED})(?!\w)"),
        loosely(
            r"paping v[\d.]{1,12} - Copyright [^\n]{1,40}?Lovell"
            r"|Connection statistics: Attempted = \d{1,6}, Connected = \d{1,6}, Failed = \d{1,6}"
            r" \([\d.]{1,6}%\)|Approximate connection times:(?: (?:Minimum|Maximum|Average) = "
            r"[\d.]{1,12}ms,?){1,3}"
        ),
    ),
    _Style(
        "psping",
        loosely(rf"TCP connect to {_AT}:{PORT}:"),
        loosely(
            rf"Connecting to {HOST}:\d{{1,5}}(?: \(warmup\))?: from {HOST}:\d{{1,5}}: "
            r"[\d.]{1,9}ms"
        ),
        loosely(
            rf"Connecting to {HOST}:\d{{1,5}}(?: \(warmup\))?:(?: from {HOST}:\d{{1,5}}:)? "
            rf"(?P<error>{_REFUSED}|{_LATE}|[A-Z][a-z][^\n]{{1,90}}\.)\.?"
        ),
        loosely(
            r"PsPing v[\d.]{1,8} - PsPing - [a-z, ]{1,60}utility|Sysinternals - www\.\w{1,20}\.com"
            r"|Copyright \(C\) [\d-]{4,9} Mark Russinovich"
            r"|\d{1,6} iterations \(warmup \d{1,4}\) (?:ping|connecting) test:"
            rf"|TCP connect statistics for {HOST}:\d{{1,5}}:"
            r"|Sent = \d{1,6}, Received = \d{1,6}, Lost = \d{1,6} \([\d.]{1,6}% loss\),?"
            r"|Minimum = [\d.]{1,9}ms, Maximum = [\d.]{1,9}ms, Average = [\d.]{1,9}ms"
        ),
    ),
)


def read_tcping(segment: Segment) -> list[Report]:
    """Return what each of them said of each target; one failed try counts more than all others."""
    return [report for style in _STYLES for report in _read_style(segment, style)]


def _read_style(segment: Segment, style: _Style) -> list[Report]:
    targets = list(style.target.finditer(segment.text))
    if not targets:
        return []
    rules = (style.target, style.good, style.bad, style.more)
    spans = [match.span() for rule in rules for match in rule.finditer(segment.text)]
    span = (
        segment.start + min(start for start, _ in spans),
        segment.start + max(end for _, end in spans),
    )
    ends = [*(target.start() for target in targets), len(segment.text)][1:]
    return [
        Report(
            style.tool,
            *span,
            _reason(segment.text[target.start() : end], style),
            target["host"],
            int(target["port"]),
        )
        for target, end in zip(targets, ends, strict=True)
    ]


def _reason(text: str, style: _Style) -> Reason:
    if bad := style.bad.search(text):
        error = bad["error"].lower()
        if "no response" in error:
            return Reason.TIMEOUT
        return Reason.REFUSED if re.search(r"refused|closed", error) else reason_in(error)
    return Reason.OK if style.good.search(text) else Reason.UNKNOWN
