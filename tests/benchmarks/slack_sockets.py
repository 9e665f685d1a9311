"""Events over Socket Mode while sockets are dropped in every way."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.benchmarks.slack_outcome import Outcome, read_outcome
from tests.benchmarks.slack_questions import Lane, Question
from tests.benchmarks.slack_storm import settle, watch_clock
from tests.slack.delivery import Delivery
from tests.slack.pretend_slack import PretendSlack
from tests.slack.socket_mode import Drop

IN_A_ROW = 2
LATEST_DROP_SECONDS = 0.03  # after the first event of a round was sent
BACK_SECONDS = 90.0
Visit = tuple[Lane, Sequence[Question]]


class Drops:
    """Lets some people ask in each round while the socket goes away under their events."""

    def __init__(self, slack: PretendSlack, lanes: Sequence[Lane], chance: random.Random) -> None:
        self._slack = slack
        self._lanes = lanes
        self._chance = chance
        self.back_seconds: defaultdict[Drop, list[float]] = defaultdict(list)

    async def run(self, name: str, drops: int) -> Outcome:
        """Drop sockets so many times, and count the answers."""
        late: list[float] = []
        clock = asyncio.ensure_future(watch_clock(late))
        visits = list(_visits(self._lanes))
        for number in range(drops):
            kind = list(Drop)[number % len(Drop)]
            begin, end = (len(visits) * each // drops for each in (number, number + 1))
            await self._round(kind, visits[begin:end])
        await settle(self._slack, [each for lane in self._lanes for each in lane.questions])
        clock.cancel()
        outcome = read_outcome(name, self._slack, self._lanes)
        outcome.late = late
        outcome.deliveries = [each for each in self._slack.deliveries if _is_said_by_people(each)]
        return outcome

    async def _round(self, kind: Drop, visits: Sequence[Visit]) -> None:
        asking = [asyncio.ensure_future(self._ask(*visit)) for visit in visits]
        await asyncio.sleep(self._chance.uniform(0, LATEST_DROP_SECONDS))
        opened, dropped_at = self._slack.sockets.opened, time.monotonic()
        await self._slack.drop(kind)
        await self._slack.wait_for(lambda: self._slack.sockets.opened > opened, BACK_SECONDS)
        self.back_seconds[kind].append(time.monotonic() - dropped_at)
        await asyncio.gather(*asking)

    async def _ask(self, lane: Lane, questions: Sequence[Question]) -> None:
        for question in questions:
            events = self._slack.events_of(lane.write(self._slack, question))
            twice = question.copies > 2
            brought = await asyncio.gather(
                *(self._slack.deliver_event(event) for event in events * (1 + twice))
            )
            taken = {each.payload["event_id"] for each in brought if each.is_taken}
            question.is_taken = len(taken) == len(events)


def _visits(lanes: Sequence[Lane]) -> Iterator[Visit]:
    """Yield all questions, some of a lane at a time, and the lane's later ones later."""
    longest = max(len(lane.questions) for lane in lanes)
    for start in range(0, longest, IN_A_ROW):
        for lane in lanes:
            if part := lane.questions[start : start + IN_A_ROW]:
                yield lane, part


def _is_said_by_people(delivery: Delivery) -> bool:
    return "bot_id" not in delivery.payload.get("event", {})
