"""Read the result of Test-NetConnection as people shorten it by hand: host, port and the word."""

from __future__ import annotations

import re

from actions.evidence.pasted.doubt import begins_a_statement
from actions.evidence.pasted.patterns import ADDRESS, DOTTED
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

TOOL = "Test-NetConnection"

_LABEL = (
    r"(?:ComputerName|RemoteAddress|RemotePort|TcpTestSucceeded|TCP ?Test|Port|Host|Server|tnc"
    r"|Test-NetConnection|Ergebnis|Result)"
)
_TOKEN = rf"(?:-?{_LABEL}|True|False|{ADDRESS}|{DOTTED}|\d{{2,5}})(?![\w.-]*\w)"
_GAP = r"[\s:=/,;|()>-]{1,6}"
_RUN = re.compile(rf"(?<![\w.:-]){_TOKEN}(?:{_GAP}{_TOKEN}){{2,14}}", re.IGNORECASE)
_RESULT = re.compile(rf"TcpTestSucceeded{_GAP}(True|False)(?!\w)", re.IGNORECASE)
_PARTS = (
    re.compile(r".+", re.DOTALL),
    re.compile(r"[^\n]+"),
    re.compile(r".{1,200}?(?:True|False|$)", re.DOTALL | re.IGNORECASE),
)
_HOST = re.compile(rf"(?<![\w.-]){DOTTED}", re.IGNORECASE)
_PORT = re.compile(r"(?<![\w.:-])\d{2,5}(?![\w.]*\w)|(?<=[a-z]:)\d{2,5}(?!\w)", re.IGNORECASE)


def read_shortened(segment: Segment) -> list[Report]:
    """Return what each run of such words says; each result in it needs a host and port of its own.

    Several lines may be one result or one each, and the word may end each result of a line.
    """
    runs = [
        run
        for run in _RUN.finditer(segment.text)
        if begins_a_statement(segment.text, run.start(), run.end())
    ]
    return [report for run in runs for report in _read_run(segment, run)]


def _read_run(segment: Segment, run: re.Match[str]) -> list[Report]:
    for rule in _PARTS:
        parts = [part for part in rule.finditer(run.group()) if _says_something(part.group())]
        reports = [_read_part(part, segment.start + run.start()) for part in parts]
        if reports and None not in reports:
            return [report for report in reports if report]
    return []


def _says_something(text: str) -> bool:
    return any(rule.search(text) for rule in (_RESULT, _HOST, _PORT))


def _read_part(part: re.Match[str], offset: int) -> Report | None:
    text = part.group()
    results = {word.lower() for word in _RESULT.findall(text)}
    hosts = {each for each in _HOST.findall(text) if re.search("[a-z]", each, re.IGNORECASE)}
    ports = {int(each) for each in _PORT.findall(text)}
    if not len(results) == len(hosts) == len(ports) == 1:
        return None
    reason = Reason.OK if results == {"true"} else Reason.FAILED
    span = (offset + part.start(), offset + part.end())
    return Report(TOOL, *span, reason, hosts.pop(), ports.pop())
