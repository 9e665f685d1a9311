"""Measure the widget beside others in one Chromium, with one server: ``make bench-widget``."""

from __future__ import annotations

import argparse
import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.async_api import Browser, async_playwright

from bot.browser import FLAGS, find_browser
from tests.benchmarks.widget_measures import (
    Judged,
    Loaded,
    Used,
    judge,
    measure_frames,
    measure_memory,
    measure_size,
    measure_start,
    total,
)
from tests.benchmarks.widget_subjects import Bench, Subject, all_subjects
from tests.serving import serving

MEBIBYTE = 2**20


@dataclass
class Looks:
    """All looks at one widget."""

    subject: Subject
    size: Loaded = field(default_factory=Loaded)
    starts: list[Loaded] = field(default_factory=list)
    uses: list[Used] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    judged: Judged | None = None


def main() -> None:
    """Measure each widget in turn, round by round, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="of starts and of filling tables")
    parser.add_argument("--memory-rounds", type=int, default=3, help="of 500 messages")
    asyncio.run(_measure(parser.parse_args()))


async def _measure(options: argparse.Namespace) -> None:
    subjects = all_subjects()
    bench = Bench(subjects)
    all_looks = [Looks(subject) for subject in subjects]
    async with (
        serving(bench.application(), handler_cancellation=True) as url,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        print(f"Chromium {browser.version}", flush=True)
        await _look_once(browser, url, bench, all_looks)
        print(size_table(all_looks), flush=True)
        for _ in range(options.rounds):
            for looks in all_looks:
                looks.starts.append(await measure_start(browser, url, looks.subject))
                looks.dropped.append(await measure_frames(browser, url, looks.subject, bench))
        for _ in range(options.memory_rounds):
            for looks in all_looks:
                looks.uses.append(await measure_memory(browser, url, looks.subject, bench))
        print(run_table(all_looks), flush=True)
        await browser.close()


async def _look_once(browser: Browser, url: str, bench: Bench, all_looks: Sequence[Looks]) -> None:
    for looks in all_looks:
        looks.size = await measure_size(browser, url, looks.subject)
        if looks.subject.ready:
            looks.judged = await judge(browser, url, looks.subject, bench)


def size_table(all_looks: Sequence[Looks]) -> str:
    """Return what each costs before the first click, and who can use it."""
    lines = [
        "\n| | KB gzipped before the click | all told | requests before | stored before "
        "| axe: rules broken, places | opened and asked by keyboard | answers read out |",
        "| --- | ---: | ---: | ---: | --- | --- | --- | --- |",
    ]
    for looks in all_looks:
        if (judged := looks.judged) is None:
            continue
        before, after = total(looks.size.before), total(looks.size.after)
        broken = f"{len(judged.axe)}, {sum(judged.axe.values())}"
        cells = [
            f"{before / 1_000:.1f}",
            f"{(before + after) / 1_000:.1f}",
            f"{len(looks.size.before)}",
            ", ".join(looks.size.stored) or "nothing",
            broken + (f" ({', '.join(judged.axe)})" if judged.axe else ""),
            _yes(judged.is_reached_by_keyboard),
            _yes(judged.is_read_out),
        ]
        lines.append(f"| {looks.subject.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def run_table(all_looks: Sequence[Looks]) -> str:
    """Return how soon each can be used, and what using it costs; medians."""
    lines = [
        f"\nMedians of {len(all_looks[0].starts)} rounds, of memory {len(all_looks[0].uses)}; "
        "processor slowed down 4 times, except for memory\n",
        "| | launcher there ms | question can be put ms | long tasks | … ms | "
        "heap after 500 messages MiB | nodes | frames dropped while 26 rows come |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for looks in all_looks:
        starts = looks.starts
        cells = [
            _middle([start.shown for start in starts]),
            _middle([start.ready for start in starts]),
            _middle([len(start.long_tasks) for start in starts]),
            _middle([sum(start.long_tasks) for start in starts]),
            f"{statistics.median(use.heap_bytes for use in looks.uses) / MEBIBYTE:.1f}",
            _middle([use.nodes for use in looks.uses]),
            f"{_middle(looks.dropped)} ({min(looks.dropped)}–{max(looks.dropped)})"
            + ("" if looks.subject.is_ours else ", all in one text"),
        ]
        lines.append(f"| {looks.subject.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _middle(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{statistics.median(known):.0f}" if known else "–"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


if __name__ == "__main__":
    main()
