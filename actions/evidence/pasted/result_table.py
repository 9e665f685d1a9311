"""Read PowerShell results that were printed as a table, one row for each host."""

from __future__ import annotations

import re

from actions.evidence.pasted.patterns import HOST, loosely
from actions.evidence.pasted.report import Report, Segment
from actions.probing.finding import Reason

_COLUMN = (
    r"(?:RemoteAddress|RemotePort|TcpTestSucceeded|PingSucceeded|InterfaceAlias|SourceAddress)"
)
_HEADER = loosely(rf"ComputerName(?P<columns>(?: {_COLUMN}){{1,6}})(?: -{{3,60}}){{2,7}}")
_ROW = loosely(
    rf" (?P<host>{HOST})(?P<middle>[^\n]{{0,200}}?) (?P<first>True|False)"
    r"(?: (?P<second>True|False))?(?!\w)"
)
_NUMBER = re.compile(r"(?<![\w.:])\d{1,5}(?![\w.:])")


def read_table(segment: Segment, tool: str) -> list[Report]:
    """Return what each row says; nothing where there is no table."""
    header = _HEADER.search(segment.text)
    if header is None:
        return []
    columns = header["columns"].lower().split()
    reports, position = [], header.end()
    while row := _ROW.match(segment.text, position):
        span = (segment.start + header.start(), segment.start + row.end())
        reports += _read_row(row, columns, tool, span)
        position = row.end()
    return reports


def _read_row(
    row: re.Match[str], columns: list[str], tool: str, span: tuple[int, int]
) -> list[Report]:
    results = [column for column in columns if column.endswith("succeeded")]
    words = dict(zip(results, (row["first"], row["second"]), strict=False))
    numbers = _NUMBER.findall(row["middle"]) if "remoteport" in columns else []
    port = int(numbers[0]) if numbers else None
    reports = []
    for column, word in words.items():
        reason = Reason.OK if (word or "").lower() == "true" else Reason.FAILED
        is_ping = column.startswith("ping")
        at = None if is_ping else port
        reports.append(Report(tool, *span, reason, row["host"], at, is_ping))
    return reports
