"""Figures from measurements, and the Markdown they are shown in."""

from __future__ import annotations

import math
import os
import platform
import statistics
import time
from collections.abc import Iterable, Sequence
from pathlib import Path


def percentile(values: Iterable[float], percent: float) -> float:
    """Return the smallest of the values that so many percent do not exceed; NaN of none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def growth(counts: Sequence[float], amounts: Sequence[float]) -> float:
    """Return by how much the amount grows with a count, in the second half, by least squares."""
    half = len(counts) // 2
    slope, _ = statistics.linear_regression(counts[half:], amounts[half:])
    return slope


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table: the first column is text, the others are numbers."""
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    return "\n".join([*lines, *map(_line, rows)])


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(_shown, cells))} |"


def _shown(cell: object) -> str:
    if not isinstance(cell, float):
        return str(cell)
    if math.isnan(cell):
        return "–"
    return f"{cell:.2f}" if abs(cell) < 10 else f"{cell:.1f}" if abs(cell) < 100 else f"{cell:.0f}"


def machine() -> str:
    """Return when and where this was measured, in a line."""
    now = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{now}, {len(os.sched_getaffinity(0))} cores ({_processor()}), {memory:.0f} GiB, "
        f"CPython {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.replace("(R)", "").split())
    return platform.machine()
