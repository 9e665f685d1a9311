"""Run a command among private files against hostile ports, and see that it does no harm."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import trustme

from actions.evidence.own_command import Shell, write_command
from actions.probing.finding import Reason, Target
from kb.language import Language
from tests.actions.conftest import Behaviour, listening, stay_silent
from tests.actions.evidence.command_runs import Printed, as_sh, environment, read, rows_of, run
from tests.actions.evidence.loopback_scene import HOST
from tests.tools import provide

PRIVATE = ("secretplan.txt", "tax2025", "a")
# With the shell that the line is pasted into, which is the system's sh as well.
SHELLS = [
    (Shell.BASH, "bash"),
    (Shell.BASH, "zsh"),
    (Shell.NC, "dash"),
    (Shell.NC, "bash"),
    (Shell.NC, "zsh"),
    (Shell.PYTHON, "dash"),
]


def home_of(folder: Path) -> Path:
    """Return a new folder within, whose files nobody else is to know of."""
    provide("nc", "netcat-openbsd")
    home = folder / "home"
    home.mkdir()
    for name in PRIVATE:
        (home / name).touch()
    return home


async def check(
    expected: Sequence[Target], shell: Shell, program: str, home: Path, **more: str
) -> Printed:
    """Run a command under a shell in the folder with the private files."""
    programs = home.parent / "programs"
    programs.mkdir()
    seen = environment(home, PATH=as_sh(programs, program), **more)
    line = write_command(expected, shell, Language.ENGLISH)
    return await run([str(provide(program, program)), "-c", line], home, seen)


def assert_harmless(printed: Printed, expected: Mapping[Target, tuple[Reason, str | None]]) -> None:
    """Assert that code and table say just this, and that nothing else came out."""
    observations = read(printed.output, list(expected)).observations
    seen = [(each.host, each.port, each.reason, each.issuer) for each in observations]
    assert seen == [(*_address(each), *truth) for each, truth in expected.items()]
    rows = rows_of(printed.output, list(expected))
    assert [(host, int(port)) for host, port, *_ in rows] == [*map(_address, expected)]
    issuers = [" ".join(words.partition(", ")[2].split()) or None for *_, words in rows]
    assert issuers == [issuer for _, issuer in expected.values()]
    assert len(printed.output.splitlines()) == len(expected) + 5
    assert printed.output.replace("\n", "").isprintable()
    assert not any(name in printed.output for name in PRIVATE[:2])
    assert printed.errors == ""


def _address(target: Target) -> tuple[str, int]:
    return target.host, target.port


async def open_port(
    stack: AsyncExitStack,
    certificate: trustme.LeafCert | ssl.SSLContext,
    behaviour: Behaviour = stay_silent,
) -> Target:
    """Open a TLS port until the stack ends."""
    return Target(HOST, await stack.enter_async_context(listening(behaviour, certificate)), True)
