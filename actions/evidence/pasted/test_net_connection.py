"""Read PowerShell's Test-NetConnection, printed as a list, as a table or as one word."""

from __future__ import annotations

import re

from actions.evidence.pasted.patterns import HOST, NAME, PORT, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.evidence.pasted.result_table import read_table
from actions.evidence.pasted.shortened import read_shortened
from actions.probing.finding import Reason

TOOL = "Test-NetConnection"

_HOST = loosely(rf"ComputerName ?: ?(?P<host>{HOST})")
_PORT = loosely(rf"RemotePort ?: ?{PORT}")
_ADDRESS = loosely(r"RemoteAddress ?: ?(?P<address>[0-9a-f.:%]{2,60})(?!\S)")
_TCP = loosely(r"TcpTestSucceeded ?: ?(?P<word>True|False)(?!\w)")
_PING = loosely(r"PingSucceeded ?: ?(?P<word>True|False)(?!\w)")
_TIME = loosely(r"PingReplyDetails \(RTT\) ?: ?(?P<time>\d{1,6}) ms")
_OTHER = re.compile(
    r"(?:InterfaceAlias|SourceAddress|NameResolutionResults|NetRoute \(NextHop\)) ?:[^\n]{0,60}"
)
_FIELDS = (_PORT, _ADDRESS, _TCP, _PING, _TIME)

_WARNING = r"(?:WARNING|WARNUNG): "
_ADDRESS_AND_PORT = rf"\(?(?P<host>(?:{NAME}|[0-9a-f:.%]{{2,60}}?)) ?: ?{PORT}\)?"
_TCP_WARNING = loosely(rf"{_WARNING}TCP connect to {_ADDRESS_AND_PORT} failed")
_NAME_WARNING = loosely(
    rf"{_WARNING}Name resolution of (?P<host>{HOST}) failed(?: ?-- Status: [^\n]{{1,80}})?"
)
_PING_WARNING = loosely(
    rf"{_WARNING}Ping to (?P<host>{HOST}) failed(?: with| ?--) status: (?P<status>\w{{1,40}})"
)
_WARNINGS = (_TCP_WARNING, _NAME_WARNING, _PING_WARNING)
_RESULT_LINE = re.compile(r"^ ?(?:Tcp|Ping)\w{0,4}Succeeded ?: ?(?:True|False)$", re.MULTILINE)
_ONE_WORD = re.compile(r"\s*(True|False)(?!\w)")
_ONE_WORD_BESIDE = re.compile(r" ?(?:(?:[-=]{1,2}>|→|[:=]) ?)?(True|False)(?= ?(?:[.,;]|\n|$))")
_PING_STATUS = {
    "timedout": Reason.TIMEOUT,
    "destinationhostunreachable": Reason.UNREACHABLE,
    "destinationnetworkunreachable": Reason.UNREACHABLE,
    "destinationunreachable": Reason.UNREACHABLE,
    "ttlexpired": Reason.UNREACHABLE,
}


def read_test_net_connection(segment: Segment) -> list[Report]:
    """Return what it said of TCP and, where TCP failed or was not asked for, of ping."""
    if rows := read_table(segment, TOOL):  # it names the hosts, the warnings above it do not
        return rows
    is_whole = any(rule.search(segment.text) for rule in (_HOST, *_WARNINGS))
    if not is_whole and (shortened := read_shortened(segment)):
        return shortened
    blocks = [_Block(segment, start, end) for start, end in _blocks(segment)]
    reports = [report for block in blocks for report in block.read()]
    return reports or _read_one_word(segment)


def _blocks(segment: Segment) -> list[tuple[int, int]]:
    """Return where each result and the warnings above it stand."""
    text = segment.text
    starts = [match.start() for match in _HOST.finditer(text)]
    if not starts:
        return [(0, len(text))]
    ends = [
        max(
            [start, *(match.end() for rule in _FIELDS for match in rule.finditer(text, start, end))]
        )
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    ]
    return list(zip([0, *ends[:-1]], ends, strict=True))


class _Block:
    """One result with its warnings."""

    def __init__(self, segment: Segment, start: int, end: int) -> None:
        self._segment, self._start = segment, start
        self._text = segment.text[start:end]
        host, port = _HOST.search(self._text), _PORT.search(self._text)
        self._host = host["host"] if host else None
        self._port = int(port["port"]) if port else None

    def read(self) -> list[Report]:
        if not self._is_output():
            return []
        if unresolved := _NAME_WARNING.search(self._text):
            return [self._report(Reason.NAME_NOT_FOUND, unresolved["host"])]
        reason, ping = self._tcp(), self._ping()
        reports = [self._report(reason, self._host)] if reason else []
        if ping is Reason.OK or (ping and reason is not Reason.OK):  # not tried where TCP worked
            reports.append(self._report(ping, self._host, is_ping=True))
        return reports

    def _is_output(self) -> bool:
        """Return whether this is more than a sentence that quotes a single line."""
        if self._host or any(rule.search(self._text) for rule in _WARNINGS):
            return True
        fields = sum(bool(rule.search(self._text)) for rule in _FIELDS)
        is_line = _RESULT_LINE.search(self._text) is not None
        return fields > 1 or (is_line and self._segment.command_of(TOOL) is not None)

    def _tcp(self) -> Reason | None:
        result, address = _TCP.search(self._text), _ADDRESS.search(self._text)
        refuted = [match["host"] for match in _TCP_WARNING.finditer(self._text)]
        if result is None and not refuted:
            return None
        if result is None or result["word"].lower() == "false":
            return Reason.FAILED
        # A warning about another address of the same name does not speak against the result.
        is_sure = not refuted or (address and address["address"] not in refuted)
        return Reason.OK if is_sure else Reason.FAILED

    def _ping(self) -> Reason | None:
        result, warning = _PING.search(self._text), _PING_WARNING.search(self._text)
        if warning:
            return _PING_STATUS.get(warning["status"].lower(), Reason.FAILED)
        if result is None or not (self._host or self._segment.command_of(TOOL)):
            return None
        return Reason.OK if result["word"].lower() == "true" else Reason.FAILED

    def _report(self, reason: Reason, host: str | None, is_ping: bool = False) -> Report:
        warned = _TCP_WARNING.search(self._text) or _PING_WARNING.search(self._text)
        time = _TIME.search(self._text) if is_ping and reason is Reason.OK else None
        port = self._port or (
            int(warned["port"]) if warned and "port" in warned.groupdict() else None
        )
        start, end = self._span()
        return Report(
            TOOL,
            start,
            end,
            reason,
            host or (warned["host"] if warned else None),
            None if is_ping else port,
            is_ping,
            int(time["time"]) if time else None,
        )

    def _span(self) -> tuple[int, int]:
        rules = (_HOST, _OTHER, *_FIELDS, *_WARNINGS)
        spans = [match.span() for rule in rules for match in rule.finditer(self._text)]
        offset = self._segment.start + self._start
        return offset + min(start for start, _ in spans), offset + max(end for _, end in spans)


def _read_one_word(segment: Segment) -> list[Report]:
    """Return what True or False below a command line with `-InformationLevel Quiet` says.

    People shorten the result of other command lines to this, too, beside the port.
    """
    command = segment.command_of(TOOL)
    rule = _ONE_WORD if command and command.quiet else _ONE_WORD_BESIDE
    word = rule.match(segment.text)
    if command is None or word is None or not (command.quiet or command.port):
        return []
    reason = Reason.OK if word.group(1) == "True" else Reason.FAILED
    spaces = len(word.group()) - len(word.group().lstrip())
    start, end = segment.start + word.start() + spaces, segment.start + word.end()
    is_ping = command.port is None
    return [Report(TOOL, start, end, reason, command.host, command.port, is_ping)]
