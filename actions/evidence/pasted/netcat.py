"""Read nc, netcat and ncat: OpenBSD's, the traditional one, macOS', nmap's and BusyBox'."""

from __future__ import annotations

import re

from actions.evidence.pasted.error_texts import reason_in
from actions.evidence.pasted.patterns import ERROR, HOST, PORT, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

_PREFIX = r"(?<![\w.])(?:nc|netcat|nc\.openbsd|nc\.traditional)(?:\.exe)?:"
_AT = rf"(?P<host>{HOST})"
_SOCKET = rf"(?<![^\s\"'])(?:{_AT}|\(UNKNOWN\)) \[(?P<address>{HOST})\] {PORT} \([^)\n]{{1,30}}\)"

_OPEN = tuple(
    loosely(pattern)
    for pattern in (
        rf"Connection to {_AT}(?: \({HOST}\))? (?:port )?{PORT} (?:port )?"
        r"\[tcp/[^\]\s]{1,30}\] succeeded!?",
        rf"{_SOCKET} open(?!\w)",
        rf"(?<!\S){_AT} \({HOST}:{PORT}\) open(?!\w)",
        rf"Ncat: Connected to (?P<address>{HOST}):{PORT}\.?",
    )
)
_FAILED = tuple(
    loosely(pattern)
    for pattern in (
        rf"{_PREFIX} connectx? to {_AT}(?: \({HOST}\))? port {PORT}(?: \(tcp\))? "
        rf"(?:(?:failed|(?P<late>timed out)): {ERROR}|failed|timed out)",
        rf"{_PREFIX} getaddrinfo for host \"{_AT}\" port {PORT}: {ERROR}",
        rf"{_PREFIX} getaddrinfo: {ERROR}",
        rf"{_PREFIX} (?P<error>bad address) '{_AT}'",
        rf"{_PREFIX} {_AT} \({HOST}:{PORT}\): {ERROR}",
        rf"{_PREFIX} can't connect to remote host(?: \({HOST}\))?: {ERROR}",
        rf"{_SOCKET} : {ERROR}",
        rf"(?<![\w.:-]){_AT}: (?:forward|inverse) host lookup failed: {ERROR}",
        rf"Ncat: (?P<error>Could not resolve hostname) \"{_AT}\"(?:: [^\n.]{{1,80}}\.)?"
        r"(?: QUITTING\.)?",
        rf"Ncat: (?:Connection to (?P<address>{HOST}) failed: )?"
        r"(?!Version|Connect(?:ed|ion to)|Trying|SSL|\d|Could not resolve|[^\n]{0,120}QUITTING)"
        rf"{ERROR}",
    )
)
_PASSING = loosely(rf"Ncat: Connection to {HOST} failed: [^\n]{{1,90}}? Ncat: Trying next address")


def read_netcat(segment: Segment) -> list[Report]:
    """Return what nc said; each of its messages stands for itself.

    Over UDP it calls every port open that is not refused, so nothing is taken from there.
    """
    command = segment.command_of("nc")
    if command and command.udp:
        return []
    text = _PASSING.sub(lambda match: " " * len(match.group()), segment.text)
    good = [(match, Reason.OK) for rule in _OPEN for match in rule.finditer(text)]
    bad = [(match, _reason(match)) for rule in _FAILED for match in rule.finditer(text)]
    reports = [_report(segment, match, reason) for match, reason in good + bad]
    return [report for report in reports if command or not _may_be_a_sentence(report)]


def _may_be_a_sentence(report: Report) -> bool:
    """Return whether this is "Ncat:" and then any words."""
    return report.tool == "ncat" and report.reason is Reason.FAILED


def _report(segment: Segment, match: re.Match[str], reason: Reason) -> Report:
    named = match.groupdict()
    return Report(
        "ncat" if match.group().lower().startswith("ncat") else "nc",
        segment.start + match.start(),
        segment.start + match.end(),
        reason,
        named.get("host") or named.get("address"),
        int(named["port"]) if named.get("port") else None,
    )


def _reason(match: re.Match[str]) -> Reason:
    named = match.groupdict()
    error = named.get("error") or match.group()
    if error.lower() in ("bad address", "could not resolve hostname"):
        return Reason.NAME_NOT_FOUND
    if "servname not supported" in error.lower():
        return Reason.UNKNOWN  # the port was mistyped
    return Reason.TIMEOUT if named.get("late") else reason_in(error)
