"""Measure the port checks beside nmap on the same loopback targets: ``make bench-probe``."""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kb.gateways import read_gateways
from tests.benchmarks.probe_service import Crowd, ask_service
from tests.benchmarks.probe_sides import Side, Worker, only_start, running_worker, scan
from tests.benchmarks.probe_tables import case_table, crowd_table, service_table
from tests.benchmarks.probe_targets import Estate, hosts_of, laid_out
from tests.benchmarks.probe_worker import NAIVE, TCP, TLS
from tests.servers import PROJECT
from tests.tools import provide

DARK_ROWS = 10
PEOPLE = 500
SESSIONS = (500, 400, 300, 200, 100)  # until all get a right answer
OURS = "Lotse, with TLS and certificates"


def main() -> None:
    """Measure each case, the crowds, and the whole service; print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="with all targets up")
    parser.add_argument("--dark-rounds", type=int, default=7, help="with dark ones")
    parser.add_argument("--crowds", type=int, default=5, help="of 500 people each")
    parser.add_argument("--no-service", action="store_true", help="only the prober")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        asyncio.run(_measure_prober(Path(name), options))
        if not options.no_service:
            subprocess.run([sys.executable, "-m", "bot", "train"], cwd=PROJECT, check=True)
            print(service_table(asyncio.run(_measure_service(Path(name)))))


async def _measure_prober(folder: Path, options: argparse.Namespace) -> None:
    nmap = provide("nmap", "nmap")
    hosts = hosts_of(read_gateways())
    cases = (
        ("all up", (), options.rounds),
        ("ten hosts dark", hosts[:: len(hosts) // DARK_ROWS][:DARK_ROWS], options.dark_rounds),
        ("all dark", hosts, options.dark_rounds),
    )
    for name, dark, rounds in cases:
        async with laid_out(folder, dark) as estate:
            with running_worker(estate) as worker:
                sides = _sides(nmap, estate, worker)
                await _take_turns(estate, sides, rounds)
                print(case_table(name, estate, sides), flush=True)
                crowds = await _crowds(estate, worker, options.crowds)
                print(crowd_table(crowds), flush=True)


def _sides(nmap: Path, estate: Estate, worker: Worker) -> list[Side]:
    targets = estate.targets
    return [
        Side(OURS, partial(worker.look, TLS)),
        Side("Lotse, TCP only", partial(worker.look, TCP)),
        Side("bare `asyncio.open_connection`", partial(worker.look, NAIVE)),
        Side("`nmap -sT -Pn -n` (-T3)", partial(scan, nmap, targets, "-T3")),
        Side("`nmap -sT -Pn -n -T4`", partial(scan, nmap, targets, "-T4")),
        Side("`nmap -sL -n`: only starts", partial(only_start, nmap, targets), only_starts=True),
    ]


async def _take_turns(estate: Estate, sides: Sequence[Side], rounds: int) -> None:
    """Let each side look in each round, every round in another order; the first is a warm-up."""
    order = list(sides)
    for number in range(rounds + 1):
        random.shuffle(order)
        for side in order:
            look = await side.look(estate)
            if number:
                side.looks.append(look)


async def _crowds(estate: Estate, worker: Worker, crowds: int) -> Side:
    side = Side(f"{PEOPLE} people", partial(worker.look, TLS, PEOPLE))
    await _take_turns(estate, [side], crowds)
    return side


async def _measure_service(folder: Path) -> list[Crowd]:
    """Ask with fewer and fewer people, until nobody is left without an answer."""
    crowds: list[Crowd] = []
    for people in SESSIONS:
        crowds.append(await ask_service(folder, people))
        if not crowds[-1].failed:
            break
    return crowds


if __name__ == "__main__":
    main()
