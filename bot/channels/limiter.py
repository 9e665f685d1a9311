"""How much one session and one network may ask for, so that nobody slows others down."""

from __future__ import annotations

import ipaddress
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address

from aiohttp import web
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond

from bot.channels.http_errors import RefusalError
from bot.settings import Network
from bot.shared.counts import Counts, OwnCounts

FORWARDED = "X-Forwarded-For"
UNKNOWN = "unknown"
"""The network of all whose address a configured proxy does not say in any form we know."""
_WITH_PORT = re.compile(r"(?:(?P<v4>[0-9.]+)|\[(?P<v6>[^\[\]]*)\])(?::[0-9]{1,5})?")
IPV6_PREFIX = 64
"""What one household or office has; within it, addresses change as people like."""
MOST_STREAMS_A_NETWORK = 100
SESSION_LIMITS: Sequence[RateLimitItem] = (RateLimitItemPerMinute(60, namespace="sessions"),)
"""New sessions of a network; an office of some hundred people has one address."""
NETWORK_LIMITS: Sequence[RateLimitItem] = (RateLimitItemPerMinute(300, namespace="network"),)
MESSAGE_LIMITS: Sequence[RateLimitItem] = (
    RateLimitItemPerSecond(15, 5, namespace="burst"),
    RateLimitItemPerMinute(60, namespace="messages"),
)
"""Messages of a session: faster than anybody types and reads."""
TEXT_UNIT, LONGEST_TEXT = 100, 1_000
TEXT_LIMITS: Sequence[RateLimitItem] = (RateLimitItemPerSecond(60, 10, namespace="texts"),)
"""Hundreds of characters of a network: the longest texts take five times as long to understand as
questions do, and six of them in ten seconds leave most of the time to others."""
READING_LIMITS: Sequence[RateLimitItem] = (RateLimitItemPerSecond(1_000, 10, namespace="read"),)
"""Turns that a network is told again: pages that are loaded anew and streams that come back."""
SENDER_LIMITS: Sequence[RateLimitItem] = (
    RateLimitItemPerSecond(100, 5, namespace="sender-burst"),
    RateLimitItemPerMinute(600, namespace="sender"),
)
"""Messages of a sender on the REST wire, where a trusted program may speak for many people."""


class Limiter:
    """Counts messages, sessions and streams; the first two with ``counts``, perhaps with others."""

    def __init__(self, proxies: Sequence[Network] = (), counts: Counts | None = None) -> None:
        self._proxies = tuple(proxies)
        self._counts = counts or OwnCounts()
        self._streams: Counter[str] = Counter()

    def network(self, request: web.Request) -> str:
        """Return the network that a request comes from; empty where it cannot be told.

        What a proxy says is believed of configured ones only, and what cannot be read counts as
        one network: nobody gets around a limit by being called something strange. From this
        machine itself come proxies that were not configured: there, limits would hit everybody.
        """
        address = _read(request.remote or "")
        for forwarded in _backwards(request):
            if address is None or not self._is_proxy(address):
                break
            address = _read(_bare(forwarded))
            if address is None:
                return UNKNOWN
        return self._group(address)

    def is_from_proxy(self, request: web.Request) -> bool:
        """Return whether a configured proxy sent a request, so that its headers are believed."""
        address = _read(request.remote or "")
        return address is not None and self._is_proxy(address)

    def network_of(self, address: str) -> str:
        """Return the network of whoever has a connection; empty for proxies and this machine."""
        return self._group(_read(address))

    def _group(self, address: IPv4Address | IPv6Address | None) -> str:
        if address is None or address.is_loopback or self._is_proxy(address):
            return ""
        prefix = address.max_prefixlen if address.version == 4 else IPV6_PREFIX
        return str(ipaddress.ip_network((address, prefix), strict=False))

    def _is_proxy(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._proxies)

    async def admit_session(self, network: str) -> None:
        """Count a new session; raises `RefusalError` where there are too many."""
        await self._count(SESSION_LIMITS, network)

    async def admit_message(self, network: str, session: str, characters: int = 0) -> None:
        """Count a message of a session; raises `RefusalError` where there are too many."""
        await self._count(MESSAGE_LIMITS, session)
        await self._count(NETWORK_LIMITS, network)
        await self._count(TEXT_LIMITS, network or session, _units(characters))

    async def admit_reading(self, network: str, session: str, turns: int) -> None:
        """Count turns that are told again; raises `RefusalError` where there are too many."""
        await self._count(READING_LIMITS, network or session, 1 + turns)

    async def admit_sender(self, sender: str) -> None:
        """Count a message on the REST wire; raises `RefusalError` where there are too many."""
        await self._count(SENDER_LIMITS, sender)

    async def _count(self, limits: Sequence[RateLimitItem], key: str, cost: int = 1) -> None:
        for limit in limits if key and cost else ():
            if seconds := await self._counts.hit(limit, key, cost):
                raise RefusalError(429, "too_many", retry_after=math.ceil(seconds))

    @contextmanager
    def stream(self, network: str) -> Iterator[None]:
        """Hold one of a network's streams; raises `RefusalError` where there are too many."""
        if network and self._streams[network] >= MOST_STREAMS_A_NETWORK:
            raise RefusalError(503, "too_many_streams")
        self._streams[network] += 1
        try:
            yield
        finally:
            self._streams[network] -= 1
            if not self._streams[network]:
                del self._streams[network]


def _units(characters: int) -> int:
    """Return what a text costs; what is longer than any that is understood costs no more."""
    return max(0, math.ceil(min(characters, LONGEST_TEXT) / TEXT_UNIT))


def _backwards(request: web.Request) -> Iterator[str]:
    """Yield the addresses that proxies have added, the nearest first."""
    for line in reversed(request.headers.getall(FORWARDED, [])):
        yield from reversed(line.split(","))


def _bare(forwarded: str) -> str:
    """Return an address without the quotes and the port that some proxies add."""
    found = _WITH_PORT.fullmatch(forwarded.strip().strip('"'))
    return found["v4"] or found["v6"] if found else forwarded.strip().strip('"')


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ipaddress.ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found
