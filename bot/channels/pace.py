"""Keep the pace of whoever asks too fast, and of bodies that come too slowly, before any work."""

from __future__ import annotations

import asyncio
from collections import Counter

from aiohttp import web
from aiohttp.typedefs import Middleware
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.strategies import FixedWindowRateLimiter

from bot.channels.count_storage import CountStorage
from bot.channels.http_errors import Handler, RefusalError
from bot.channels.limiter import Limiter
from bot.connections import Connection, ConnectionLimits

REQUESTS: RateLimitItem = RateLimitItemPerSecond(300, 10, namespace="requests")
"""Requests of a network; a page that opens makes ten, an office of some hundred has one address."""
BODY_UNIT = 2 * 1024
"""A body costs as much as another request for each of these bytes."""
CHUNKED_COST = 5
MOST_COST = 30
PENALTY_SECONDS = 1.0
"""How long a refusal waits: whoever asks again at once costs next to nothing meanwhile."""
MOST_PENALISED = 16
"""Refusals of a network that wait at once; beyond that its connections are cut."""
RESERVED = ("/healthz", "/readyz", "/slack/events")


class Pace:
    """Middleware that stands before all others."""

    def __init__(self, limiter: Limiter, limits: ConnectionLimits | None = None) -> None:
        self._limiter = limiter
        self._limits = limits or ConnectionLimits()
        self._counted = FixedWindowRateLimiter(CountStorage())
        self._penalised: Counter[str] = Counter()

    def middleware(self) -> Middleware:
        """Return what lets requests through that come at a bearable pace."""

        @web.middleware
        async def keep(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                await self._admit(request)
                await self._read_body(request)
            except RefusalError as refusal:
                response = refusal.response()
                response.force_close()
                return response
            return await handler(request)

        return keep

    async def _admit(self, request: web.Request) -> None:
        if request.path in RESERVED:
            return
        connection = request.protocol
        if isinstance(connection, Connection) and connection.is_in_reserve:
            raise RefusalError(503, "too_many_streams", retry_after=5)
        network = self._limiter.network(request)
        if network and not await self._counted.hit(REQUESTS, network, cost=_cost(request)):
            await self._penalise(request, network)

    async def _penalise(self, request: web.Request, network: str) -> None:
        if self._penalised[network] < MOST_PENALISED and _cost(request) <= CHUNKED_COST:
            await self._wait(network)
        elif request.transport is not None:
            request.transport.abort()
        raise RefusalError(429, "too_many", retry_after=int(REQUESTS.get_expiry()))

    async def _wait(self, network: str) -> None:
        self._penalised[network] += 1
        try:
            await asyncio.sleep(PENALTY_SECONDS)
        finally:
            self._penalised[network] -= 1
            if not self._penalised[network]:
                del self._penalised[network]

    async def _read_body(self, request: web.Request) -> None:
        """Read a body that somebody is going to use; it is kept in the request."""
        is_used = request.can_read_body and request.match_info.http_exception is None
        if not is_used or "Content-Encoding" in request.headers:  # never to be unpacked
            return
        if request.path in RESERVED:  # Slack sends more than others may, and reads it itself
            return
        try:
            await read_in_time(request, self._limits.body_seconds)
        except web.HTTPRequestEntityTooLarge as error:
            raise RefusalError(413, "too_large") from error


def _cost(request: web.Request) -> int:
    if request.content_length is None and request.can_read_body:
        return CHUNKED_COST
    return min(1 + (request.content_length or 0) // BODY_UNIT, MOST_COST)


async def read_in_time(
    request: web.Request, seconds: float = ConnectionLimits.body_seconds
) -> bytes:
    """Return the body; raise `RefusalError` where it comes too slowly."""
    if request.content.is_eof():  # all is there, also of a client that leaves this very moment
        return await request.read()
    try:
        return await asyncio.wait_for(request.read(), seconds)
    except asyncio.TimeoutError as error:
        raise RefusalError(408, "too_slow") from error
