"""Measure Lotse under load, beside stock Rasa in the same run: ``make bench``.

Prints Markdown as it goes, and draws pictures. ``--only`` names the pieces that are measured.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from tests.benchmarks.load.crowds import crowd_table, measure_crowds, subjects_of
from tests.benchmarks.load.figures import machine
from tests.benchmarks.load.kinds import kind_table, measure_kinds
from tests.benchmarks.load.long_conversation import (
    MARKS,
    long_talk_table,
    measure_long_talks,
)
from tests.benchmarks.load.plots import Pictures
from tests.benchmarks.load.soak import measure_soak, soak_table
from tests.benchmarks.load.starts import measure_starts, memory_table, start_table
from tests.benchmarks.load.steady_people import measure_steady, steady_table
from tests.benchmarks.load.workers import crew_table, measure_crews, running_cluster
from tests.benchmarks.server import Server
from tests.benchmarks.sides import (
    LOTSE,
    STOCK,
    both_sides,
    compare_answers,
    loopback_gateways,
    our_side,
)
from tests.benchmarks.stock_environment import find_python, stock_environment
from tests.servers import PROJECT

BESIDE_STOCK = ("users", "kinds", "turns")
PIECES = ("starts", *BESIDE_STOCK, "workers", "people")
SOAK = "soak"
"""Not among what is measured without being asked for: it takes half an hour alone."""
PLOTS = PROJECT / "tests" / "benchmarks" / "plots"


def main() -> None:
    """Train where needed, measure what is asked for, print and draw it."""
    options = _parser().parse_args()
    subprocess.run([sys.executable, "-m", "bot", "train"], cwd=PROJECT, check=True)
    where = machine()
    print(f"\n{where}", flush=True)
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        folder = Path(name)
        with loopback_gateways(folder) as gateways:
            Bench(options, folder, gateways, Pictures(options.plots, where)).run()


class Bench:
    """The pieces of the benchmark; each prints its table as soon as it has it."""

    def __init__(
        self,
        options: argparse.Namespace,
        folder: Path,
        gateways: Path,
        pictures: Pictures,
    ) -> None:
        self._options = options
        self._folder = folder
        self._gateways = gateways
        self._pictures = pictures

    @cached_property
    def _environment(self) -> Path:
        """Stock's environment, made where a piece needs it."""
        environment = stock_environment(self._options.python or find_python())
        print(f"Stock Rasa 3.6.21 with TensorFlow is on {environment.name}.", flush=True)
        return environment

    def run(self) -> None:
        """Measure what the options name, one piece after the other."""
        alone: Mapping[str, Callable[[], None]] = {
            "starts": self._starts,
            "workers": self._workers,
            "people": self._people,
            SOAK: self._soak,
        }
        for piece in self._options.only:
            if piece in alone:
                alone[piece]()
        if {*BESIDE_STOCK} & {*self._options.only}:
            self._beside_stock()

    def _starts(self) -> None:
        started = measure_starts(self._environment, self._gateways, self._options.rounds)
        _show("Start, each side alone", start_table(started))

    def _beside_stock(self) -> None:
        pieces: Mapping[str, Callable[[Server, Server], None]] = {
            "users": self._users,
            "kinds": self._kinds,
            "turns": self._turns,
        }
        with both_sides(self._environment, self._folder, self._gateways) as sides:
            compare_answers(sides)
            for name, measure in pieces.items():
                if name in self._options.only:
                    measure(*sides)
                    memories = {f"{side.name}, after {name}": side.memory() for side in sides}
                    _show("Memory", memory_table(memories))

    def _users(self, ours: Server, stock: Server) -> None:
        options, crowds = self._options, []
        subjects = subjects_of(ours, stock)
        for crowd in measure_crowds(subjects, options.users, options.seconds, options.rounds):
            print(f"{crowd.users} people, {crowd.name}: done", file=sys.stderr, flush=True)
            crowds.append(crowd)
        _show("People who write as soon as they are answered", crowd_table(crowds))
        self._pictures.throughput(crowds)
        self._pictures.latency(crowds)

    def _kinds(self, ours: Server, stock: Server) -> None:
        costs = measure_kinds((ours, stock), self._options.kind_turns, self._options.rounds)
        _show("A turn by kind", kind_table(costs))
        self._pictures.kinds(costs)

    def _turns(self, ours: Server, stock: Server) -> None:
        last = {LOTSE: self._options.turns, STOCK: self._options.stock_turns}
        talks = measure_long_talks((ours, stock), last)
        _show("A turn in a long conversation", long_talk_table(talks))
        self._pictures.long_talks(talks)

    def _workers(self) -> None:
        options = self._options
        most = max(options.workers)
        with running_cluster(self._folder, self._gateways, most) as cluster:
            crews = measure_crews(
                cluster, options.workers, options.worker_users, options.seconds, options.rounds
            )
            memories = {
                f"worker {number} of {most}": worker.memory()
                for number, worker in enumerate(cluster.workers, 1)
            }
        _show(f"Workers, {options.worker_users} people", crew_table(crews))
        _show("Memory of workers", memory_table(memories))
        self._pictures.crews(crews)

    def _people(self) -> None:
        seconds = 60 * self._options.minutes
        found = measure_steady(self._environment, self._gateways, self._options.people, seconds)
        _show("People who write every 10 s, server on one core", steady_table(found))

    def _soak(self) -> None:
        folder = self._folder / SOAK
        folder.mkdir()
        with our_side(folder, self._gateways) as server:
            soak = measure_soak(server, self._options.soak_turns)
        _show("Soak", soak_table(soak))
        self._pictures.soak(soak)


def _show(title: str, table: str) -> None:
    print(f"\n### {title}\n\n{table}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    named = ", ".join((*PIECES, SOAK))
    parser.add_argument("--only", type=_pieces, default=PIECES, help=f"of {named}; with commas")
    parser.add_argument("--users", type=_numbers, default=(1, 10, 50, 200), help="people at once")
    parser.add_argument("--seconds", type=float, default=8.0, help="of a round, for all numbers")
    parser.add_argument("--rounds", type=int, default=3, help="in which the sides take turns")
    parser.add_argument("--kind-turns", type=int, default=25, help="a round, of each kind")
    parser.add_argument("--turns", type=int, default=MARKS[-1], help="of Lotse's conversation")
    parser.add_argument("--stock-turns", type=int, default=300, help="of stock's conversation")
    parser.add_argument("--workers", type=_numbers, default=(1, 2, 4), help="with PostgreSQL")
    parser.add_argument("--worker-users", type=int, default=50, help="people at the workers")
    parser.add_argument("--people", type=_numbers, default=(300,), help="who write every 10 s")
    parser.add_argument("--minutes", type=float, default=1.5, help="for which they write")
    parser.add_argument("--soak-turns", type=int, default=100_000)
    parser.add_argument("--plots", type=Path, default=PLOTS, help="the pictures' folder")
    parser.add_argument("--python", default=None, help="what stock Rasa runs on; None: 3.10")
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(part) for part in text.split(",")}))


def _pieces(text: str) -> tuple[str, ...]:
    pieces = tuple(text.split(","))
    if strange := {*pieces} - {*PIECES, SOAK}:
        raise argparse.ArgumentTypeError(f"there is no piece {', '.join(sorted(strange))}")
    return pieces


if __name__ == "__main__":
    main()
