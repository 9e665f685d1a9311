"""Let people talk to a server and note what it cost."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.benchmarks.dialogues import SCRIPTS
from tests.benchmarks.server import Server

USERS = 20


@dataclass
class Conversation:
    """What was said, and how long each answer took."""

    answers: list[str] = field(default_factory=list)
    wall_seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Round:
    """Some conversations: how long each turn took, and what all of them took together."""

    wall_seconds: Sequence[float]
    duration: float
    cpu_seconds: float


@dataclass
class Side:
    """A server with the rounds it has done, with one user and with many."""

    server: Server
    alone: list[Round] = field(default_factory=list)
    crowded: list[Round] = field(default_factory=list)

    def wall_percentile(self, percent: int) -> float:
        """Return the seconds within which so many of the turns with one user were answered."""
        turns = [seconds for each in self.alone for seconds in each.wall_seconds]
        return statistics.quantiles(turns, n=100)[percent - 1]


def cpu_seconds_a_turn(rounds: Iterable[Round]) -> float:
    """Return the CPU time of all the server's processes for one turn, in the middle round."""
    return statistics.median(each.cpu_seconds / len(each.wall_seconds) for each in rounds)


def turns_a_second(rounds: Iterable[Round]) -> float:
    """Return how many answers came in a second, in the middle round."""
    return statistics.median(len(each.wall_seconds) / each.duration for each in rounds)


async def converse(
    server: Server, client: aiohttp.ClientSession, script: Iterable[str]
) -> Conversation:
    """Say all of a script as somebody new."""
    conversation, sender = Conversation(), secrets.token_hex(8)
    for text in script:
        started = time.perf_counter()
        conversation.answers.append(await server.say(client, sender, text))
        conversation.wall_seconds.append(time.perf_counter() - started)
    return conversation


async def one_at_a_time(server: Server, client: aiohttp.ClientSession) -> Round:
    """Have each script's conversation once, one after the other."""
    started, used = time.perf_counter(), server.cpu_seconds()
    conversations = [await converse(server, client, script) for script in SCRIPTS]
    return _round(server, started, used, conversations)


async def together(server: Server, client: aiohttp.ClientSession) -> Round:
    """Have as many conversations at the same time as there are users."""
    scripts = itertools.islice(itertools.cycle(SCRIPTS), USERS)
    started, used = time.perf_counter(), server.cpu_seconds()
    conversations = await asyncio.gather(*(converse(server, client, script) for script in scripts))
    return _round(server, started, used, conversations)


def _round(
    server: Server, started: float, used: float, conversations: Iterable[Conversation]
) -> Round:
    duration, cpu = time.perf_counter() - started, server.cpu_seconds() - used
    turns = [seconds for conversation in conversations for seconds in conversation.wall_seconds]
    return Round(turns, duration, cpu)
