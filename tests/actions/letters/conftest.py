"""The shipped list, and what a document about some of its rows has to name."""

from __future__ import annotations

import pytest

from kb.gateway import Gateways
from kb.gateways import read_gateways


@pytest.fixture(scope="session")
def gateways() -> Gateways:
    return read_gateways()


@pytest.fixture(scope="session")
def connections(gateways: Gateways) -> set[tuple[str, int]]:
    """Return each host and port of the whole list."""
    return {(row.host, port) for row in gateways.rows for port in (*row.ports, *row.also)}
