"""Start Redis and PostgreSQL on loopback, each with a password and in a folder of its own."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import redis
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from bot.cluster.programs import POSTGRES, REDIS, find_program, tied
from bot.cluster.server_process import START_SECONDS, STOP_SECONDS, Folder, Server

UNPRIVILEGED_USER = "nobody"
"""Runs PostgreSQL for root, for whom it refuses to run."""
DATABASE_USER = "lotse"
DISCREET = ("log_min_error_statement=panic", "log_error_verbosity=terse")
"""PostgreSQL's log would quote statements that fail, and in them what people write."""


@dataclass
class DatabaseServer(Server):
    """A running database server and its address."""

    url: str = ""


def start_redis(folder: Folder, port: int, password: str) -> DatabaseServer:
    """Start a Redis server that writes nothing to disk; raise `ServerError`."""
    settings = {"bind": "127.0.0.1", "port": port, "save": '""', "appendonly": "no"}
    settings["requirepass"] = password  # in a file: everybody may read a command's options
    config = folder.path / "redis.conf"
    config.touch(mode=0o600)
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), "utf-8")
    process = folder.start(tied([str(find_program(REDIS)), str(config)]))
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    server = DatabaseServer(process, url=url)
    return _answering(server, server.wait_until(lambda: _redis_answers(url)), folder, "Redis")


def start_postgres(
    folder: Folder, port: int, password: str, settings: Sequence[str] = ()
) -> DatabaseServer:
    """Start a PostgreSQL server whose data stay in the folder; raise `ServerError`.

    ``settings`` are more lines of its configuration.
    """
    programs = _reachable(find_program(POSTGRES).parent, folder)
    if not (folder.path / "data" / "PG_VERSION").exists():
        _create_data(programs / "initdb", folder, password)
    _wait_for_predecessor(folder.path / "data" / "postmaster.pid")
    where = ("listen_addresses=127.0.0.1", "unix_socket_directories=")
    options = [part for each in (*where, *DISCREET, *settings) for part in ("-c", each)]
    command = [str(programs / "postgres"), "-D", "data", "-p", str(port), *options]
    process = folder.start(tied(command, signal.SIGINT))
    url = f"postgresql://{DATABASE_USER}:{password}@127.0.0.1:{port}/postgres"
    server = DatabaseServer(process, signal.SIGINT, url)
    answers = server.wait_until(lambda: _postgres_answers(url))
    return _answering(server, answers, folder, "PostgreSQL")


def _wait_for_predecessor(file: Path) -> None:
    """Give a server time to end whose cluster was killed just now; PostgreSQL judges the rest."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and _is_alive(file):
        time.sleep(0.1)


def _is_alive(file: Path) -> bool:
    with suppress(OSError, ValueError, IndexError):
        return Path("/proc", str(int(file.read_text("utf-8").splitlines()[0]))).exists()
    return False


def _answering(server: DatabaseServer, answers: bool, folder: Folder, name: str) -> DatabaseServer:
    if not answers:
        server.stop()
        raise folder.complaint(f"{name} does not start")
    return server


def _reachable(programs: Path, folder: Folder) -> Path:
    """Return the programs' folder, or that of a copy where the user cannot enter the package."""
    if folder.user is None or all(is_open_to_all(parent) for parent in programs.parents):
        return programs
    packages = programs.parents[2]
    for part in packages.glob("pgserver*"):  # the package, and its libraries beside it
        shutil.copytree(part, folder.path / part.name, symlinks=True, dirs_exist_ok=True)
    return folder.path / programs.relative_to(packages)


def is_open_to_all(folder: Path) -> bool:
    """Return whether every user of this machine may enter a folder."""
    return bool(folder.stat().st_mode & 0o001)


def _create_data(initdb: Path, folder: Folder, password: str) -> None:
    file = folder.path / "password"
    file.touch(mode=0o600)
    if folder.user is not None:
        shutil.chown(file, folder.user)
    file.write_text(password, "utf-8")
    unfinished = folder.path / "new"  # whoever is killed meanwhile leaves no half of a database
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["-D", "new", "-U", DATABASE_USER, "-A", "scram-sha-256", "--pwfile", str(file)]
    settings = ["--no-sync", "--no-locale", "-E", "UTF8"]
    if folder.start(tied([str(initdb), *options, *settings])).wait(START_SECONDS) != 0:
        raise folder.complaint("PostgreSQL's initdb failed")
    unfinished.rename(folder.path / "data")


def _redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _postgres_answers(url: str) -> bool:
    try:
        sa.create_engine(url, poolclass=NullPool).connect().close()
    except OperationalError:
        return False
    return True
