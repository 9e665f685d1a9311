"""Lead all targets of the shipped list to listeners on loopback that count who connects."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import trustme

from kb.gateway import Gateways
from kb.gateways import read_gateways
from tests.actions.probing.behaviours import full_backlog
from tests.servers import free_port

NETWORK = "127.77.0"  # all of 127/8 is this machine, and nobody else listens here
SETTLE_SECONDS = 0.05  # until the listeners have noticed the last who connected


@dataclass(frozen=True)
class Target:
    """A listed host and one of its ports, and where it is on loopback."""

    host: str
    address: str
    port: int
    tls: bool


@dataclass
class Estate:
    """All targets, the ports they got instead of the shipped ones, and what has connected.

    ``dark`` are hosts that never answer; ``authority`` is a PEM file to be trusted.
    """

    targets: tuple[Target, ...]
    ports: Mapping[int, int]
    dark: frozenset[str]
    authority: Path
    connections: Counter[Target]

    @property
    def dark_targets(self) -> int:
        """Return how many targets never answer."""
        return sum(target.host in self.dark for target in self.targets)

    def as_json(self) -> str:
        """Return what a prober needs to know."""
        addresses = {target.host: target.address for target in self.targets}
        return json.dumps(
            {
                "addresses": addresses,
                "ports": list(self.ports.items()),
                "authority": str(self.authority),
            }
        )

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[Counter[Target]]:
        """Yield what holds, once the block has ended, how often each target was connected to."""
        before, new = self.connections.copy(), Counter[Target]()
        yield new
        await asyncio.sleep(SETTLE_SECONDS)
        new.update(self.connections - before)


def with_ports(shipped: Gateways, ports: Mapping[int, int], tls: bool) -> Gateways:
    """Return the list with other ports; without ``tls`` none of them speaks TLS."""
    rows = [
        replace(row, ports=tuple(ports[port] for port in row.ports), also=())
        for row in shipped.rows
    ]
    tls_ports = frozenset(ports[port] for port in shipped.tls_ports) if tls else frozenset()
    return replace(shipped, rows=tuple(rows), tls_ports=tls_ports)


def hosts_of(gateways: Gateways) -> list[str]:
    """Return the hosts that a check connects to, each once."""
    return list(dict.fromkeys(row.host for row in gateways.rows))


@asynccontextmanager
async def laid_out(folder: Path, dark: Collection[str] = ()) -> AsyncIterator[Estate]:
    """Listen on every target; what is dark has a full backlog, so that SYNs get no answer."""
    shipped = read_gateways()
    ports = dict(zip(sorted(shipped.tls_ports | {4000}), _free_ports(), strict=True))
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    targets = tuple(_targets(shipped, ports))
    estate = Estate(targets, ports, frozenset(dark), folder / "authority.pem", Counter())
    async with AsyncExitStack() as stack:
        for target in targets:
            if target.host in dark:
                stack.enter_context(full_backlog(target.address, target.port))
            else:
                context = _server_context(authority, target.host) if target.tls else None
                await stack.enter_async_context(_listening(target, context, estate.connections))
        yield estate


def _free_ports() -> Iterator[int]:
    found: set[int] = set()
    while len(found) < 3:
        if (port := free_port()) not in found:
            found.add(port)
            yield port


def _targets(shipped: Gateways, ports: Mapping[int, int]) -> Iterator[Target]:
    addresses = {
        host: f"{NETWORK}.{number}" for number, host in enumerate(hosts_of(shipped), start=1)
    }
    pairs = dict.fromkeys((row.host, port) for row in shipped.rows for port in row.ports)
    for host, port in pairs:
        yield Target(host, addresses[host], ports[port], port in shipped.tls_ports)


def _server_context(authority: trustme.CA, host: str) -> ssl.SSLContext:
    # The library refuses the underscore that some hosts have; a wildcard fits them.
    name = "*." + host.partition(".")[2] if "_" in host else host
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@asynccontextmanager
async def _listening(
    target: Target, context: ssl.SSLContext | None, connections: Counter[Target]
) -> AsyncIterator[None]:
    def receive() -> asyncio.Protocol:  # called for each connection, before any TLS
        connections[target] += 1
        return asyncio.Protocol()

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        receive, target.address, target.port, ssl=context, backlog=1024
    )
    try:
        yield
    finally:
        server.close()
