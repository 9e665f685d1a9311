"""The rows that the scenes are about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kb.gateway import Gateway, Gateways
from kb.gateways import read_gateways
from tests.actions.verdict.combinations import WEB


@pytest.fixture(scope="session")
def gateways() -> Gateways:
    return read_gateways()


@pytest.fixture(scope="session")
def europe(gateways: Gateways) -> Sequence[Gateway]:
    return gateways.select(["europe"])


@pytest.fixture(scope="session")
def website(gateways: Gateways) -> Sequence[Gateway]:
    return gateways.select(hosts=[WEB[0]])
