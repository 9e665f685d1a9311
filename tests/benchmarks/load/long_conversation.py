"""What a turn costs in a conversation that goes on and on."""

from __future__ import annotations

import asyncio
import itertools
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.benchmarks.load.figures import table
from tests.benchmarks.load.kinds import SETTLE_SECONDS
from tests.benchmarks.load.saying import say
from tests.benchmarks.load.texts import LONG_SCRIPT
from tests.benchmarks.server import Server
from tests.benchmarks.sides import LOTSE, STOCK

MARKS = (10, 50, 100, 200, 300, 1_000)
WINDOW = len(LONG_SCRIPT)
"""Turns around each mark that are measured: each text once, so that all marks say the same."""
CONVERSATIONS = 4
"""Side by side: Lotse takes 600 messages a minute of one, which is what its turns wait for here."""


@dataclass
class LongTalk:
    """The CPU milliseconds of a turn around each mark that a side was taken to."""

    side: str
    cpu_ms: dict[int, float] = field(default_factory=dict)


def measure_long_talks(sides: Sequence[Server], last_turn: Mapping[str, int]) -> list[LongTalk]:
    """Take both sides from mark to mark in turn, each up to its last turn."""
    return asyncio.run(_measure(sides, last_turn))


async def _measure(sides: Sequence[Server], last_turn: Mapping[str, int]) -> list[LongTalk]:
    talks = [LongTalk(side.name) for side in sides]
    people = {side.name: [_Person(side) for _ in range(CONVERSATIONS)] for side in sides}
    async with aiohttp.ClientSession() as client:
        for mark in MARKS:
            for side, talk in zip(sides, talks, strict=True):
                if mark <= last_turn[side.name]:
                    talk.cpu_ms[mark] = await _cost_around(mark, side, people[side.name], client)
    return talks


class _Person:
    def __init__(self, side: Server) -> None:
        self._side = side
        self._sender = secrets.token_hex(8)
        self._texts = itertools.cycle(LONG_SCRIPT)
        self._said = 0

    async def talk_until(self, turn: int, client: aiohttp.ClientSession) -> None:
        """Go on until so many turns are behind."""
        for text in itertools.islice(self._texts, turn - self._said):
            await say(client, self._side.url, self._side.headers, self._sender, text)
        self._said = turn


async def _cost_around(
    mark: int, side: Server, people: Sequence[_Person], client: aiohttp.ClientSession
) -> float:
    before = mark - WINDOW // 2
    await asyncio.gather(*(person.talk_until(before, client) for person in people))
    await asyncio.sleep(SETTLE_SECONDS)
    used = side.cpu_seconds()
    for person in people:
        await person.talk_until(before + WINDOW, client)
    await asyncio.sleep(SETTLE_SECONDS)
    return 1e3 * (side.cpu_seconds() - used) / (WINDOW * len(people))


def long_talk_table(talks: Sequence[LongTalk]) -> str:
    """Return all as Markdown."""
    ours, stock = (next(talk for talk in talks if talk.side == side) for side in (LOTSE, STOCK))
    rows = []
    for mark in MARKS:
        both = [talk.cpu_ms.get(mark, math.nan) for talk in (ours, stock)]
        rows.append((mark, *both, both[1] / both[0]))
    return table(("turn: CPU ms", LOTSE, STOCK, f"{STOCK} / {LOTSE}"), rows)
