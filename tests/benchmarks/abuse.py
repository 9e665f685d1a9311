"""How much one abuser slows others down, script by script: ``make bench-abuse``."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.abusers import SCRIPTS
from tests.benchmarks.people import Person
from tests.benchmarks.processes import cpu_seconds
from tests.gateways import write_loopback_gateways
from tests.servers import PROJECT, Lotse, free_port, running_lotse

PEOPLE = 3
PROXIES = "127.0.0.0/8"
WARM_UP_SECONDS = 10.0
SETTLE_SECONDS = 3.0
"""What an abuser has begun may go on for a moment after it has gone."""
LONGEST_STEP = 2.0


@dataclass
class Outcome:
    """What people saw alone and beside one script."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    sent: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def ratio(self) -> float:
        """Return how many times as long the 95th percentile is beside the script."""
        return percentile(self.beside, 95) / percentile(self.alone, 95)


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return the seconds within which so many of the answers were there."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def main() -> None:
    """Start the server, let each script have its turns, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each window")
    parser.add_argument("--rounds", type=int, default=2, help="windows alone and beside, each")
    parser.add_argument("--only", default="", help="part of the names of the scripts to run")
    options = parser.parse_args()
    names = [name for name in SCRIPTS if options.only in name]
    with tempfile.TemporaryDirectory(prefix="lotse-abuse-") as name:
        folder = Path(name)
        gateways = write_loopback_gateways(
            folder / "gateways.yml", {"tws-europe-primary": free_port()}
        )
        settings = {"LOTSE_GATEWAYS": str(gateways), "LOTSE_PROXIES": PROXIES}
        with running_lotse(folder, **settings) as lotse:
            outcomes = asyncio.run(_measure(lotse, names, options))
        print(lotse.log.read_text(encoding="utf-8")[-2_000:], file=sys.stderr)
    print(report(outcomes))


async def _measure(
    lotse: Lotse, names: Sequence[str], options: argparse.Namespace
) -> dict[str, Outcome]:
    outcomes = {name: Outcome() for name in names}
    await _ask(lotse, WARM_UP_SECONDS)
    for number in range(options.rounds):
        for name, outcome in outcomes.items():
            for is_beside in (False, True) if number % 2 else (True, False):
                await _window(lotse, outcome, name if is_beside else "", options.seconds)
            print(f"{name}: {outcome.ratio():.2f}", file=sys.stderr, flush=True)
    return outcomes


async def _window(lotse: Lotse, outcome: Outcome, name: str, seconds: float) -> None:
    if not name:
        outcome.alone += await _ask(lotse, seconds)
        return
    abuser = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.abuse_worker", name, lotse.url),
        str(seconds + LONGEST_STEP),
        cwd=PROJECT,
        stdout=subprocess.PIPE,
    )
    began, used = time.perf_counter(), cpu_seconds(lotse.process.pid)
    outcome.beside += await _ask(lotse, seconds)
    outcome.seconds += time.perf_counter() - began
    outcome.cpu_seconds += cpu_seconds(lotse.process.pid) - used
    output, _ = await abuser.communicate()
    outcome.sent += int(output or 0)
    await asyncio.sleep(SETTLE_SECONDS)


async def _ask(lotse: Lotse, seconds: float) -> list[float]:
    async with AsyncExitStack() as stack:
        people = [
            await stack.enter_async_context(Person(lotse.url, number)) for number in range(PEOPLE)
        ]
        took = await asyncio.gather(*(person.ask_for(seconds) for person in people))
    return [each for one in took for each in one]


def report(outcomes: dict[str, Outcome]) -> str:
    """Return the table."""
    lines = [
        "| abuser | sent a second | alone p50, ms | alone p95, ms | beside p50, ms "
        "| beside p95, ms | beside / alone, p95 | server's CPU, % |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, outcome in outcomes.items():
        figures = [
            1e3 * percentile(side, percent)
            for side in (outcome.alone, outcome.beside)
            for percent in (50, 95)
        ]
        shown = " | ".join(f"{figure:.0f}" for figure in figures)
        cpu = 100 * outcome.cpu_seconds / outcome.seconds
        rate = outcome.sent / outcome.seconds
        lines.append(f"| {name} | {rate:.0f} | {shown} | {outcome.ratio():.2f} | {cpu:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
