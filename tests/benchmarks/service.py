"""Measure a turn beside stock Rasa's, in the same run: ``make bench-service``."""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import aiohttp

from tests.benchmarks.dialogues import SCRIPTS
from tests.benchmarks.measurement import (
    Side,
    cpu_seconds_a_turn,
    one_at_a_time,
    together,
    turns_a_second,
)
from tests.benchmarks.sides import both_sides, compare_answers, loopback_gateways
from tests.benchmarks.stock_environment import find_python, stock_environment
from tests.servers import PROJECT

FIGURES: Mapping[str, Callable[[Side], float]] = {
    "one user: wall ms a turn, p50": lambda side: 1e3 * side.wall_percentile(50),
    "one user: wall ms a turn, p95": lambda side: 1e3 * side.wall_percentile(95),
    "one user: CPU ms a turn": lambda side: 1e3 * cpu_seconds_a_turn(side.alone),
    "20 users: messages a second": lambda side: turns_a_second(side.crowded),
    "20 users: CPU ms a turn": lambda side: 1e3 * cpu_seconds_a_turn(side.crowded),
    "resident memory, MiB": lambda side: side.server.resident_mib(),
}


def main() -> None:
    """Start both sides, let them take turns, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=None, help="what stock Rasa runs on; else 3.10, if any")
    parser.add_argument("--rounds", type=int, default=15, help="with one user; 16 turns each")
    parser.add_argument("--crowded-rounds", type=int, default=4, help="20 users; 160 turns each")
    options = parser.parse_args()
    environment = stock_environment(options.python or find_python())
    subprocess.run([sys.executable, "-m", "bot", "train"], cwd=PROJECT, check=True)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        folder = Path(name)
        with (
            loopback_gateways(folder) as gateways,
            both_sides(environment, folder, gateways) as servers,
        ):
            compare_answers(servers)
            sides = tuple(map(Side, servers))
            asyncio.run(_measure(sides, options.rounds, options.crowded_rounds))
            print(_report(sides, environment.name))


async def _measure(sides: Sequence[Side], rounds: int, crowded_rounds: int) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as client:
        for number in range(rounds):
            for side in sides if number % 2 else reversed(sides):
                side.alone.append(await one_at_a_time(side.server, client))
        for number in range(crowded_rounds):
            for side in sides if number % 2 else reversed(sides):
                side.crowded.append(await together(side.server, client))


def _report(sides: Sequence[Side], environment: str) -> str:
    turns = len(SCRIPTS) * len(SCRIPTS[0]) * len(sides[0].alone)
    lines = [
        f"\nLotse on python{sys.version_info[0]}.{sys.version_info[1]}, stock Rasa 3.6.21 with "
        f"TensorFlow on {environment}; {turns} turns a side with one user; CPU and messages a "
        "second: median of the rounds. Stock's `rasa run actions` got our actions with the same "
        "loopback gateways through `tests/benchmarks/loopback_actions.py`; its two processes are "
        "added together.\n",
        "| | Lotse | stock Rasa | stock / Lotse |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, measure in FIGURES.items():
        ours, stock = map(measure, sides)
        lines.append(f"| {name} | {ours:.1f} | {stock:.1f} | {stock / ours:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
