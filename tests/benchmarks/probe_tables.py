"""The tables of ``make bench-probe``."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from tests.benchmarks.probe_service import Crowd
from tests.benchmarks.probe_sides import Side
from tests.benchmarks.probe_targets import Estate


def case_table(name: str, estate: Estate, sides: Sequence[Side]) -> str:
    """Return what one look at all targets cost each side."""
    [peer] = [side for side in sides if side.name.endswith("(-T3)")]
    [start] = [side for side in sides if side.only_starts]
    targets = len(estate.targets)
    lines = [
        f"\n{name}: {targets} targets, {estate.dark_targets} of them dark; "
        f"medians of {len(peer.looks)} looks\n",
        "| | wall ms | longest | / nmap | / nmap less start | CPU ms | probes a CPU s "
        "| connections | a target |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for side in sides:
        cells = [
            f"{1e3 * side.wall:.1f}",
            f"{1e3 * max(look.wall for look in side.looks):.1f}",
            f"{side.wall / peer.wall:.2f}",
            f"{side.wall / (peer.wall - start.wall):.2f}",
            f"{1e3 * side.cpu:.1f}",
            "–" if side.only_starts else f"{targets / side.cpu:.0f}",
            f"{max(look.connections for look in side.looks)}",
            f"{max(look.most_a_target for look in side.looks)}",
        ]
        lines.append(f"| {side.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def crowd_table(side: Side) -> str:
    """Return how many who ask for everything at once fared."""
    p50, p95 = (
        statistics.median(1e3 * _percentile(look.seconds, percent) for look in side.looks)
        for percent in (50, 95)
    )
    return (
        f"\n{side.name} ask for all targets at once, {len(side.looks)} times: p50 {p50:.0f} ms, "
        f"p95 {p95:.0f} ms, all answered in {1e3 * side.wall:.0f} ms, CPU {1e3 * side.cpu:.0f} ms; "
        f"connections {max(look.connections for look in side.looks)}, "
        f"a target {max(look.most_a_target for look in side.looks)}"
    )


def service_table(crowds: Sequence[Crowd]) -> str:
    """Return how those fared who asked a whole running bot."""
    lines = [
        "\nThe whole service\n",
        "| sessions at once | answered | p50 s | p95 s | p99 s | CPU s | connections | a target |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for crowd in crowds:
        times = " | ".join(f"{_percentile(crowd.seconds, each):.2f}" for each in (50, 95, 99))
        lines.append(
            f"| {crowd.people} | {crowd.people - crowd.failed} | {times} | {crowd.cpu:.1f} | "
            f"{crowd.connections} | {crowd.most_a_target} |"
        )
    return "\n".join(lines)


def _percentile(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100)[percent - 1]
