"""Run a command of ours as a person's computer would, and see what it leaves behind."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pexpect

from actions.evidence.result_code import ResultCode, find_result_code, read_result_code
from actions.probing.finding import Target
from tests.tools import provide

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy")
SURELY_OVER_SECONDS = 60.0
EVERYWHERE = "bash sh cut date head od printf sed sort tr uname grep getent".split()
PACKAGES = {
    "nc": "netcat-openbsd",
    "openssl": "openssl",
    "perl": "perl-base",
    "sha256sum": "coreutils",
    "shasum": "perl",
    "timeout": "coreutils",
}
PROMPTS = {"bash": ("bash", "--norc -i"), "sh": ("dash", "-i"), "zsh": ("zsh", "-f -i")}


@dataclass(frozen=True)
class Printed:
    """What a command left behind; ``left`` are processes of its session that still run."""

    output: str
    errors: str
    seconds: float
    left: tuple[int, ...]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return what a command gets to see: no proxy, and a home of its own."""
    ours = {
        name: value for name, value in os.environ.items() if name.lower() not in PROXY_VARIABLES
    }
    return {**ours, "HOME": str(folder), "TMPDIR": str(folder), **more}


def as_sh(folder: Path, program: str) -> str:
    """Return a search path on which ``sh`` is the given shell, as on some systems."""
    (folder / "sh").symlink_to(provide(program, program))
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


async def run(arguments: Sequence[str], folder: Path, seen: Mapping[str, str]) -> Printed:
    """Run a program in a session of its own, in a folder that was empty."""
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *arguments,
        cwd=folder,
        env=seen,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    output, errors = await asyncio.wait_for(process.communicate(), SURELY_OVER_SECONDS)
    seconds = time.monotonic() - started
    return Printed(output.decode(), errors.decode(), seconds, _of_session(process.pid))


def _of_session(session: int) -> tuple[int, ...]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(path.parent.name))
    return tuple(found)


def only(folder: Path, *names: str) -> str:
    """Return a search path on which only these programs and what every system has are found."""
    for name in {*EVERYWHERE, *names}:
        (folder / name).symlink_to(provide(name, PACKAGES.get(name, name)))
    return str(folder)


def paste(prompt: str, line: str, folder: Path) -> str:
    """Type a line at a shell's prompt in a terminal, and return what it shows up to the code."""
    program, options = PROMPTS[prompt]
    terminal = pexpect.spawn(
        f"{provide(program, program)} {options}",
        env=environment(folder, TERM="dumb", PS1="$ ", HISTFILE=""),
        cwd=str(folder),
        encoding="utf-8",
        timeout=SURELY_OVER_SECONDS,
        dimensions=(50, 200),
    )
    terminal.delaybeforesend = 0.3
    terminal.sendline(line)
    terminal.expect(r"\nLOTSE1-[0-9a-z-]+\r")
    shown = f"{terminal.before}{terminal.after}"
    terminal.sendline("exit")
    terminal.close(force=True)
    return shown


def read(output: str, targets: Sequence[Target]) -> ResultCode:
    """Return what the code says with which an output ends."""
    lines = output.strip().splitlines()
    code = find_result_code(output)
    assert code == lines[-1], output
    return read_result_code(code, targets)


def rows_of(output: str, targets: Sequence[Target]) -> list[list[str]]:
    """Return host, port, milliseconds and words of each printed row."""
    hosts = "|".join(re.escape(target.host) for target in targets)
    row = re.compile(rf"({hosts}) +(\d+) +(\d*) *  (.+)")
    return [list(found.groups()) for line in output.splitlines() if (found := row.fullmatch(line))]
