"""Ours and the peers: each looks at all targets once and says what it cost."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.probe_targets import Estate, Target
from tests.servers import PROJECT

WORKER = "tests.benchmarks.probe_worker"
UP, DARK = ("open", "ok"), ("filtered", "timeout")  # as nmap and as ours say it


@dataclass
class Look:
    """What one look at all targets cost, in seconds, and how many were found up or dark."""

    wall: float
    cpu: float
    up: int
    dark: int
    seconds: Sequence[float] = ()
    connections: int = 0
    most_a_target: int = 0


@dataclass
class Side:
    """One of those compared, with what it has done so far."""

    name: str
    look_once: Callable[[], Awaitable[Look]]
    only_starts: bool = False
    looks: list[Look] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """Return the median of the seconds that a look took."""
        return statistics.median(look.wall for look in self.looks)

    @property
    def cpu(self) -> float:
        """Return the median of the processor's seconds."""
        return statistics.median(look.cpu for look in self.looks)

    async def look(self, estate: Estate) -> Look:
        """Look once, let the listeners count, and make sure that what was found is right."""
        async with estate.counting() as connections:
            look = await self.look_once()
        look.connections = connections.total()
        look.most_a_target = max(connections.values(), default=0)
        up = len(estate.targets) - estate.dark_targets
        if not self.only_starts:
            found = f"{self.name} found {look.up} up and {look.dark} dark"
            assert (look.up, look.dark) == (up, estate.dark_targets), found
        return look


class Worker:
    """Our prober in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    async def look(self, way: str, people: int = 1) -> Look:
        """Let so many people ask for all targets at once, of a prober that remembers nothing."""
        answer = await asyncio.to_thread(self._ask, way, people)
        found = answer["found"].count
        return Look(answer["wall"], answer["cpu"], found("ok"), found("timeout"), answer["seconds"])

    def _ask(self, way: str, people: int) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([way, people]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the prober's process ended; its complaint stands above"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def running_worker(estate: Estate) -> Iterator[Worker]:
    """Start the process of our prober."""
    with subprocess.Popen(
        [sys.executable, "-m", WORKER, estate.as_json()],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Worker(process)


async def scan(nmap: Path, targets: Sequence[Target], template: str) -> Look:
    """Let nmap look at exactly these targets: one process for each set of ports, all at once."""
    command = [str(nmap), "-sT", "-Pn", "-n", template, "-oG", "-"]
    groups = _by_ports(targets).items()
    return await asyncio.to_thread(
        _run, [[*command, "-p", ports, *addresses] for ports, addresses in groups]
    )


async def only_start(nmap: Path, targets: Sequence[Target]) -> Look:
    """Let nmap start as for `scan`, list the addresses, and connect to nothing."""
    groups = _by_ports(targets).values()
    return await asyncio.to_thread(
        _run, [[str(nmap), "-sL", "-n", "-oG", "-", *addresses] for addresses in groups]
    )


def _run(commands: Sequence[Sequence[str]]) -> Look:
    started = time.perf_counter()
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands
    ]
    used, said = 0.0, ""
    for process in processes:
        assert process.stdout
        with process.stdout as output:
            said += output.read()
        _, status, usage = os.wait4(process.pid, 0)  # what this very process has used
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, said
        used += usage.ru_utime + usage.ru_stime
    took = time.perf_counter() - started
    return Look(took, used, said.count("/open/tcp/"), said.count("/filtered/tcp/"))


def _by_ports(targets: Sequence[Target]) -> dict[str, list[str]]:
    """Return the addresses for each set of ports, as nmap's option has them."""
    ports: defaultdict[str, list[int]] = defaultdict(list)
    for target in targets:
        ports[target.address].append(target.port)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for address, numbers in ports.items():
        groups[",".join(map(str, sorted(numbers)))].append(address)
    return dict(groups)
