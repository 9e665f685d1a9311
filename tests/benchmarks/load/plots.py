"""Pictures of the load's figures, for RESULTS.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # no screen is needed

import matplotlib.pyplot as plt

from tests.benchmarks.load.crowds import NEW_TEXTS, NEW_TEXTS_STOCK, Crowd
from tests.benchmarks.load.kinds import Cost
from tests.benchmarks.load.long_conversation import LongTalk
from tests.benchmarks.load.soak import Soak
from tests.benchmarks.load.workers import Crew
from tests.benchmarks.sides import LOTSE, STOCK

COLOURS: Mapping[str, str] = {
    LOTSE: "#1f4e79",
    NEW_TEXTS: "#5b9bd5",
    STOCK: "#c55a11",
    NEW_TEXTS_STOCK: "#f4b183",
}
PERCENTS = (50, 95, 99)
DOTS_PER_INCH = 90
SIZE = (7.5, 4.5)
BAR = 0.4


class Pictures:
    """Draws into a folder; each picture says where and when it was measured."""

    def __init__(self, folder: Path, where: str) -> None:
        self._folder = folder
        self._where = where

    def throughput(self, crowds: Sequence[Crowd]) -> None:
        """Draw answers a second by the number of people."""
        with self._axes("throughput", "Answers a second, by people who write at once") as axes:
            for name, own in _by_name(crowds).items():
                users, rates = (
                    [each.users for each in own],
                    [each.messages_a_second for each in own],
                )
                axes.plot(users, rates, marker="o", color=COLOURS[name], label=name)
            _count_people(axes, crowds)
            axes.set_ylabel("answers a second")
            axes.set_ylim(bottom=0)
            axes.legend()

    def latency(self, crowds: Sequence[Crowd]) -> None:
        """Draw how long answers take by the number of people; time is logarithmic."""
        figure, panels = plt.subplots(1, len(PERCENTS), figsize=SIZE, sharey=True)
        figure.suptitle("Time to the answer, by people who write at once")
        for axes, percent in zip(panels, PERCENTS, strict=True):
            axes.grid(alpha=0.3)
            axes.set_title(f"p{percent}", fontsize=9)
            for name, own in _by_name(crowds).items():
                users, times = (
                    [one.users for one in own],
                    [one.milliseconds(percent) for one in own],
                )
                axes.plot(users, times, marker=".", color=COLOURS[name], label=name)
            _count_people(axes, crowds)
            axes.set_yscale("log")
        panels[0].set_ylabel("milliseconds (logarithmic)")
        panels[0].legend(fontsize=7)
        self._save(figure, "latency")

    def kinds(self, costs: Sequence[Cost]) -> None:
        """Draw the CPU time of a turn by kind, one side above the other."""
        with self._axes("kinds", "CPU time of a turn, by what is said") as axes:
            for place, side in enumerate((LOTSE, STOCK)):
                rows = [row + place * BAR for row in range(len(costs))]
                bars = axes.barh(
                    rows,
                    [cost.middle(side) for cost in costs],
                    BAR,
                    color=COLOURS[side],
                    label=side,
                )
                axes.bar_label(bars, fmt="%.1f", fontsize=7, padding=2)
            axes.set_yticks([row + BAR / 2 for row in range(len(costs))])
            axes.set_yticklabels([cost.kind for cost in costs], fontsize=8)
            axes.invert_yaxis()
            axes.margins(x=0.1)
            axes.set_xlabel("CPU milliseconds of all processes of the side")
            axes.legend()

    def long_talks(self, talks: Sequence[LongTalk]) -> None:
        """Draw what a turn costs by its number in the conversation."""
        with self._axes("turns", "CPU time of a turn in one conversation") as axes:
            for talk in talks:
                turns, costs = list(talk.cpu_ms), list(talk.cpu_ms.values())
                axes.plot(turns, costs, marker="o", color=COLOURS[talk.side], label=talk.side)
            axes.set_xscale("log")
            marks = sorted({mark for talk in talks for mark in talk.cpu_ms})
            axes.set_xticks(marks, list(map(str, marks)))
            axes.minorticks_off()
            axes.set_xlabel("turn of the conversation (logarithmic)")
            axes.set_ylabel("CPU milliseconds a turn")
            axes.set_ylim(bottom=0)
            axes.legend()

    def crews(self, crews: Sequence[Crew]) -> None:
        """Draw answers a second and a CPU second by the number of workers."""
        with self._axes("workers", "Workers that share PostgreSQL and Redis") as axes:
            places = range(len(crews))
            bars = axes.bar(
                [place - BAR / 2 for place in places],
                [crew.messages_a_second for crew in crews],
                BAR,
                color=COLOURS[LOTSE],
                label="answers a second, with the load generator on the same cores",
            )
            per_cpu = axes.bar(
                [place + BAR / 2 for place in places],
                [1e3 / crew.cpu_ms for crew in crews],
                BAR,
                color=COLOURS[NEW_TEXTS],
                label="answers a CPU second of the workers",
            )
            for each in (bars, per_cpu):
                axes.bar_label(each, fmt="%.0f", fontsize=8)
            axes.set_xticks(places, [str(crew.workers) for crew in crews])
            axes.set_xlabel("workers")
            axes.set_ylabel("answers")
            axes.margins(y=0.25)
            axes.legend(fontsize=8)

    def soak(self, soak: Soak) -> None:
        """Draw memory over the turns."""
        with self._axes("soak", "Memory of a server over its turns") as axes:
            turns = [sample.turns for sample in soak.samples]
            for name, colour in (("resident", COLOURS[LOTSE]), ("private", COLOURS[NEW_TEXTS])):
                amounts = [getattr(sample.memory, name) for sample in soak.samples]
                label = f"{name}, second half {soak.growth_of(name):+.1f} KiB a 1,000 turns"
                axes.plot(turns, amounts, color=colour, label=label)
            axes.set_xlabel("turns")
            axes.set_ylabel("MiB")
            axes.set_ylim(bottom=0)
            axes.legend()

    @contextmanager
    def _axes(self, name: str, title: str) -> Iterator[Any]:
        figure, axes = plt.subplots(figsize=SIZE)
        axes.set_title(title)
        axes.grid(alpha=0.3)
        yield axes
        self._save(figure, name)

    def _save(self, figure: Any, name: str) -> None:
        figure.text(0.01, 0.01, self._where, fontsize=6, color="grey")
        figure.tight_layout(rect=(0, 0.03, 1, 1))
        self._folder.mkdir(parents=True, exist_ok=True)
        figure.savefig(
            self._folder / f"{name}.png", dpi=DOTS_PER_INCH, pil_kwargs={"optimize": True}
        )
        plt.close(figure)


def _by_name(crowds: Sequence[Crowd]) -> dict[str, list[Crowd]]:
    names = dict.fromkeys(crowd.name for crowd in crowds)
    return {name: [crowd for crowd in crowds if crowd.name == name] for name in names}


def _count_people(axes: Any, crowds: Sequence[Crowd]) -> None:
    users = sorted({crowd.users for crowd in crowds})
    axes.set_xscale("log")
    axes.set_xticks(users, list(map(str, users)))
    axes.minorticks_off()
    axes.set_xlabel("people (logarithmic)")
