"""Write the tables of all combinations so that a person can read them.

`python -m tests.actions.verdict.table` writes the two `.tsv` files anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from actions.verdict.diagnosis import diagnose
from kb.gateways import read_gateways
from tests.actions.verdict.combinations import (
    BROWSER,
    COMPUTER,
    COMPUTER_WEB,
    EUROPE,
    PROXY,
    SERVER,
    WEBSITE,
    Combination,
    combinations,
)

FOLDER = Path(__file__).parent
TABLES = {FOLDER / "table.tsv": EUROPE, FOLDER / "table_website.tsv": WEBSITE}
COLUMNS: Mapping[str, Sequence[str]] = {
    "C trading": tuple(COMPUTER),
    "A server": tuple(SERVER),
    "C web": tuple(COMPUTER_WEB),
    "B browser": tuple(BROWSER),
    "proxy": tuple(PROXY),
}
RESULT = ("cause", "confidence")

Row = tuple[str, ...]


def write_table(rows: tuple[str, ...]) -> str:
    """Return the table for the rows in question; values that lead to the same are in one row."""
    results = _results(rows)
    lines = [(*COLUMNS, *RESULT), *_rows((), results)]
    return "".join("\t".join(line) + "\n" for line in lines)


def _results(ids: tuple[str, ...]) -> dict[Row, Row]:
    gateways = read_gateways()
    rows = [row for row in gateways.rows if row.id in ids]
    results: dict[Row, Row] = {}
    for combination in combinations(ids):
        verdict = diagnose(combination.evidence, rows, gateways)
        results[_key(combination)] = (verdict.cause.value, verdict.confidence.value)
    return results


def _key(combination: Combination) -> Row:
    server, computer, *others = combination.names
    return (computer, server, *others)


def _rows(start: Row, results: Mapping[Row, Row]) -> Iterator[Row]:
    if len(start) == len(COLUMNS):
        yield results[start]
        return
    place = len(start)
    possible = {key[place] for key in results}
    values = [value for value in list(COLUMNS.values())[place] if value in possible]
    groups: dict[tuple[Row, ...], list[str]] = {}
    for value in values:
        groups.setdefault(tuple(_rows((*start, value), results)), []).append(value)
    for rows, alike in groups.items():
        name = "any" if len(alike) == len(values) > 1 else ", ".join(alike)
        yield from ((name, *row) for row in rows)


if __name__ == "__main__":
    for path, ids in TABLES.items():
        path.write_text(write_table(ids), encoding="utf-8")
