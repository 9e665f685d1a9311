"""The tables of ``make bench-slack``."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence

from tests.benchmarks.slack_outcome import TIMED_OUT, Outcome, percentile
from tests.slack.socket_mode import Drop

COUNTS: Mapping[str, Callable[[Outcome], object]] = {
    "questions asked": lambda side: len(side.questions),
    "deliveries of their events while it was up": lambda side: len(side.deliveries),
    "of these acknowledged": lambda side: side.delivered(""),
    "of these cut off": lambda side: side.delivered("connection_failed"),
    "of these not acknowledged within 3 s": lambda side: side.delivered(*TIMED_OUT),
    "of these another status": lambda side: side.delivered("http_error"),
    "deliveries while it was down or starting": lambda side: len(side.while_down),
    "answers posted": lambda side: sum(side.answers.values()),
    "questions with an answer": lambda side: len(side.answers),
    "**acknowledged and never answered**": lambda side: len(side.lost),
    "**answered more than once**": lambda side: len(side.doubled),
    "never acknowledged, so given up by Slack": lambda side: len(side.given_up),
    "lanes with answers out of order": lambda side: side.lanes_out_of_order,
}
TIMES: Mapping[str, Callable[[Outcome], object]] = {
    "acknowledgement ms, p50": lambda side: _milliseconds(side.acknowledge_seconds, 50),
    "acknowledgement ms, p99": lambda side: _milliseconds(side.acknowledge_seconds, 99),
    "acknowledgement ms, longest": lambda side: f"{1e3 * max(side.acknowledge_seconds):.0f}",
    "question to first post s, p50": lambda side: f"{percentile(side.answer_seconds, 50):.1f}",
    "question to first post s, p99": lambda side: f"{percentile(side.answer_seconds, 99):.1f}",
    "first question to last post s": lambda side: f"{side.seconds:.0f}",
    "down for the restart s": lambda side: f"{side.down_seconds:.1f}" if side.down_seconds else "–",
    "the storm's own clock late ms, p99": lambda side: _milliseconds(side.late, 99),
}


def _milliseconds(seconds: Sequence[float], percent: int) -> str:
    return f"{1e3 * percentile(seconds, percent):.0f}"


def storm_table(sides: Sequence[Outcome]) -> str:
    """Return how each side came through the storm."""
    lines = [
        f"| | {' | '.join(side.name for side in sides)} |",
        f"| --- |{' ---: |' * len(sides)}",
    ]
    for name, measure in {**COUNTS, **TIMES}.items():
        lines.append(f"| {name} | {' | '.join(str(measure(side)) for side in sides)} |")
    return "\n".join(lines)


def drop_table(seconds: Mapping[Drop, Sequence[float]]) -> str:
    """Return how long it took after each kind of drop until there was a socket again."""
    lines = ["| drop | times | back after s, median | longest |", "| --- | ---: | ---: | ---: |"]
    for kind, each in seconds.items():
        times = f"{statistics.median(each):.2f} | {max(each):.2f}"
        lines.append(f"| {kind.value} | {len(each)} | {times} |")
    return "\n".join(lines)


def verdict(side: Outcome) -> str:
    """Return in words whether each question was answered once, and what was not as it should be."""
    headed = sum(question.with_headers for question in side.doubled)
    wrong = {
        f"{len(side.lost)} lost": side.lost,
        f"{len(side.doubled)} doubled ({headed} of them with retry headers)": side.doubled,
        f"{len(side.given_up)} never acknowledged": side.given_up,
        f"{side.lanes_out_of_order} lanes out of order": side.lanes_out_of_order,
    }
    found = ", ".join(text for text, is_wrong in wrong.items() if is_wrong)
    lines = [f"{side.name}: {found or 'nothing lost, nothing doubled, order kept'}."]
    lines += [f"Refused by Slack: {each} × {count}." for each, count in side.refused.items()]
    return "\n".join([*lines, *side.notes])
