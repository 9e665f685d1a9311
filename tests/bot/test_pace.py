"""Who asks too fast waits for themselves, and is cut off when that does not help."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Mapping

import aiohttp
import pytest
from aiohttp import web

from bot.channels import pace as pace_module
from bot.channels.json_body import MAXIMUM_BODY_BYTES
from bot.channels.limiter import Limiter
from bot.channels.pace import MOST_PENALISED, Pace
from tests.serving import serving

PROXY = ipaddress.ip_network("127.0.0.0/8")
OFFICE = {"X-Forwarded-For": "203.0.113.7"}
HOME = {"X-Forwarded-For": "198.51.100.9"}
ALLOWED = 300


async def answer(request: web.Request) -> web.Response:
    return web.Response(text="ok")


def application() -> web.Application:
    middlewares = [Pace(Limiter([PROXY])).middleware()]
    served = web.Application(middlewares=middlewares, client_max_size=MAXIMUM_BODY_BYTES)
    served.router.add_get("/", answer)
    served.router.add_post("/", answer)
    served.router.add_get("/healthz", answer)
    return served


async def status(
    client: aiohttp.ClientSession,
    headers: Mapping[str, str],
    path: str = "/",
    body: bytes | None = None,
) -> int:
    """Return the status; 0 where the connection was cut."""
    method = "GET" if body is None else "POST"
    try:
        async with client.request(method, path, data=body, headers=headers) as response:
            return response.status
    except aiohttp.ClientError:
        return 0


@pytest.fixture(autouse=True)
def short_penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let refusals wait for a moment only."""
    monkeypatch.setattr(pace_module, "PENALTY_SECONDS", 0.3)


async def test_one_network_is_refused_and_others_are_not() -> None:
    async with serving(application()) as url, aiohttp.ClientSession(url) as client:
        statuses = Counter([await status(client, OFFICE) for _ in range(ALLOWED)])
        refused = await status(client, OFFICE)

        assert statuses == {200: ALLOWED}
        assert refused == 429
        assert await status(client, HOME) == 200
        assert await status(client, OFFICE, "/healthz") == 200


async def test_only_so_many_refusals_wait_and_the_rest_is_cut_off() -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        serving(application()) as url,
        aiohttp.ClientSession(url, connector=connector) as client,
    ):
        for _ in range(ALLOWED):
            await status(client, OFFICE)
        crowd = (status(client, OFFICE) for _ in range(3 * MOST_PENALISED))
        statuses = Counter(await asyncio.gather(*crowd))

    assert statuses == {429: MOST_PENALISED, 0: 2 * MOST_PENALISED}


async def test_large_bodies_cost_more_and_are_cut_off_unread() -> None:
    async with serving(application()) as url, aiohttp.ClientSession(url) as client:
        body = b"x" * 900_000
        statuses = [await status(client, OFFICE, body=body) for _ in range(15)]

        assert statuses.count(413) == 10
        assert statuses[-1] == 0
