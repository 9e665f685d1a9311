"""How memory goes on over a hundred thousand turns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.load.figures import growth, table
from tests.benchmarks.load.plan import Plan, run
from tests.benchmarks.processes import Memory
from tests.benchmarks.server import Server

USERS = 8
NEW_SHARE = 0.2
RETURNING_SHARE = 0.2
TURNS_A_SAMPLE = 500
SAMPLES_A_LINE = 10


@dataclass(frozen=True)
class Sample:
    """The memory after so many turns, with nobody talking."""

    turns: int
    memory: Memory


@dataclass(frozen=True)
class Soak:
    """All samples, and what went wrong meanwhile."""

    samples: Sequence[Sample]
    failures: int

    def growth_of(self, amount: str) -> float:
        """Return by how many KiB a kind of memory grows in 1,000 turns, in the second half."""
        turns = [sample.turns for sample in self.samples]
        amounts = [1024.0 * getattr(sample.memory, amount) for sample in self.samples]
        return 1_000 * growth(turns, amounts)


def measure_soak(server: Server, turns: int) -> Soak:
    """Let people talk, mostly in new conversations, until so many turns are behind."""
    samples, failures = [Sample(0, server.memory())], 0
    while samples[-1].turns < turns:
        outcome = run(_plan(server, seed=len(samples)))
        failures += len(outcome.failures)
        behind = samples[-1].turns + len(outcome.seconds_a_turn)
        samples.append(Sample(behind, server.memory()))
        if len(samples) % SAMPLES_A_LINE == 0:
            resident = samples[-1].memory.resident
            print(f"{behind} turns, {resident:.1f} MiB resident", file=sys.stderr, flush=True)
    return Soak(samples, failures)


def _plan(server: Server, seed: int) -> Plan:
    return Plan(
        (server.url,),
        server.headers,
        USERS,
        turns=TURNS_A_SAMPLE,
        new_share=NEW_SHARE,
        returning_share=RETURNING_SHARE,
        seed=seed,
    )


def soak_table(soak: Soak) -> str:
    """Return the memory at the start, in the middle and at the end, and its growth."""
    samples = soak.samples
    shown = (samples[0], samples[len(samples) // 2], samples[-1])
    rows: list[tuple[object, ...]] = [
        (f"after {each.turns} turns", each.memory.resident, each.memory.private) for each in shown
    ]
    slopes = (soak.growth_of("resident"), soak.growth_of("private"))
    rows.append(("second half: KiB a 1,000 turns", *slopes))
    lines = table(("memory", "resident MiB", "private MiB"), rows)
    return f"{lines}\n\n{soak.failures} turns without an answer."
