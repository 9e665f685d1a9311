"""Metrics whose values live elsewhere and are read when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

Read = Callable[[], float]
ReadEach = Callable[[], Mapping[tuple[str, ...], float]]
"""Returns a value for each combination of label values; these come from closed sets."""


@dataclass(frozen=True)
class _Family:
    name: str
    text: str
    counts: bool
    labels: Sequence[str]
    read: ReadEach


class LookedUp(Collector):
    """Values that are read at each scrape."""

    def __init__(self) -> None:
        self._families: list[_Family] = []

    def add(self, name: str, text: str, read: Read, counts: bool) -> None:
        """Add a value; ``counts`` for one that only grows."""
        self.add_each(name, text, (), lambda: {(): float(read())}, counts)

    def add_each(
        self, name: str, text: str, labels: Sequence[str], read: ReadEach, counts: bool
    ) -> None:
        """Add values that have labels."""
        self._families.append(_Family(name, text, counts, labels, read))

    def values(self) -> dict[str, float]:
        """Return the values without labels, by name."""
        return {each.name: each.read()[()] for each in self._families if not each.labels}

    def collect(self) -> Iterable[CounterMetricFamily | GaugeMetricFamily]:
        """Yield all families with their values as they are now."""
        for each in self._families:
            kind = CounterMetricFamily if each.counts else GaugeMetricFamily
            family = kind(f"lotse_{each.name}", each.text, labels=each.labels)
            for labels, value in each.read().items():
                family.add_metric(labels, float(value))
            yield family
