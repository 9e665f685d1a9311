"""Let many people ask a whole running bot about the same gateway at the same time."""

from __future__ import annotations

import asyncio
import ssl
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import trustme

from tests.benchmarks.probe_targets import SETTLE_SECONDS
from tests.benchmarks.processes import cpu_seconds
from tests.gateways import write_loopback_gateways
from tests.servers import Lotse, running_lotse

PLAIN_ROW, TLS_ROW = "tws-europe-primary", "tws-europe-backup"
QUESTION = "is the Zurich gateway up?"


@dataclass(frozen=True)
class Crowd:
    """So many people, the seconds each of them waited, and how many got no right answer."""

    people: int
    seconds: Sequence[float]
    failed: int
    cpu: float
    connections: int
    most_a_target: int


async def ask_service(folder: Path, people: int) -> Crowd:
    """Start a bot over two listeners, one with TLS, and let all ask it at once."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        async with _listeners(Path(name)) as (ports, connections):
            gateways = write_loopback_gateways(
                Path(name) / "gateways.yml", ports, (ports[TLS_ROW],)
            )
            running = running_lotse(
                Path(name),
                LOTSE_GATEWAYS=str(gateways),
                SSL_CERT_FILE=str(Path(name) / "authority.pem"),
            )
            lotse = await asyncio.to_thread(running.__enter__)
            try:
                return await _ask(lotse, people, connections)
            finally:
                await asyncio.to_thread(running.__exit__, None, None, None)


@asynccontextmanager
async def _listeners(folder: Path) -> AsyncIterator[tuple[dict[str, int], Counter[str]]]:
    authority, connections = trustme.CA(), Counter[str]()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    loop = asyncio.get_running_loop()
    servers = {}
    for row, tls in ((PLAIN_ROW, None), (TLS_ROW, context)):

        def receive(row: str = row) -> asyncio.Protocol:
            connections[row] += 1
            return asyncio.Protocol()

        servers[row] = await loop.create_server(receive, "localhost", 0, ssl=tls)
    yield {row: server.sockets[0].getsockname()[1] for row, server in servers.items()}, connections
    for server in servers.values():
        server.close()


async def _ask(lotse: Lotse, people: int, connections: Counter[str]) -> Crowd:
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(lotse.url, connector=connector, timeout=timeout) as client:
        tokens = [await _begin(client) for _ in range(people)]
        used = cpu_seconds(lotse.process.pid)
        answers = await asyncio.gather(*(_question(client, token) for token in tokens))
        used = cpu_seconds(lotse.process.pid) - used
    await asyncio.sleep(SETTLE_SECONDS)
    failed = sum(not is_right for _, is_right in answers)
    seconds = [took for took, _ in answers]
    most = max(connections.values(), default=0)
    return Crowd(people, seconds, failed, used, connections.total(), most)


async def _begin(client: aiohttp.ClientSession) -> str:
    async with client.post("/api/session", json={}) as response:
        response.raise_for_status()
        return str((await response.json())["session"])


async def _question(client: aiohttp.ClientSession, token: str) -> tuple[float, bool]:
    started = time.perf_counter()
    headers = {"Authorization": f"Bearer {token}"}
    async with client.post("/api/messages", json={"text": QUESTION}, headers=headers) as response:
        answer = await response.json()
    return time.perf_counter() - started, response.status == 200 and _is_right(answer)


def _is_right(answer: dict[str, Any]) -> bool:
    """Return whether both rows were looked at and found up."""
    checks = [message["check"] for message in answer["messages"] if message.get("check")]
    states = [row["state"] for check in checks for row in check["rows"]]
    return states == ["ok", "ok"]
