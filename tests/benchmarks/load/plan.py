"""A load: what people are to do, what came of it, and the process of its own that makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from tests.benchmarks.server import Server
from tests.servers import PROJECT

GENERATOR = "tests.benchmarks.load.generator"


@dataclass(frozen=True)
class Plan:
    """People who talk to a server, each in conversations of their own.

    They stop after ``seconds`` or ``turns`` in all, where these are given. Each writes as soon as
    the answer is there; with ``every_seconds`` at random moments, so often on average, whether it
    is there or not. Several addresses get the conversations by a hash of their names.
    """

    urls: tuple[str, ...]
    headers: Mapping[str, str]
    users: int
    seconds: float = 0.0
    turns: int = 0
    every_seconds: float = 0.0
    new_share: float = 0.0
    """Of the texts; those that were never said before."""
    returning_share: float = 0.0
    """Of the conversations; those that go on with one of a few names instead of a new one."""
    seed: int = 0


@dataclass
class Outcome:
    """What came of it: how long each answered turn took, and what all of it took.

    A turn that is told to wait is sent again, and its time goes on; ``waits`` counts how often.
    What was begun is waited for, so ``duration`` is longer than a plan's seconds; ``in_time``
    counts the turns that were answered within these.
    """

    seconds_a_turn: list[float] = field(default_factory=list)
    waits: int = 0
    failures: list[str] = field(default_factory=list)
    in_time: int = 0
    duration: float = 0.0
    generator_seconds: float = 0.0
    """CPU time of the load generator."""


@dataclass(frozen=True)
class Measured:
    """What came of a load, and the CPU time that the server spent on it."""

    plan: Plan
    outcome: Outcome
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Return the answers a second while people wrote."""
        if self.plan.seconds:
            return self.outcome.in_time / self.plan.seconds
        return self.turns / self.outcome.duration

    @property
    def turns(self) -> int:
        """Return how many turns were answered."""
        return len(self.outcome.seconds_a_turn)


def measure(server: Server, plan: Plan) -> Measured:
    """Put the load on the server; all its processes' CPU time counts."""
    used = server.cpu_seconds()
    outcome = run(plan)
    return Measured(plan, outcome, server.cpu_seconds() - used)


def run(plan: Plan) -> Outcome:
    """Make the load in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", GENERATOR],
        cwd=PROJECT,
        input=json.dumps(asdict(plan)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


@contextmanager
def on_cores(cores: Collection[int]) -> Iterator[None]:
    """Let all that is started meanwhile run on these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
