"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.settings import PROJECT, Settings
from bot.training import ModelFiles
from tests.databases import running_postgres, running_redis
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, free_port, running_lotse

LISTED_ORIGIN = "https://site.example"


@pytest.fixture(scope="session")
def open_port() -> Iterator[int]:
    """Return a port on which somebody listens and accepts."""
    with accepting() as port:
        yield port


@pytest.fixture(scope="session")
def other_open_port() -> Iterator[int]:
    """Return another such port."""
    with accepting() as port:
        yield port


@contextmanager
def accepting() -> Iterator[int]:
    """Listen on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        stopped = threading.Event()
        threading.Thread(target=_accept, args=(listener, stopped), daemon=True).start()
        yield int(listener.getsockname()[1])
        stopped.set()


def _accept(listener: socket.socket, stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:  # closed, or another test has left no descriptor for a moment
            stopped.wait(0.01)
            continue
        connection.close()


@pytest.fixture(scope="session")
def closed_port() -> int:
    """Return a port nobody listens on."""
    return free_port()


@pytest.fixture(scope="session")
def loopback_gateways(
    tmp_path_factory: pytest.TempPathFactory,
    open_port: int,
    other_open_port: int,
    closed_port: int,
) -> Path:
    """Return a gateway list: Zurich is up, Asia is down, of Chicago only the primary is up."""
    ports = {
        "tws-europe-primary": open_port,
        "tws-europe-backup": other_open_port,
        "tws-asia-primary": closed_port,
        "tws-us-central-primary": open_port,
        "tws-us-central-backup": closed_port,
    }
    path = tmp_path_factory.mktemp("gateways") / "gateways.yml"
    return write_loopback_gateways(path, ports)


@pytest.fixture(scope="session")
def site_port() -> int:
    """Return the port of a website that may use the chat."""
    return free_port()


@pytest.fixture(scope="session")
def lotse(
    tmp_path_factory: pytest.TempPathFactory, model: Path, loopback_gateways: Path, site_port: int
) -> Iterator[Lotse]:
    """Return a running server over the loopback gateways, shared by all tests that only ask."""
    folder = tmp_path_factory.mktemp("lotse")
    origins = f"{LISTED_ORIGIN} http://127.0.0.1:{site_port}"
    gateways = str(loopback_gateways)
    with running_lotse(folder, LOTSE_GATEWAYS=gateways, LOTSE_ORIGINS=origins) as server:
        yield server


@pytest.fixture(scope="session")
def model() -> Path:
    """Return the trained model, trained now if what it is made of has changed."""
    command = [sys.executable, "-m", "bot", "train"]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return ModelFiles.of(Settings()).model


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Return the address of a real Redis server, which all tests share: use keys of your own."""
    with running_redis() as server:
        yield server.url


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the address of a real PostgreSQL server's database, which all tests share."""
    with running_postgres() as server:
        yield server.url
