"""The databases that workers share: those of the settings, else servers of the cluster's own."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.cluster.database_servers import (
    UNPRIVILEGED_USER,
    DatabaseServer,
    is_open_to_all,
    start_postgres,
    start_redis,
)
from bot.cluster.server_process import Folder
from bot.cluster.worker import Say
from bot.settings import Settings

PASSWORD_BYTES = 24


@dataclass(frozen=True)
class Databases:
    """Where the workers' databases are, and the servers that were started for them."""

    database_url: str
    redis_url: str
    servers: list[DatabaseServer] = field(default_factory=list)


@contextmanager
def running_databases(
    settings: Settings, folder: Path, ports: Iterator[int], say: Say
) -> Iterator[Databases]:
    """Run what the settings do not name, with PostgreSQL's data below ``folder``.

    Raise `bot.command_error.CommandError`.
    """
    with ExitStack() as stack:
        servers: list[DatabaseServer] = []

        def keep(server: DatabaseServer) -> str:
            stack.callback(server.stop)
            servers.append(server)
            return server.url

        database_url, redis_url = settings.database_url, settings.redis_url
        if not database_url:
            place = stack.enter_context(postgres_folder(folder, say))
            password = kept_password(place.path.parent / f"{place.path.name}.password")
            database_url = keep(start_postgres(place, next(ports), password))
        if not redis_url:
            place = Folder(_own_folder(folder / "redis"))
            redis_url = keep(start_redis(place, next(ports), _new_password()))
        yield Databases(database_url, redis_url, servers)


@contextmanager
def postgres_folder(folder: Path, say: Say) -> Iterator[Folder]:
    """Yield where PostgreSQL's data are, with the user whose server they belong to.

    Where root's folders are closed to that user, the data are in a temporary folder.
    """
    if os.geteuid() != 0:
        yield Folder(_own_folder(folder / "postgres"))
    elif all(is_open_to_all(parent) for parent in (folder, *folder.parents)):
        yield _given_away(_own_folder(folder / "postgres"))
    else:
        say(
            f"PostgreSQL does not run as root, and {UNPRIVILEGED_USER} may not enter {folder}: its "
            "data are in a temporary folder and go with the cluster."
        )
        with tempfile.TemporaryDirectory(prefix="lotse-", ignore_cleanup_errors=True) as loose:
            Path(loose).chmod(0o711)
            yield _given_away(_own_folder(Path(loose) / "postgres"))


def _own_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _given_away(path: Path) -> Folder:
    shutil.chown(path, UNPRIVILEGED_USER)
    return Folder(path, UNPRIVILEGED_USER)


def kept_password(file: Path) -> str:
    """Return the password in a file, made up where there is none yet; it is its user's alone."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(_new_password(), "utf-8")
    return file.read_text("utf-8")


def _new_password() -> str:
    return secrets.token_hex(PASSWORD_BYTES)
