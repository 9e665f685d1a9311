"""Workers that check gateways on loopback together, in this process or in others."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from actions.probing import prober as prober_module
from actions.probing.budget import Budget
from actions.probing.certificates import CertificateWatch
from actions.probing.finding import Finding, Reason
from actions.probing.probe import ProbeRules
from actions.probing.prober import Asked, Prober
from kb.gateways import read_gateways
from tests.gateways import write_loopback_gateways
from tests.servers import PROJECT

ROWS = ("tws-europe-primary", "tws-europe-backup", "tws-asia-primary")


@dataclass(frozen=True)
class Listeners:
    """A listener for each of ``ROWS``, and the port of each connection in their order."""

    path: Path
    asked: list[Asked]
    connections: list[int]


@asynccontextmanager
async def listening(folder: Path, silent: int = 0) -> AsyncIterator[Listeners]:
    """Listen for each row; the first ``silent`` connections of a port hear nothing.

    Others are closed at once. Where some are silent, the ports are listed as ones that speak TLS.
    """
    connections: list[int] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        connections.append(port)
        if connections.count(port) <= silent:
            await reader.read()
        writer.close()

    async with AsyncExitStack() as stack:
        ports = []
        for _ in ROWS:
            server = await asyncio.start_server(accept, "127.0.0.1", 0)
            stack.callback(server.close)
            ports.append(server.sockets[0].getsockname()[1])
        by_row = dict(zip(ROWS, ports, strict=True))
        tls_ports = tuple(ports) if silent else ()
        path = write_loopback_gateways(folder / "gateways.yml", by_row, tls_ports)
        yield Listeners(path, [Asked(*each) for each in by_row.items()], connections)


@asynccontextmanager
async def working(gateways: Path, url: str, budget: Budget | None = None) -> AsyncIterator[Prober]:
    """Give a worker's prober, which has its own connections to Redis."""
    budget = budget or Budget(url)
    certificates = CertificateWatch(ssl.create_default_context())
    rules = ProbeRules(_resolve, certificates, allow_loopback=True)
    prober = Prober(read_gateways(gateways), redis_url=url, budget=budget, rules=rules)
    try:
        yield prober
    finally:
        await _close(prober, budget)


async def _resolve(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


async def _close(prober: Prober, budget: Budget) -> None:
    tasks = [attempt.task for attempt in prober._attempts.values()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if prober._shared is not None:
        await prober._shared.close()
    await budget.close()
    prober.close()


def reasons(findings: Sequence[Finding]) -> list[Reason]:
    """Return how each went."""
    return [finding.reason for finding in findings]


async def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, which a test expects soon."""
    for _ in range(2000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("what the test waits for does not come")


@dataclass(frozen=True)
class Process:
    """A worker in a process of its own, which waits until it is told to check."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(
        cls, gateways: Path, url: str, asked: Sequence[Asked], reuse_seconds: float = 30.0
    ) -> Process:
        """Start the process, and wait until it is ready."""
        task = json.dumps([str(gateways), url, [(each.row, each.port) for each in asked]])
        command = ("-m", "tests.actions.probing.workers", task, str(reuse_seconds))
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=PROJECT, stdin=PIPE, stdout=PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        return cls(process)

    async def check(self) -> list[Reason]:
        """Let it check; return how each port went."""
        output, _ = await self.process.communicate(b"check\n")
        return [Reason(word) for word in output.decode().split()]


def _work(task: str, reuse_seconds: str) -> None:
    gateways, url, asked = json.loads(task)
    prober_module.REUSE_SECONDS = float(reuse_seconds)
    print("ready", flush=True)
    sys.stdin.readline()
    found = asyncio.run(_check(Path(gateways), url, [Asked(*each) for each in asked]))
    print(*(reason.value for reason in found))


async def _check(gateways: Path, url: str, asked: list[Asked]) -> list[Reason]:
    async with working(gateways, url) as prober:
        return reasons(await prober.check(asked))


if __name__ == "__main__":
    _work(*sys.argv[1:])
