"""Real Redis and PostgreSQL servers for tests, on loopback and in folders of their own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.cluster.database_servers import (
    UNPRIVILEGED_USER,
    DatabaseServer,
    start_postgres,
    start_redis,
)
from bot.cluster.server_process import Folder, ServerError
from tests.servers import free_port

PASSWORD = "a-password-for-tests-only"
ATTEMPTS = 3  # somebody else may take the free port first
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB")


@contextmanager
def running_redis(port: int | None = None) -> Iterator[DatabaseServer]:
    """Run a Redis server that asks for a password and writes nothing to disk.

    With a port it takes the place of one that was stopped.
    """
    with _temporary_folder() as folder:
        with _running(lambda free: start_redis(folder, port or free, PASSWORD)) as server:
            yield server


@contextmanager
def running_postgres() -> Iterator[DatabaseServer]:
    """Run a PostgreSQL server whose durability is off; as root, in the name of another user."""
    user = UNPRIVILEGED_USER if os.geteuid() == 0 else None
    with _temporary_folder(user) as folder:
        with _running(lambda port: start_postgres(folder, port, PASSWORD, FAST)) as server:
            yield server


@contextmanager
def _temporary_folder(user: str | None = None) -> Iterator[Folder]:
    # Not pytest's folder: that is closed to everyone but the user who runs the tests.
    with tempfile.TemporaryDirectory(prefix="lotse-", ignore_cleanup_errors=True) as path:
        if user is not None:
            shutil.chown(path, user)
        yield Folder(Path(path).resolve(), user)


@contextmanager
def _running(start: Callable[[int], DatabaseServer]) -> Iterator[DatabaseServer]:
    server = _start(start)
    try:
        yield server
    finally:
        server.stop()


def _start(start: Callable[[int], DatabaseServer]) -> DatabaseServer:
    for _ in range(ATTEMPTS - 1):
        try:
            return start(free_port())
        except ServerError:
            continue
    return start(free_port())
