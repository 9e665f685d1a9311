"""A server with gateways that answer at once, never, and over HTTPS, for what is streamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.actions.evidence.loopback_scene import full_backlog
from tests.conftest import LISTED_ORIGIN
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse
from tests.streaming import QUICK, SILENT, WEB


@pytest.fixture(scope="session")
def stream_ports(open_port: int, closed_port: int) -> Iterator[dict[str, int]]:
    """Return the port of each row."""
    with ExitStack() as stack:
        silent = {row: stack.enter_context(full_backlog()) for row in SILENT}
        yield {QUICK: open_port, WEB: closed_port, **silent}


@pytest.fixture(scope="session")
def stream_lotse(
    tmp_path_factory: pytest.TempPathFactory, model: Path, stream_ports: dict[str, int]
) -> Iterator[Lotse]:
    """Return a server whose checks of what is silent take two seconds."""
    folder = tmp_path_factory.mktemp("stream")
    path = write_loopback_gateways(
        folder / "gateways.yml", stream_ports, web_ports=(stream_ports[WEB],)
    )
    with running_lotse(folder, LOTSE_GATEWAYS=str(path), LOTSE_ORIGINS=LISTED_ORIGIN) as running:
        yield running


@pytest.fixture(scope="session")
def attacked(
    tmp_path_factory: pytest.TempPathFactory, model: Path, loopback_gateways: Path
) -> Iterator[Lotse]:
    """Return a server that is attacked only, so that all in its database comes from that."""
    folder = tmp_path_factory.mktemp("attacked")
    with running_lotse(folder, LOTSE_GATEWAYS=str(loopback_gateways)) as running:
        yield running
