"""Both sides of a benchmark, Lotse and stock Rasa, with the same model and loopback gateways."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from tests.benchmarks.dialogues import CHECKS, SCRIPTS
from tests.benchmarks.measurement import converse
from tests.benchmarks.server import ANSWERS, Server
from tests.benchmarks.stock_servers import running_stock
from tests.gateways import write_loopback_gateways
from tests.servers import PROJECT, REST_TOKEN, Lotse, running_lotse

MODEL = PROJECT / "models" / "lotse.tar.gz"
ROWS = ("tws-europe-primary", "tws-europe-backup", "tws-asia-primary", "tws-us-central-primary")
HEADERS = {"Authorization": f"Bearer {REST_TOKEN}"}
LOTSE, STOCK = "Lotse", "stock Rasa"


@contextmanager
def loopback_gateways(folder: Path) -> Iterator[Path]:
    """Write a gateway list into ``folder`` whose hosts all accept connections, on loopback."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        port = int(listener.getsockname()[1])
        yield write_loopback_gateways(folder / "gateways.yml", dict.fromkeys(ROWS, port))


def _accept(listener: socket.socket) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        connection.close()


@contextmanager
def our_side(folder: Path, gateways: Path, **settings: str) -> Iterator[Server]:
    """Run Lotse with its data in ``folder``."""
    with running_lotse(folder, LOTSE_GATEWAYS=str(gateways), **settings) as lotse:
        yield side_of(lotse)


def side_of(lotse: Lotse) -> Server:
    """Return a running Lotse as the benchmarks see it."""
    return Server(LOTSE, lotse.url + ANSWERS, (lotse.process.pid,), HEADERS)


@contextmanager
def both_sides(environment: Path, folder: Path, gateways: Path) -> Iterator[tuple[Server, Server]]:
    """Run Lotse and stock Rasa, the latter in its own environment, until both are ready."""
    with (
        our_side(folder, gateways) as ours,
        running_stock(environment, MODEL, gateways, folder) as stock,
    ):
        yield ours, stock


def compare_answers(sides: Sequence[Server]) -> None:
    """Talk to both without measuring, and make sure that they say the same."""
    asyncio.run(_compare_answers(sides))


async def _compare_answers(sides: Sequence[Server]) -> None:
    async with aiohttp.ClientSession() as client:
        for script in SCRIPTS:
            answers = [(await converse(side, client, script)).answers for side in sides]
            for text, *both in zip(script, *answers, strict=True):
                if text not in CHECKS:  # what a check says has the time in it
                    assert len(set(both)) == 1, f"the answers to {text!r} differ: {both}"
