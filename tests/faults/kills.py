"""Kill a server at random moments while people talk to it, and start it again."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.faults.people import QUESTIONS, Crowd, Person
from tests.servers import Lotse, free_port, running_lotse

PEOPLE = 4
LONGEST_SECONDS = 1.5
"""So long after it was ready is a server killed at the latest: in the midst of some turn."""
PAUSE_SECONDS = 0.3
"""Between two messages of a person; faster ones would be refused."""


class Killed:
    """A server on one port that is started again after each kill."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = {**settings, "LOTSE_PORT": str(free_port())}
        self._stack = ExitStack()
        self.lotse: Lotse | None = None

    async def start(self) -> Lotse:
        """Start it and wait until it is ready."""
        running = running_lotse(self._folder, **self._settings)
        self.lotse = await asyncio.to_thread(self._stack.enter_context, running)
        return self.lotse

    def kill(self) -> None:
        """Kill it as the system does where memory is short."""
        assert self.lotse is not None
        self.lotse.process.send_signal(signal.SIGKILL)
        self.lotse.process.wait()

    async def stop(self) -> None:
        """End it in order."""
        await asyncio.to_thread(self._stack.close)


async def kill_often(
    killed: Killed, crowd: Crowd, kills: int, chance: random.Random
) -> Sequence[Person]:
    """Let people talk through so many kills, and return them when all is answered.

    The server runs before and after.
    """
    people = await crowd.join(*["killed"] * PEOPLE)
    is_over = asyncio.Event()
    talking = [asyncio.create_task(_talk(person, is_over)) for person in people]
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.0, LONGEST_SECONDS))
        killed.kill()
        await killed.start()
    is_over.set()
    await asyncio.gather(*talking)
    return people


async def _talk(person: Person, is_over: asyncio.Event) -> None:
    number = 0
    while not is_over.is_set():
        await person.insist(QUESTIONS[number % len(QUESTIONS)])
        number += 1
        await asyncio.sleep(PAUSE_SECONDS)
