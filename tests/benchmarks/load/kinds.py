"""The CPU time of a turn, by what is asked."""

from __future__ import annotations

import asyncio
import secrets
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from tests.benchmarks.load.figures import table
from tests.benchmarks.load.saying import say
from tests.benchmarks.load.texts import NewTexts
from tests.benchmarks.server import Server
from tests.benchmarks.sides import LOTSE, STOCK

LOGIN = "Wie melde ich mich mit der Sicherheitskarte an?"
SETTLE_SECONDS = 0.2
"""What is written after an answer is on the disk by then, and counts for it."""


@dataclass(frozen=True)
class Kind:
    """Something to say, and what comes before it in a conversation and is not measured."""

    name: str
    text: str
    before: tuple[str, ...] = ()
    is_new: bool = False


KINDS = (
    Kind("greeting", "hallo"),
    Kind("small talk", "vielen Dank", ("hallo",)),
    Kind("article", LOGIN),
    Kind("article, text never seen before", LOGIN, is_new=True),
    Kind("article, English", "How do I install the API on Linux?"),
    Kind("step of a procedure", "weiter", (LOGIN, "Schritt für Schritt bitte")),
    Kind("port check", "is Zurich up"),
    Kind("handing over to a person", "I want to talk to a person"),
    Kind("out of scope", "wie wird morgen das Wetter in Oslo"),
    Kind("not understood, never seen before", "qwrt zxcv plkj mnbv", is_new=True),
)


@dataclass
class Cost:
    """The CPU milliseconds of a turn of a kind, by side, each as measured in the rounds."""

    kind: str
    sides: dict[str, list[float]] = field(default_factory=dict)

    def middle(self, side: str) -> float:
        """Return the milliseconds of the middle round."""
        return statistics.median(self.sides[side])


def measure_kinds(sides: Sequence[Server], turns: int, rounds: int) -> list[Cost]:
    """Say each kind to both sides in turn, each turn in a conversation of its own."""
    return asyncio.run(_measure(sides, turns, rounds))


async def _measure(sides: Sequence[Server], turns: int, rounds: int) -> list[Cost]:
    costs = [Cost(kind.name, {side.name: [] for side in sides}) for kind in KINDS]
    async with aiohttp.ClientSession() as client:
        for number in range(rounds):
            texts = NewTexts(number)
            for kind, cost in zip(KINDS, costs, strict=True):
                for side in sides if number % 2 else reversed(sides):
                    cost.sides[side.name].append(await _cost(side, client, kind, turns, texts))
    return costs


async def _cost(
    side: Server, client: aiohttp.ClientSession, kind: Kind, turns: int, texts: NewTexts
) -> float:
    """Return the CPU milliseconds of the side's processes for one turn of the kind."""
    senders = [secrets.token_hex(8) for _ in range(turns)]
    for sender in senders:
        for text in kind.before:
            await say(client, side.url, side.headers, sender, text)
    await asyncio.sleep(SETTLE_SECONDS)
    used = side.cpu_seconds()
    for sender in senders:
        text = texts.renew(kind.text) if kind.is_new else kind.text
        await say(client, side.url, side.headers, sender, text)
    await asyncio.sleep(SETTLE_SECONDS)
    return 1e3 * (side.cpu_seconds() - used) / turns


def kind_table(costs: Sequence[Cost]) -> str:
    """Return all as Markdown."""
    rows = [
        (cost.kind, cost.middle(LOTSE), cost.middle(STOCK), cost.middle(STOCK) / cost.middle(LOTSE))
        for cost in costs
    ]
    return table(("CPU ms a turn", LOTSE, STOCK, f"{STOCK} / {LOTSE}"), rows)
