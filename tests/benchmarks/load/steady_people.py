"""Many people who each write now and then, while the server has one core to itself."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load.crowds import NEW_TEXTS
from tests.benchmarks.load.figures import percentile, table
from tests.benchmarks.load.plan import Measured, Plan, measure, on_cores
from tests.benchmarks.server import Server
from tests.benchmarks.sides import LOTSE, MODEL, STOCK, our_side
from tests.benchmarks.stock_servers import running_stock

EVERY_SECONDS = 10.0
FIFTH_NEW = f"{LOTSE}, a fifth of the texts new"
STOCK_SECONDS = 30.0
"""Stock cannot keep up, and what piles up must be answered before the next measurement."""
WARM_UP_TURNS = 100
HEAD = (
    "people: side",
    "messages/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "longest ms",
    "core in use, %",
    "told to wait, % of turns",
    "turns",
    "no answer",
)


@dataclass(frozen=True)
class Steady:
    """What so many people noticed of one side."""

    name: str
    people: int
    measured: Measured

    def row(self) -> tuple[object, ...]:
        """Return this as a row under `HEAD`."""
        outcome, turns = self.measured.outcome, self.measured.turns
        seconds = outcome.seconds_a_turn
        return (
            f"{self.people}: {self.name}",
            self.measured.rate,
            *(1e3 * percentile(seconds, percent) for percent in (50, 95, 99, 100)),
            100 * self.measured.cpu_seconds / outcome.duration,
            100 * outcome.waits / max(1, turns),
            turns,
            len(outcome.failures),
        )


def measure_steady(
    environment: Path, gateways: Path, people: Sequence[int], seconds: float
) -> list[Steady]:
    """Let people write to each side on one core, the load made on another."""
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        with _pinned(our_side(Path(name), gateways), cores[0]) as ours:
            mixes = {LOTSE: 0.0, FIFTH_NEW: 0.2, NEW_TEXTS: 1.0}
            found = _steadies(ours, mixes, people, seconds, cores[-1])
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        with _pinned(running_stock(environment, MODEL, gateways, Path(name)), cores[0]) as stock:
            fewest, shorter = people[:1], min(seconds, STOCK_SECONDS)
            return found + _steadies(stock, {STOCK: 0.0}, fewest, shorter, cores[-1])


@contextmanager
def _pinned(side: AbstractContextManager[Server], core: int) -> Iterator[Server]:
    """Start a side on a core; all its processes and threads stay there."""
    with ExitStack() as stack:
        with on_cores({core}):
            server = stack.enter_context(side)
        yield server


def _steadies(
    server: Server, mixes: Mapping[str, float], people: Sequence[int], seconds: float, core: int
) -> list[Steady]:
    with on_cores({core}):
        measure(server, Plan((server.url,), server.headers, 5, turns=WARM_UP_TURNS))
        found = []
        for number, (name, share) in itertools.product(people, mixes.items()):
            plan = _plan(server, number, seconds, share)
            found.append(Steady(name, number, measure(server, plan)))
            print(f"{number} people, {name}: done", file=sys.stderr, flush=True)
        return found


def _plan(server: Server, people: int, seconds: float, new_share: float) -> Plan:
    return Plan(
        (server.url,),
        server.headers,
        people,
        seconds,
        every_seconds=EVERY_SECONDS,
        new_share=new_share,
        seed=people,
    )


def steady_table(steadies: Sequence[Steady]) -> str:
    """Return all as Markdown."""
    return table(HEAD, [steady.row() for steady in steadies])
