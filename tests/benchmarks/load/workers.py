"""How throughput grows with workers that share PostgreSQL and Redis."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load.figures import percentile, table
from tests.benchmarks.load.plan import Measured, Plan, measure
from tests.benchmarks.server import Server
from tests.benchmarks.sides import our_side
from tests.databases import running_postgres, running_redis

HEAD = (
    "workers",
    "messages/s",
    "lowest–highest round",
    "× one worker",
    "× one worker, had each a core",
    "p50 ms",
    "p95 ms",
    "workers' CPU ms a turn",
    "turns a CPU second of the workers",
    "PostgreSQL's and Redis's CPU ms a turn",
    "generator's CPU ms a turn",
    "no answer",
)
WARM_UP_TURNS = 60


@dataclass(frozen=True)
class Cluster:
    """Servers that share databases."""

    workers: Sequence[Server]
    databases: Server


@dataclass(frozen=True)
class Round:
    """What a load came to, and the databases' part in it."""

    measured: Measured
    databases_seconds: float


@dataclass(frozen=True)
class Crew:
    """So many workers with all rounds."""

    workers: int
    rounds: Sequence[Round]

    @property
    def rates(self) -> list[float]:
        """Return the answers a second of each round."""
        return [each.measured.rate for each in self.rounds]

    @property
    def messages_a_second(self) -> float:
        """Return the answers a second of the middle round."""
        return statistics.median(self.rates)

    @property
    def turns(self) -> int:
        """Return how many turns were answered."""
        return sum(each.measured.turns for each in self.rounds)

    @property
    def cpu_ms(self) -> float:
        """Return the workers' CPU time for one turn."""
        return 1e3 * sum(each.measured.cpu_seconds for each in self.rounds) / self.turns

    def row(self, one: Crew) -> tuple[object, ...]:
        """Return this as a row under `HEAD`, beside the smallest crew.

        What the crew would do if nothing else took its cores follows from the CPU time of a turn.
        """
        outcomes = [each.measured.outcome for each in self.rounds]
        seconds = [each for outcome in outcomes for each in outcome.seconds_a_turn]
        return (
            str(self.workers),
            self.messages_a_second,
            f"{min(self.rates):.0f}–{max(self.rates):.0f}",
            self.messages_a_second / one.messages_a_second,
            self.workers / one.workers * one.cpu_ms / self.cpu_ms,
            1e3 * percentile(seconds, 50),
            1e3 * percentile(seconds, 95),
            self.cpu_ms,
            1e3 / self.cpu_ms,
            1e3 * sum(each.databases_seconds for each in self.rounds) / self.turns,
            1e3 * sum(outcome.generator_seconds for outcome in outcomes) / self.turns,
            sum(len(outcome.failures) for outcome in outcomes),
        )


@contextmanager
def running_cluster(folder: Path, gateways: Path, workers: int) -> Iterator[Cluster]:
    """Run PostgreSQL, Redis and so many workers, without a balancer in front."""
    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres())
        redis = stack.enter_context(running_redis())
        shared = {"LOTSE_DATABASE_URL": postgres.url, "LOTSE_REDIS_URL": redis.url}
        servers = []
        for number in range(workers):
            own = folder / f"worker-{number + 1}"
            own.mkdir()
            servers.append(stack.enter_context(our_side(own, gateways, **shared)))
        yield Cluster(servers, Server("databases", "", (postgres.process.pid, redis.process.pid)))


def measure_crews(
    cluster: Cluster, counts: Sequence[int], users: int, seconds: float, rounds: int
) -> list[Crew]:
    """Let people write to so many of the workers; the counts take turns, round by round."""
    for worker in cluster.workers:
        measure(worker, Plan((worker.url,), worker.headers, 5, turns=WARM_UP_TURNS))
    found: dict[int, list[Round]] = {count: [] for count in counts}
    for number in range(rounds):
        for count in counts if number % 2 else reversed(counts):
            found[count].append(_round(cluster, count, users, seconds, number))
    return [Crew(count, found[count]) for count in counts]


def _round(cluster: Cluster, count: int, users: int, seconds: float, number: int) -> Round:
    crew = cluster.workers[:count]
    urls = tuple(worker.url for worker in crew)
    together = Server("workers", urls[0], tuple(each.processes[0] for each in crew))
    plan = Plan(urls, crew[0].headers, users, seconds, seed=number)
    used = cluster.databases.cpu_seconds()
    measured = measure(together, plan)
    return Round(measured, cluster.databases.cpu_seconds() - used)


def crew_table(crews: Sequence[Crew]) -> str:
    """Return all as Markdown."""
    return table(HEAD, [crew.row(crews[0]) for crew in crews])
