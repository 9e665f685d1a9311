"""Make a load: reads a plan as JSON and prints the outcome; a process of its own."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import secrets
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import asdict

import aiohttp

from tests.benchmarks.dialogues import SCRIPTS
from tests.benchmarks.load.plan import Outcome, Plan
from tests.benchmarks.load.saying import NoAnswerError, say
from tests.benchmarks.load.texts import NewTexts

RETURNING = 50
PAUSE_SECONDS = 1.0
"""Whoever got no answer tries something else after that."""


class Load:
    """People at work on a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._outcome = Outcome()
        self._chance = random.Random(plan.seed)
        self._new_texts = NewTexts(plan.seed)
        self._begun = 0
        self._began = 0.0

    async def run(self) -> Outcome:
        """Let all people talk until the plan is done, and wait for the last answer."""
        write = self._at_random_moments if self._plan.every_seconds else self._at_once
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
            self._began = time.perf_counter()
            await asyncio.gather(*(write(client, number) for number in range(self._plan.users)))
            self._outcome.duration = time.perf_counter() - self._began
        self._outcome.generator_seconds = time.process_time()
        return self._outcome

    async def _at_once(self, client: aiohttp.ClientSession, number: int) -> None:
        for sender, text in self._messages(number):
            if not self._goes_on():
                return
            await self._turn(client, sender, text)

    async def _at_random_moments(self, client: aiohttp.ClientSession, number: int) -> None:
        turns = set()
        await self._pause()
        for sender, text in self._messages(number):
            if not self._goes_on():
                break
            turn = asyncio.create_task(self._turn(client, sender, text))
            turns.add(turn)
            turn.add_done_callback(turns.discard)
            await self._pause()
        await asyncio.gather(*turns)

    async def _pause(self) -> None:
        """Wait for the next of somebody's random moments, but not beyond the plan's end."""
        seconds = self._chance.expovariate(1 / self._plan.every_seconds)
        if self._plan.seconds:
            left = self._plan.seconds - (time.perf_counter() - self._began)
            seconds = min(seconds, max(0.0, left))
        await asyncio.sleep(seconds)

    def _goes_on(self) -> bool:
        plan = self._plan
        return self._is_in_time() and not (plan.turns and self._begun >= plan.turns)

    def _is_in_time(self) -> bool:
        seconds = self._plan.seconds
        return not seconds or time.perf_counter() - self._began < seconds

    def _messages(self, number: int) -> Iterator[tuple[str, str]]:
        """Yield one conversation after the other, as sender and text."""
        for script in itertools.islice(itertools.cycle(SCRIPTS), number % len(SCRIPTS), None):
            sender = self._sender()
            for text in script:
                is_new = self._chance.random() < self._plan.new_share
                yield sender, self._new_texts.renew(text) if is_new else text

    def _sender(self) -> str:
        if self._chance.random() < self._plan.returning_share:
            return f"returning-{self._chance.randrange(RETURNING)}"
        return secrets.token_hex(8)

    async def _turn(self, client: aiohttp.ClientSession, sender: str, text: str) -> None:
        plan, outcome = self._plan, self._outcome
        self._begun += 1
        url = plan.urls[zlib.crc32(sender.encode()) % len(plan.urls)]
        try:
            answered = await say(client, url, plan.headers, sender, text)
        except NoAnswerError as error:
            outcome.failures.append(str(error))
            await asyncio.sleep(PAUSE_SECONDS)
            return
        outcome.seconds_a_turn.append(answered.seconds)
        outcome.waits += answered.waits
        outcome.in_time += self._is_in_time()


def main() -> None:
    """Do what standard input says."""
    content = json.load(sys.stdin)
    plan = Plan(**{**content, "urls": tuple(content["urls"])})
    json.dump(asdict(asyncio.run(Load(plan).run())), sys.stdout)


if __name__ == "__main__":
    main()
