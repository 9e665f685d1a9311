"""What a start takes and how much memory there is, side by side."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load.figures import table
from tests.benchmarks.processes import Memory
from tests.benchmarks.server import Server
from tests.benchmarks.sides import LOTSE, MODEL, STOCK, our_side
from tests.benchmarks.start import Start
from tests.benchmarks.stock_servers import running_stock

Starter = Callable[[Path, Path], AbstractContextManager[Server]]


@dataclass(frozen=True)
class Started:
    """A side that has just become ready: what that took, and its memory."""

    side: str
    start: Start
    memory: Memory


def measure_starts(environment: Path, gateways: Path, rounds: int) -> list[Started]:
    """Start each side alone, in turn, with data of its own."""
    starters: Mapping[str, Starter] = {
        LOTSE: our_side,
        STOCK: lambda folder, rows: running_stock(environment, MODEL, rows, folder),
    }
    return [
        _started(name, starter, gateways)
        for _ in range(rounds)
        for name, starter in starters.items()
    ]


def _started(name: str, starter: Starter, gateways: Path) -> Started:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as folder:
        began = time.monotonic()
        with starter(Path(folder), gateways) as side:
            wall = time.monotonic() - began
            return Started(name, Start(wall, side.cpu_seconds()), side.memory())


def start_table(started: Sequence[Started]) -> str:
    """Return the middle start of each side as Markdown."""
    rows = []
    for side in dict.fromkeys(each.side for each in started):
        own = [each for each in started if each.side == side]
        cpu = [each.start.cpu_seconds for each in own]
        rows.append(
            (
                side,
                statistics.median(each.start.wall_seconds for each in own),
                statistics.median(cpu),
                f"{min(cpu):.1f}–{max(cpu):.1f}",
                *_amounts(own[-1].memory),
            )
        )
    head = ("start until ready", "wall s", "CPU s", "lowest–highest", *MEMORY_HEAD)
    return table(head, rows)


MEMORY_HEAD = ("resident MiB", "proportional MiB", "private MiB")


def memory_table(memories: Mapping[str, Memory]) -> str:
    """Return memory by name as Markdown."""
    rows = [(name, *_amounts(memory)) for name, memory in memories.items()]
    return table(("memory", *MEMORY_HEAD), rows)


def _amounts(memory: Memory) -> tuple[float, float, float]:
    return memory.resident, memory.proportional, memory.private
