"""Read nmap's list of ports."""

from __future__ import annotations

import re

from actions.evidence.pasted.patterns import ADDRESS, DOTTED, HOST, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

TOOL = "nmap"

_HEADER = loosely(rf"Nmap scan report for (?P<host>{HOST})(?: \({ADDRESS}\))?")
_STATE = (
    r"(?P<port>\d{1,5})/tcp (?P<state>open\|filtered|closed\|filtered|open|closed|filtered"
    r"|unfiltered)(?![\w|])"
)
_SERVICE = r"(?: [\w?/-]{1,30})?(?: (?:syn-ack|conn-refused|reset|no-response)(?: ttl \d{1,3})?)?"
_STATE_AMONG = loosely(_STATE + _SERVICE)
_STATE_ALONE = loosely(rf"(?m)(?:^|(?<=:\s)){_STATE}{_SERVICE}$")
_UNRESOLVED = loosely(rf"Failed to resolve \"(?P<host>{DOTTED})\"\.?")
_MORE = tuple(
    loosely(pattern)
    for pattern in (
        r"Starting Nmap [^\s]{1,20} \( [^\s]{1,40} \)"
        r"(?: at \d{4}-\d\d-\d\d \d\d:\d\d(?: [\w+-]{1,6}(?!\w)| [^\n]{1,40}?zeit)?)?",
        r"Nmap done: \d{1,5} IP address(?:es)? \(\d{1,5} hosts? up\)"
        r"(?: scanned in [\d.]{1,9} seconds)?",
        r"Host is up(?:, received [\w-]{1,20})?(?: \([\d.]{1,12}s latency\))?\.?",
        r"PORT STATE SERVICE(?: (?:REASON|VERSION)){0,2}",
        r"rDNS record for [^\s]{1,60}: [^\s]{1,120}",
        rf"Other addresses for {HOST} \(not scanned\):(?: {ADDRESS}){{1,12}}",
        rf"All \d{{1,5}} scanned ports on {HOST}(?: \([^)\n]{{1,60}}\))? are [\w ]{{1,40}}\.?",
        r"Not shown: \d{1,5} [\w|]{1,20} (?:tcp )?ports(?: \([\w-]{1,20}\))?",
        r"Note: Host seems down\.(?: If it is really up, but blocking our ping probes, try -Pn)?",
        r"WARNING: No targets were specified, so 0 hosts scanned\.",
    )
)
_REASONS = {
    "open": Reason.OK,
    "closed": Reason.REFUSED,
    "filtered": Reason.TIMEOUT,
    "closed|filtered": Reason.FAILED,
}


def read_nmap(segment: Segment) -> list[Report]:
    """Return the state of each TCP port of each host."""
    headers = list(_HEADER.finditer(segment.text))
    more = [match for rule in _MORE for match in rule.finditer(segment.text)]
    unresolved = list(_UNRESOLVED.finditer(segment.text))
    is_known = bool(headers or segment.command_of(TOOL))
    states = list((_STATE_AMONG if is_known else _STATE_ALONE).finditer(segment.text))
    found = [*headers, *more, *unresolved, *states]
    if not found or not (is_known or states or unresolved or len(more) > 1):
        return []
    start = segment.start + min(match.start() for match in found)
    end = segment.start + max(match.end() for match in found)
    reports = [
        Report(TOOL, start, end, Reason.NAME_NOT_FOUND, match["host"], has_no_port=True)
        for match in unresolved
    ]
    reports += [_state(match, headers, (start, end)) for match in states]
    return reports or [Report(TOOL, start, end, Reason.UNKNOWN, None)]


def _state(match: re.Match[str], headers: list[re.Match[str]], span: tuple[int, int]) -> Report:
    above = [header["host"] for header in headers if header.end() <= match.start()]
    reason = _REASONS.get(match["state"].lower(), Reason.UNKNOWN)
    return Report(TOOL, *span, reason, above[-1] if above else None, int(match["port"]))
