"""More people than there is room for: a thousand sessions and five times the load that is borne."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.journal import Answered, Outcome, Refused
from tests.faults.people import QUESTIONS, Crowd, Person

CAPACITY_SECONDS = 10.0
AT_ONCE = 8
BEGINNING_AT_ONCE = 50


@dataclass(frozen=True)
class Load:
    """What came of offering so many messages a second for a while; ``sent`` is what we managed."""

    offered: float
    sent: float
    answered: float
    refused: int
    broken: int
    p50: float
    p95: float
    slowest_refusal: float

    def __str__(self) -> str:
        """Return a line for people."""
        return (
            f"to be offered {self.offered:.0f}/s, sent {self.sent:.0f}/s, answered "
            f"{self.answered:.1f}/s within p50 {self.p50:.2f} s and p95 {self.p95:.2f} s, refused "
            f"{self.refused} (slowest after {self.slowest_refusal:.2f} s), broken {self.broken}"
        )


async def gather_people(crowd: Crowd, count: int) -> list[Person]:
    """Return people who have begun, not all at the same moment."""
    people: list[Person] = []
    for start in range(0, count, BEGINNING_AT_ONCE):
        people += await crowd.join(*["crowd"] * min(BEGINNING_AT_ONCE, count - start))
    return people


async def capacity(people: Sequence[Person]) -> float:
    """Return how many messages a second are answered when each waits for the last."""
    turns = itertools.cycle(people)
    until, count = time.monotonic() + CAPACITY_SECONDS, 0

    async def ask() -> None:
        nonlocal count
        while time.monotonic() < until:
            person = next(turns)
            await person.ask(QUESTIONS[count % len(QUESTIONS)])
            count += 1

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return count / CAPACITY_SECONDS


async def offer(crowd: Crowd, people: Sequence[Person], rate: float, seconds: float) -> Load:
    """Send at a steady rate, whether answers come or not, people in turn."""
    since, began = len(crowd.journal.outcomes), time.monotonic()
    turns, sending = itertools.cycle(people), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        question = QUESTIONS[number % len(QUESTIONS)]
        sending.append(asyncio.create_task(next(turns).ask(question)))
    sent = len(sending) / (time.monotonic() - began)
    await asyncio.gather(*sending)
    outcomes = crowd.journal.outcomes[since:]
    return _load(outcomes, rate, sent, time.monotonic() - began)


def _load(outcomes: Sequence[Outcome], rate: float, sent: float, seconds: float) -> Load:
    times = [each.seconds for each in outcomes if isinstance(each, Answered)] or [0.0, 0.0]
    refusals = [each.seconds for each in outcomes if isinstance(each, Refused)]
    counted = Counter(type(each).__name__ for each in outcomes)
    hundredths = statistics.quantiles(times, n=100)
    return Load(
        rate,
        sent,
        counted["Answered"] / seconds,
        counted["Refused"],
        counted["Broken"],
        hundredths[49],
        hundredths[94],
        max(refusals, default=0.0),
    )
