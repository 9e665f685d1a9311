"""Messages a second and how long answers take, by the number of people who write at once."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.load.figures import percentile, table
from tests.benchmarks.load.plan import Measured, Plan, measure
from tests.benchmarks.server import Server
from tests.benchmarks.sides import LOTSE, STOCK

NEW_TEXTS, NEW_TEXTS_STOCK = f"{LOTSE}, each text new", f"{STOCK}, each text new"
HEAD = (
    "people: side",
    "messages/s",
    "lowest–highest round",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "CPU ms a turn",
    "generator's CPU ms a turn",
    "told to wait, % of turns",
    "turns",
    "no answer",
)


@dataclass(frozen=True)
class Subject:
    """A server under a name, with the share of texts that it never saw before."""

    name: str
    server: Server
    new_share: float = 0.0


@dataclass(frozen=True)
class Crowd:
    """So many people at one side, with all rounds together."""

    name: str
    users: int
    rounds: Sequence[Measured]

    @property
    def turns(self) -> int:
        """Return how many turns were answered."""
        return sum(each.turns for each in self.rounds)

    @property
    def rates(self) -> list[float]:
        """Return the answers a second of each round."""
        return [each.rate for each in self.rounds]

    @property
    def messages_a_second(self) -> float:
        """Return the answers a second of the middle round."""
        return statistics.median(self.rates)

    @property
    def cpu_ms(self) -> float:
        """Return the CPU time of all processes of the side for one turn, in the middle round."""
        return 1e3 * statistics.median(each.cpu_seconds / each.turns for each in self.rounds)

    @property
    def generator_ms(self) -> float:
        """Return the CPU time of the load generator for one turn."""
        return 1e3 * sum(each.outcome.generator_seconds for each in self.rounds) / self.turns

    def milliseconds(self, percent: float) -> float:
        """Return within which time so many percent of all turns were answered."""
        seconds = (each for one in self.rounds for each in one.outcome.seconds_a_turn)
        return 1e3 * percentile(seconds, percent)

    def row(self) -> tuple[object, ...]:
        """Return this as a row under `HEAD`."""
        waits = sum(each.outcome.waits for each in self.rounds)
        failures = sum(len(each.outcome.failures) for each in self.rounds)
        return (
            f"{self.users}: {self.name}",
            self.messages_a_second,
            f"{min(self.rates):.0f}–{max(self.rates):.0f}",
            *map(self.milliseconds, (50, 95, 99)),
            self.cpu_ms,
            self.generator_ms,
            100 * waits / self.turns,
            self.turns,
            failures,
        )


def subjects_of(ours: Server, stock: Server) -> list[Subject]:
    """Return what is compared: both sides, and both with texts that nothing remembers.

    Stock remembers as ours does: its model has our components.
    """
    return [
        Subject(ours.name, ours),
        Subject(NEW_TEXTS, ours, new_share=1.0),
        Subject(stock.name, stock),
        Subject(NEW_TEXTS_STOCK, stock, new_share=1.0),
    ]


def measure_crowds(
    subjects: Sequence[Subject], users: Sequence[int], seconds: float, rounds: int
) -> Iterator[Crowd]:
    """Let so many people write to each side in turn, round by round; yield each when done."""
    for number_of_users in users:
        found: dict[str, list[Measured]] = {subject.name: [] for subject in subjects}
        for number in range(rounds):
            for subject in subjects if number % 2 else reversed(subjects):
                plan = _plan(
                    subject, number_of_users, seconds, seed=1_000 * number_of_users + number
                )
                found[subject.name].append(measure(subject.server, plan))
        for name, measured in found.items():
            yield Crowd(name, number_of_users, measured)


def _plan(subject: Subject, users: int, seconds: float, seed: int) -> Plan:
    server = subject.server
    return Plan(
        (server.url,), server.headers, users, seconds, new_share=subject.new_share, seed=seed
    )


def crowd_table(crowds: Sequence[Crowd]) -> str:
    """Return all as Markdown."""
    return table(HEAD, [crowd.row() for crowd in crowds])
