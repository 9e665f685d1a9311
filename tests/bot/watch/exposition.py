"""Read what a server exports for Prometheus."""

from __future__ import annotations

from collections import defaultdict

from prometheus_client.parser import text_string_to_metric_families

from tests.servers import Lotse

Exported = dict[str, set[str]]
"""The names of all series with the names of their labels."""


def read_families(operator: Lotse) -> dict[str, str]:
    """Return the kind of each metric that a server exports, by its name as README has it."""
    families = text_string_to_metric_families(_text(operator))
    return {family.name + "_total" * (family.type == "counter"): family.type for family in families}


def read_series(operator: Lotse) -> Exported:
    """Return all series that a server exports."""
    series: Exported = defaultdict(set)
    for family in text_string_to_metric_families(_text(operator)):
        for sample in family.samples:
            series[sample.name] |= set(sample.labels)
    return dict(series)


def _text(operator: Lotse) -> str:
    status, text = operator.get("/metrics")
    assert status == 200
    return str(text)
