"""Read nslookup, dig, host and Resolve-DnsName: they ask for names and never see a port."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from actions.evidence.pasted.hint import Hint
from actions.evidence.pasted.hosts import is_address
from actions.evidence.pasted.lookup_patterns import (
    ASKED_HOST,
    BEGIN_RULES,
    DIG,
    MORE_RULES,
    NSLOOKUP,
    OUTCOME_RULES,
    SHORT_ANSWER,
)
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

_NOT_FOUND = ("nxdomain", "non-existent", "nicht existierend", "does not exist", "nicht vorhanden")
_ANSWERED = ("noerror", "no answer", "no records", "keine datensätze")


@dataclass(frozen=True)
class _Event:
    """A piece of what a tool printed; ``tool`` None where several print it."""

    kind: str
    tool: str | None
    match: re.Match[str]

    @property
    def host(self) -> str | None:
        named = self.match.groupdict()
        asked = ASKED_HOST.search(named.get("asked") or "")
        return named.get("host") or (asked[0] if asked else None)

    @property
    def reason(self) -> Reason:
        """Return why no name was found; UNKNOWN where an answer came."""
        status = " ".join((self.match.groupdict().get("status") or "noerror").lower().split())
        if any(each in status for each in _ANSWERED):
            return Reason.UNKNOWN
        is_missing = any(each in status for each in _NOT_FOUND)
        return Reason.NAME_NOT_FOUND if is_missing else Reason.DNS_FAILURE


def read_lookup(segment: Segment) -> list[Report]:
    """Return what was said of names, once for each name of each run."""
    reports = [report for run in _runs(_events(segment)) for report in _read_run(segment, run)]
    return reports or _read_short_answer(segment)


def _events(segment: Segment) -> list[_Event]:
    groups = (("begins", BEGIN_RULES), ("outcome", OUTCOME_RULES), ("more", MORE_RULES))
    events = [
        _Event(kind, tool, match)
        for kind, rules in groups
        for tool, rule in rules
        for match in rule.finditer(segment.text)
    ]
    return sorted(events, key=lambda event: event.match.start())


def _runs(events: list[_Event]) -> Iterator[list[_Event]]:
    """Yield the events of each run: the next one begins after an outcome."""
    run: list[_Event] = []
    for event in events:
        if event.kind == "begins" and any(each.kind == "outcome" for each in run):
            yield run
            run = []
        run.append(event)
    if any(event.kind != "more" for event in run):
        yield run


def _read_run(segment: Segment, run: list[_Event]) -> list[Report]:
    command = segment.command.tool if segment.command else NSLOOKUP
    tool = next((event.tool for event in run if event.tool), command)
    span = (
        segment.start + run[0].match.start(),
        segment.start + max(event.match.end() for event in run),
    )
    named = next((event.host for event in run if event.host), None)
    reasons: dict[str | None, Reason] = {}
    for event in run:
        if event.kind == "outcome":
            host = event.host or named
            # One kind of address may be missing where the other is found.
            is_answered = Reason.UNKNOWN in (event.reason, reasons.get(host))
            reasons[host] = Reason.UNKNOWN if is_answered else event.reason
    found = reasons or {named: Reason.UNKNOWN}
    return [_report(tool, span, reason, host) for host, reason in found.items()]


def _read_short_answer(segment: Segment) -> list[Report]:
    """Return that dig answered where it printed only the answer."""
    answer = SHORT_ANSWER.match(segment.text) if segment.command_of(DIG) else None
    if answer is None:
        return []
    span = (segment.start + answer.start(), segment.start + answer.end())
    return [_report(DIG, span, Reason.UNKNOWN, None)]


def _report(tool: str, span: tuple[int, int], reason: Reason, host: str | None) -> Report:
    if host and is_address(host):  # it was asked whose address this is
        reason = Reason.UNKNOWN
    hint = Hint.NAMES if reason is Reason.UNKNOWN else None
    return Report(tool, *span, reason, host, has_no_port=True, hint=hint)
