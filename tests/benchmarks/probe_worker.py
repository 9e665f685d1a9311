"""The prober in a process of its own: checks all targets, over and over, and says what it cost."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.probing.certificates import CertificateWatch
from actions.probing.probe import CONNECT_SECONDS, ProbeRules
from actions.probing.prober import Asked, Prober
from actions.probing.resolver import Resolver
from kb.gateway import Gateways
from kb.gateways import read_gateways
from tests.benchmarks.probe_targets import with_ports

TLS, TCP, NAIVE = "tls", "tcp", "naive"
Check = Callable[[], Awaitable[list[str]]]
"""Asks for all targets once and returns what was found of each."""


@dataclass
class Surroundings:
    """The estate as the prober knows it, and what a service makes once."""

    addresses: Mapping[str, str]
    ports: Mapping[int, int]
    rules: ProbeRules

    @classmethod
    def read(cls, text: str) -> Surroundings:
        """Read what `Estate.as_json` wrote."""
        told = json.loads(text)
        addresses: dict[str, str] = told["addresses"]
        resolver = Resolver()

        async def resolve(host: str, port: int) -> list[str]:
            return await resolver(addresses[host], port)  # through the threads, as names go

        context = ssl.create_default_context()
        context.load_verify_locations(told["authority"])
        rules = ProbeRules(resolve, CertificateWatch(context), allow_loopback=True)
        return cls(addresses, dict(told["ports"]), rules)

    def gateways(self, tls: bool) -> Gateways:
        """Return the shipped rows with the estate's ports."""
        return with_ports(read_gateways(), self.ports, tls)


def main() -> None:
    """Answer orders on standard input, one a line, until it ends."""
    asyncio.run(_serve(Surroundings.read(sys.argv[1])))


async def _serve(surroundings: Surroundings) -> None:
    while order := await asyncio.to_thread(sys.stdin.readline):
        way, people = json.loads(order)
        print(json.dumps(await _measure(surroundings, way, people)), flush=True)


async def _measure(surroundings: Surroundings, way: str, people: int) -> dict[str, Any]:
    """Return the seconds of each person, of all, of the processor, and what the last one heard."""
    check, close = _check(surroundings, way)
    used, started = time.process_time(), time.perf_counter()
    heard = await asyncio.gather(*(_timed(check) for _ in range(people)))
    took, cpu = time.perf_counter() - started, time.process_time() - used
    close()
    return {
        "seconds": [seconds for seconds, _ in heard],
        "wall": took,
        "cpu": cpu,
        "found": heard[-1][1],
    }


async def _timed(check: Check) -> tuple[float, list[str]]:
    started = time.perf_counter()
    found = await check()
    return time.perf_counter() - started, found


def _check(surroundings: Surroundings, way: str) -> tuple[Check, Callable[[], None]]:
    """Return a check that nobody has made before: with a prober that remembers nothing."""
    gateways = surroundings.gateways(tls=way == TLS)
    asked = [Asked(row.id, port) for row in gateways.rows for port in row.ports]
    if way == NAIVE:
        hosts = {(row.host, port) for row in gateways.rows for port in row.ports}
        pairs = [(surroundings.addresses[host], port) for host, port in hosts]
        return lambda: _connect_naively(pairs), lambda: None
    prober = Prober(gateways, rules=surroundings.rules)

    async def check() -> list[str]:
        findings = {finding.target: finding for finding in await prober.check(asked)}
        return [finding.reason.value for finding in findings.values()]

    return check, prober.close


async def _connect_naively(pairs: list[tuple[str, int]]) -> list[str]:
    async def connect(address: str, port: int) -> str:
        try:
            opening = asyncio.open_connection(address, port)
            _, writer = await asyncio.wait_for(opening, CONNECT_SECONDS)
        except (OSError, asyncio.TimeoutError):
            return "timeout"
        writer.close()
        return "ok"

    return await asyncio.gather(*(connect(*pair) for pair in pairs))


if __name__ == "__main__":
    main()
