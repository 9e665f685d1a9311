"""Read ping: of Windows in English and German, of macOS and Linux."""

from __future__ import annotations

import re

from actions.evidence.pasted.error_texts import reason_in
from actions.evidence.pasted.patterns import ERROR, HOST, KNOWN_ERROR, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

_AT = rf"(?P<host>{HOST})"
_HEADER = loosely(
    rf"(?:Pinging|Ping wird ausgeführt für) (?P<windows>{HOST})(?: \[{HOST}\])?"
    r"(?: from [^\n]{1,50}?)? (?:with|mit) \d{1,5} Bytes(?: of data| Daten)?:?"
    rf"|PING (?P<unix>{HOST}) ?\([^\n]{{1,120}}?\):? (?:from [^\n]{{1,60}}?: )?"
    r"\d{1,5}(?:\(\d{1,5}\))? (?:data )?Bytes(?: of data| an Daten)?\.?"
    rf"|PING6?\(\d{{1,5}}=[^)\n]{{1,20}}\) {HOST} --> (?P<six>{HOST})"
)
_REPLY = loosely(
    r"\d{1,5} bytes (?:from|von) [^\n]{1,120}?(?:time|Zeit)[=<] ?[\d.,]{1,9} ms"
    rf"|(?:Reply from|Antwort von) {HOST}: (?:Bytes=\d{{1,5}} )?(?:time|Zeit)[=<]\d{{1,6}} ?ms"
    r"(?: TTL=\d{1,3})?"
)
_UNREACHABLE = loosely(
    r"Destination (?:host|net|network|port|protocol) (?:unreachable|prohibited)\.?"
    r"|Destination (?:host|net) administratively prohibited"
    r"|Ziel(?:host|netz|port) nicht erreichbar\.?|Packet filtered"
    r"|TTL expired in transit\.?|Time to live exceeded"
    r"|Die Gültigkeitsdauer wurde bei der Übertragung überschritten\.?"
    r"|sendto: (?:No route to host|Network is unreachable|Host is down)"
)
_SILENT = loosely(
    r"Request timed out\.?|Zeitüberschreitung der Anforderung\.?"
    r"|Request timeout for icmp_seq \d{1,5}|no answer yet for icmp_seq=\d{1,5}"
)
_BROKEN = loosely(r"General failure\.?|Allgemeiner Fehler\.?|transmit failed|sendmsg: [^\n]{1,60}")
_COUNT = loosely(
    r"\d{1,6} packets transmitted, (?P<unix>\d{1,6})(?: packets)? received[^\n]{0,80}?loss"
    r"(?:, time \d{1,9} ?ms)?"
    r"|\d{1,6} Pakete übertragen, (?P<german>\d{1,6}) empfangen[^\n]{0,80}?(?:loss|verlust)"
    r"(?:, Zeit \d{1,9} ?ms)?"
    r"|(?:Sent|Gesendet) = \d{1,6}, (?:Received|Empfangen) = (?P<windows>\d{1,6}), "
    r"(?:Lost|Verloren) = \d{1,6}(?: \([\d.]{1,6} ?% (?:loss|Verlust)\))?,?"
)
_TIMES = loosely(
    r"(?:rtt|round-trip) min/avg/max/(?:mdev|std-?dev) = [\d.]{1,12}/(?P<unix>[\d.]{1,12})"
    r"/[\d.]{1,12}/(?:[\d.]{1,12}|nan) ms"
    r"|(?:Average|Mittelwert) = (?P<windows>\d{1,6}) ?ms"
)
_TITLE = loosely(
    rf"--- {HOST} ping[-\s]Statisti(?:cs|k) ---|Ping[-\s]Statisti(?:cs for|k für) {HOST}:(?!\d)"
)
_DETAILS = (_REPLY, _UNREACHABLE, _SILENT, _BROKEN, _COUNT, _TIMES, _TITLE)
_NOT_STARTED = tuple(
    loosely(pattern)
    for pattern in (
        rf"Ping request could not find host {_AT}\.? ?(?:Please check the name and try again\.?)?",
        rf"Ping-Anforderung konnte (?:den )?Host \"?{_AT}\"? nicht finden\.?"
        r"(?: Überprüfen Sie den Namen,? und (?:versuchen Sie es erneut|"
        r"wiederholen Sie den Vorgang)\.?)?",
        rf"ping6?: (?:cannot|could not) resolve {_AT}: {ERROR}",
        rf"ping6?: (?P<error>unknown host) {_AT}",
        rf"ping6?: (?P<error>bad address) '{_AT}'",
        rf"ping6?: (?!connect|sendto|sendmsg){_AT}: {KNOWN_ERROR}",
    )
)
_NO_ROUTE = loosely(rf"(?:ping6?: )?connect: {ERROR}")


def read_ping(segment: Segment) -> list[Report]:
    """Return what ping said, once for each time it ran."""
    headers = list(_HEADER.finditer(segment.text))
    ends = [*(header.start() for header in headers), len(segment.text)][1:]
    runs = [_read_run(segment, header, end) for header, end in zip(headers, ends, strict=True)]
    if not headers and (title := _TITLE.search(segment.text)):
        runs = [_read_run(segment, title, len(segment.text))]
    return [*runs, *_not_started(segment)]


def _not_started(segment: Segment) -> list[Report]:
    reports = [
        _report(segment, match.span(), _name_reason(match), match["host"])
        for rule in _NOT_STARTED
        for match in rule.finditer(segment.text)
    ]
    if segment.command_of("ping") or "ping: connect" in segment.text:
        for match in _NO_ROUTE.finditer(segment.text):
            reports.append(_report(segment, match.span(), reason_in(match["error"]), None))
    return reports


def _name_reason(match: re.Match[str]) -> Reason:
    error = match.groupdict().get("error")
    told = reason_in(error) if error else Reason.FAILED
    return Reason.NAME_NOT_FOUND if told is Reason.FAILED else told


def _read_run(segment: Segment, first: re.Match[str], end: int) -> Report:
    named = first.groupdict()
    host = named.get("windows") or named.get("unix") or named.get("six")
    found = [
        match for rule in _DETAILS for match in rule.finditer(segment.text, first.start(), end)
    ]
    last = max([first.end(), *(match.end() for match in found)])
    times = _TIMES.search(segment.text, first.start(), end)
    reason = _reason(segment.text[first.start() : last])
    milliseconds = _average(times) if times and reason is Reason.OK else None
    return _report(segment, (first.start(), last), reason, host, milliseconds)


def _reason(text: str) -> Reason:
    if _REPLY.search(text):
        return Reason.OK
    if _UNREACHABLE.search(text):
        return Reason.UNREACHABLE
    if _BROKEN.search(text):
        return Reason.FAILED
    count = _COUNT.search(text)
    received = next((int(each) for each in count.groups() if each), 0) if count else None
    if _SILENT.search(text) or received == 0:
        return Reason.TIMEOUT
    # Windows counts "unreachable" as received, but then there are no times.
    return Reason.OK if received and _TIMES.search(text) else Reason.UNKNOWN


def _average(times: re.Match[str]) -> int:
    return round(float(times["unix"] or times["windows"]))


def _report(
    segment: Segment,
    span: tuple[int, int],
    reason: Reason,
    host: str | None,
    milliseconds: int | None = None,
) -> Report:
    start, end = segment.start + span[0], segment.start + span[1]
    return Report("ping", start, end, reason, host, None, True, milliseconds)
