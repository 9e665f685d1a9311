"""``python -m bot cluster``: everything that several workers need, on this machine alone."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from bot.cluster.balancer import running_balancer
from bot.cluster.databases import Databases, running_databases
from bot.cluster.ports import LOOPBACK, free_ports, is_free
from bot.cluster.server_process import Folder
from bot.cluster.supervisor import supervise
from bot.cluster.worker import Worker
from bot.command_error import CommandError
from bot.settings import PROJECT, Settings, is_loopback

DISTANCE = 10
"""From the balancer's port to the first that workers and databases get."""


def cluster(settings: Settings, options: argparse.Namespace) -> int:
    """Serve with several workers until SIGTERM or Ctrl-C; raise `CommandError`."""
    _refuse_what_cannot_be(settings)
    signal.signal(signal.SIGTERM, _stop_early)
    _train(settings)
    port = settings.port or next(free_ports(8080))
    ports = free_ports(port + DISTANCE)
    with (
        _folder(settings) as folder,
        running_databases(settings, folder, ports, _say) as databases,
        tempfile.TemporaryDirectory(prefix="lotse-") as loose,  # a socket's path must be short
    ):
        workers = create_workers(options.workers, ports, databases, settings)
        named = {worker.name: worker.port for worker in workers}
        with running_balancer(Folder(Path(loose)), port, named) as balancer:
            _announce(port, workers)
            asyncio.run(supervise(workers, balancer, databases.servers, _say))
    return 0


def _refuse_what_cannot_be(settings: Settings) -> None:
    if not is_loopback(settings.host):
        raise CommandError(
            "LOTSE_HOST must be 127.0.0.1: a cluster on one machine is for trying out. For others "
            "to reach it, start the workers themselves behind a load balancer (README, Scaling)"
        )
    if settings.port and not is_free(settings.port):
        raise CommandError(
            f"cannot listen on {LOOPBACK}:{settings.port}: the port is taken. Stop what uses it, "
            "or set LOTSE_PORT to another one."
        )


def _train(settings: Settings) -> None:
    """Train once, before all workers would."""
    if settings.model_sha256:
        return
    command = [sys.executable, "-m", "bot", "train"]
    if subprocess.run(command, cwd=PROJECT, check=False).returncode:
        raise CommandError("the model could not be trained; the reason stands above")


@contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    """Yield the folder for the databases, which no other cluster may have at the same time.

    Root's is open to the user who runs PostgreSQL.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    folder = settings.data.resolve() / "cluster"
    try:
        settings.data.mkdir(mode=mode, parents=True, exist_ok=True)
        folder.mkdir(mode=mode, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{folder} cannot be made: {error.strerror} (LOTSE_DATA)") from error
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # until this process has ended
        except BlockingIOError as error:
            raise CommandError(
                f"another cluster has its data in {folder}: stop it, or set LOTSE_DATA and "
                "LOTSE_PORT to others."
            ) from error
        yield folder


def create_workers(
    number: int, ports: Iterator[int], databases: Databases, settings: Settings
) -> Sequence[Worker]:
    """Return workers that have not begun yet, each with a port and an operator's port."""
    return [
        Worker(each, port, worker_environment(port, next(ports), databases, settings), _say)
        for each, port in enumerate(islice(ports, number), 1)
    ]


def worker_environment(
    port: int, operator_port: int, databases: Databases, settings: Settings
) -> Mapping[str, str]:
    """Return this process's environment with what is a worker's own."""
    proxies = [str(network) for network in settings.proxies]
    return {
        **os.environ,
        "LOTSE_HOST": LOOPBACK,
        "LOTSE_PORT": str(port),
        "LOTSE_OPERATOR_PORT": str(operator_port),
        "LOTSE_DATABASE_URL": databases.database_url,
        "LOTSE_REDIS_URL": databases.redis_url,
        "LOTSE_PROXIES": " ".join([*proxies, LOOPBACK]),
    }


def _announce(port: int, workers: Sequence[Worker]) -> None:
    where = ", ".join(f"{LOOPBACK}:{worker.port}" for worker in workers)
    _say(f"Lotse listens on http://{LOOPBACK}:{port}. Its workers get ready: {where}")


def _say(line: str) -> None:
    with suppress(OSError):  # a terminal that is gone must not keep the workers from ending
        print(line, flush=True)


def _stop_early(*_: object) -> None:
    raise KeyboardInterrupt  # until the supervisor takes the signal over
