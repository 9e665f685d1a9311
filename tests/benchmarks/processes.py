"""What a process and everything below it has used, read from Linux's ``/proc``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
WITH_REAPED_CHILDREN = slice(11, 15)  # fields 14 to 17 of proc(5), counted after the name


@dataclass(frozen=True)
class Memory:
    """The memory of a process in MiB.

    ``resident`` is all; in ``proportional`` what several processes share counts in parts;
    ``private`` is what would be given back if the process ended.
    """

    resident: float
    proportional: float
    private: float


def memory_of(process: int) -> Memory:
    """Return the memory of a process, without its children; it must be ours or we root."""
    found: dict[str, float] = {}
    for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines()[1:]:
        name, _, value = line.partition(":")
        found[name] = int(value.split()[0]) / 1024
    private = found["Private_Clean"] + found["Private_Dirty"]
    return Memory(found["Rss"], found["Pss"], private)


def cpu_seconds(process: int) -> float:
    """Return the CPU time of a process and of all its children, living and ended."""
    own = sum(map(int, _statistics(process)[WITH_REAPED_CHILDREN])) / TICKS_PER_SECOND
    return own + sum(cpu_seconds(child) for child in children(process))


def resident_mib(process: int) -> float:
    """Return the resident memory of a process and of its living children."""
    own = _resident_kib(process) / 1024
    return own + sum(resident_mib(child) for child in children(process))


def children(process: int) -> Iterator[int]:
    """Yield the living children of a process, whichever of its threads started them."""
    for listing in PROC.glob(f"{process}/task/*/children"):
        yield from map(int, listing.read_text().split())


def descendants(process: int) -> Iterator[int]:
    """Yield all living processes below a process."""
    for child in children(process):
        yield child
        yield from descendants(child)


def command_of(process: int) -> list[str]:
    """Return the command line of a process; empty where it has just ended."""
    try:
        return (PROC / str(process) / "cmdline").read_text().split("\0")
    except OSError:
        return []


def _statistics(process: int) -> list[str]:
    try:
        line = (PROC / str(process) / "stat").read_text()
    except OSError:  # it ended just now; its parent counts it from here on
        return ["0"] * WITH_REAPED_CHILDREN.stop
    return line.rpartition(")")[2].split()


def _resident_kib(process: int) -> int:
    for line in (PROC / str(process) / "status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "VmRSS":
            return int(value.split()[0])
    return 0
