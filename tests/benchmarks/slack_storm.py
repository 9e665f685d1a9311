"""A storm of signed events: doubled, late, and with a ``kill -9`` in its middle."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Sequence
from typing import Protocol

from tests.benchmarks.slack_outcome import Outcome, answered_places, read_outcome
from tests.benchmarks.slack_questions import MOST_COPIES, Lane, Question
from tests.slack.delivery import Delivery
from tests.slack.payloads import Payload
from tests.slack.pretend_slack import PretendSlack

TYPING_SECONDS = (0.1, 1.0)
LATER_SECONDS = (1.0, 4.0)  # Slack's third and fourth attempt come after a minute and five minutes
TOGETHER = 0.5  # of the second copies; the others come right after the first
CLOCK_SECONDS, LOOK_SECONDS = 0.05, 0.5
CALM_SECONDS, LONG_CALM_SECONDS, MOST_SECONDS = 5.0, 25.0, 900.0


class Side(Protocol):
    """A server that can be killed, and started again on the same port with the same data."""

    name: str

    async def start(self) -> None:
        """Start it, and return when it answers."""

    async def kill(self) -> None:
        """End it as a power cut would."""


class Storm:
    """Lets people ask, brings each event as often as planned, and restarts the server once."""

    def __init__(
        self, slack: PretendSlack, side: Side, lanes: Sequence[Lane], chance: random.Random
    ) -> None:
        self._slack = slack
        self._side = side
        self._lanes = lanes
        self._chance = chance
        self._is_up = asyncio.Event()
        self._was_restarted = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()
        self._is_half_way = asyncio.Event()
        self._left = 0
        self._deliveries: list[Delivery] = []
        self._while_down: list[Delivery] = []
        self._late: list[float] = []
        self._down_seconds = 0.0

    async def run(self, a_second: float) -> Outcome:
        """Ask about so many questions a second, wait until all is quiet, and count."""
        self._is_up.set()
        clock = asyncio.ensure_future(watch_clock(self._late))
        count = sum(len(lane.questions) for lane in self._lanes)
        self._left = count // 2
        killing = asyncio.ensure_future(self._restart())
        begin = (self._chance.uniform(0, count / a_second) for _ in self._lanes)
        lanes = zip(self._lanes, begin, strict=True)
        await asyncio.gather(killing, *(self._ask(lane, at) for lane, at in lanes))
        await asyncio.gather(*self._later)
        await settle(self._slack, [each for lane in self._lanes for each in lane.questions])
        clock.cancel()
        outcome = read_outcome(self._side.name, self._slack, self._lanes)
        outcome.deliveries, outcome.while_down = self._deliveries, self._while_down
        outcome.late = self._late
        outcome.down_seconds = self._down_seconds
        return outcome

    async def _restart(self) -> None:
        await self._is_half_way.wait()
        self._is_up.clear()
        began_at = time.monotonic()
        await self._side.kill()
        await self._side.start()
        self._down_seconds = time.monotonic() - began_at
        self._is_up.set()
        self._was_restarted.set()

    async def _ask(self, lane: Lane, begin: float) -> None:
        """Ask one question after the other, each when Slack has brought the one before."""
        await asyncio.sleep(begin)
        for question in lane.questions:
            events = self._slack.events_of(lane.write(self._slack, question))
            brought = await asyncio.gather(*(self._bring(event, question) for event in events))
            question.is_taken = all(brought)
            self._left -= 1
            if self._left <= 0:
                self._is_half_way.set()
            await asyncio.sleep(self._chance.uniform(*TYPING_SECONDS))

    async def _bring(self, event: Payload, question: Question) -> bool:
        """Bring one event until it is taken or Slack gives up; further copies come later."""
        attempts = [self._attempt(event, None)]
        if question.copies > 1 and self._chance.random() < TOGETHER:
            attempts.append(self._attempt(event, _retry(question, 1)))
        done = await asyncio.gather(*attempts)
        number, is_taken = len(done), any(each.is_taken for each in done)
        while not is_taken and number < MOST_COPIES:
            if number > 1:
                await self._wait_a_minute()
            done = [await self._attempt(event, (number, done[0].failure))]
            number, is_taken = number + 1, done[0].is_taken
        if number < question.copies:
            self._add(self._repeat(event, question, number))
        return is_taken

    async def _repeat(self, event: Payload, question: Question, number: int) -> None:
        for copy in range(number, question.copies):
            if copy == MOST_COPIES - 1:
                await self._was_restarted.wait()
            if copy > 1:
                await self._wait_a_minute()
            await self._attempt(event, _retry(question, copy))

    async def _wait_a_minute(self) -> None:
        await self._is_up.wait()
        await asyncio.sleep(self._chance.uniform(*LATER_SECONDS))

    async def _attempt(self, event: Payload, retry: tuple[int, str] | None) -> Delivery:
        deliveries = self._deliveries if self._is_up.is_set() else self._while_down
        delivery = await self._slack.deliver(event, retry=retry)
        deliveries.append(delivery)
        return delivery

    def _add(self, work: Awaitable[None]) -> None:
        self._later.add(asyncio.ensure_future(work))


def _retry(question: Question, number: int) -> tuple[int, str] | None:
    return (number, "http_timeout") if question.with_headers else None


async def watch_clock(late: list[float]) -> None:
    """Note how late this process is, which makes all that it measures look later."""
    while True:
        due = time.monotonic() + CLOCK_SECONDS
        await asyncio.sleep(CLOCK_SECONDS)
        late.append(time.monotonic() - due)


async def settle(slack: PretendSlack, questions: Sequence[Question]) -> None:
    """Wait until nothing is posted any more: longer where answers are missing."""
    give_up = time.monotonic() + MOST_SECONDS
    posted, since = -1, time.monotonic()
    while time.monotonic() < give_up:
        if len(slack.workspace.posted) != posted:
            posted, since = len(slack.workspace.posted), time.monotonic()
        calm = time.monotonic() - since
        if calm > LONG_CALM_SECONDS or (calm > CALM_SECONDS and _are_answered(slack, questions)):
            return
        await asyncio.sleep(LOOK_SECONDS)


def _are_answered(slack: PretendSlack, questions: Sequence[Question]) -> bool:
    return {question.place for question in questions} <= answered_places(slack)
