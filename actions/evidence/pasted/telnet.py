"""Read telnet: of Windows in English and German, of macOS, Linux and BusyBox."""

from __future__ import annotations

import re

from actions.evidence.pasted.error_texts import most_telling, reason_in
from actions.evidence.pasted.patterns import DOTTED, ERROR, HOST, KNOWN_ERROR, PORT, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

_AT = rf"(?P<host>{HOST})"
_WINDOWS = (
    rf"(?:(?:Connecting To|Verbindungsaufbau (?:zu|mit)|Verbindung (?:zu|mit)) {_AT}"
    r"(?: wird hergestellt)?\.{3} ?)?"
)
_NOT_OPENED = (
    r"(?:Could not open (?:a )?connection to (?:the )?host, on port"
    r"|Es konnte keine Verbindung mit dem Host hergestellt werden, auf Port)"
)
_NOT_CONNECTED = r"(?:Connect failed|Verbinden fehlgeschlagen|Verbindungsfehler)"

_RULES = {
    "connected": (
        rf"Connected to {_AT}\.? (?:Entering character mode )?Escape character is '?\^\]'?\.?"
        r"(?: Connection closed by foreign host\.?)?",
    ),
    # A line of its own, since a sentence may say so too.
    "connected_only": (rf"(?m)^(?-i:Connected) to (?P<host>{DOTTED})\.?$(?!\sEscape|\sEntering)",),
    "trying": (rf"(?<!\*\s)(?<!\*)Trying (?P<address>{HOST})\.{{0,3}}",),
    "attempt": (rf"telnet: connect to address (?P<address>{HOST}): {ERROR}",),
    "gave_up": (
        rf"telnet: Unable to connect to remote host(?:: {ERROR})?",
        rf"telnet: can't connect to remote host(?: \((?P<address>{HOST})\))?: {ERROR}",
        rf"telnet: could not resolve {_AT}/{PORT}: {ERROR}",
        rf"Server lookup failure: {_AT}:{PORT}, {ERROR}",
        rf"telnet: (?P<error>bad address) '{_AT}'",
        rf"telnet: {_AT}: {KNOWN_ERROR}",
        rf"{_WINDOWS}{_NOT_OPENED} {PORT} ?: ?{_NOT_CONNECTED}\.?",
    ),
    # Only below a command line of telnet, since other tools print the same without their name.
    "unnamed": (
        rf"^\s{{0,3}}{_AT}: (?P<error>[^\n]{{0,40}}(?:known|Unknown host|hostname)[^\n]{{0,20}})",
    ),
    # Something was there, but nobody can tell whether it hung up at once.
    "lost": (
        rf"(?:Connecting To|Verbindungsaufbau zu) {_AT}\.{{3}}[^\n]{{0,40}} "
        r"(?:Connection to host lost|Verbindung zu Host verloren)\.?",
    ),
}
_EVENTS = [(kind, loosely(pattern)) for kind, patterns in _RULES.items() for pattern in patterns]
_ENDS = {"connected", "connected_only", "gave_up", "unnamed", "lost"}


def read_telnet(segment: Segment) -> list[Report]:
    """Return what telnet said; of several addresses, how the last one ended."""
    is_known = segment.command_of("telnet") is not None
    events = [
        (kind, match)
        for kind, rule in _EVENTS
        for match in rule.finditer(segment.text)
        if kind != "unnamed" or is_known
    ]
    reports, pending = [], []
    for kind, match in sorted(events, key=lambda event: event[1].start()):
        pending.append((kind, match))
        if kind in _ENDS:
            reports.append(_read_run(segment, pending))
            pending = []
    if any(kind == "attempt" for kind, _ in pending):  # the end was not copied
        reports.append(_read_run(segment, pending))
    return reports


def _read_run(segment: Segment, events: list[tuple[str, re.Match[str]]]) -> Report:
    named = [match.groupdict() for _, match in events]
    hosts = [each.get("host") or each.get("address") for each in named]
    port = named[-1].get("port")
    return Report(
        "telnet",
        segment.start + events[0][1].start(),
        segment.start + max(match.end() for _, match in events),
        _reason(events),
        next((host for host in reversed(hosts) if host), None),
        int(port) if port else None,
    )


def _reason(events: list[tuple[str, re.Match[str]]]) -> Reason:
    kind = events[-1][0]
    if kind == "lost":
        return Reason.UNKNOWN
    if kind in ("connected", "connected_only"):
        return Reason.OK
    errors = [match.groupdict().get("error") for _, match in events]
    told = [errors[-1]] if errors[-1] else errors
    if told == ["bad address"]:
        return Reason.NAME_NOT_FOUND
    return most_telling(reason_in(error) for error in told if error)
