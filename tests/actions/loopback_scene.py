"""Listed gateways on this machine: Zurich and a website are up, Asia refuses, for actions."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache

import trustme

from actions.probing.history import History
from actions.probing.probe import ProbeRules
from actions.probing.prober import Prober
from actions.resources import Resources
from kb.gateway import Gateways
from kb.library import Library
from tests.actions.conftest import close_at_once, listening, stay_silent
from tests.actions.probing.looking import loopback_rules
from tests.gateways import gateways_with_ports
from tests.servers import free_port

UP, DOWN = "127.77.0.1", "127.77.0.2"
"""Addresses of this machine at which nobody else listens."""

ZURICH, ZURICH_BACKUP = "tws-europe-primary", "tws-europe-backup"
ASIA, ASIA_BACKUP, WEBSITE = "tws-asia-primary", "tws-asia-backup", "web-us"
IS_UP = {ZURICH, ZURICH_BACKUP, WEBSITE}


@dataclass(frozen=True)
class Scene:
    """The ports that all trading rows have, the website's, and what actions work with.

    ``addresses`` may be changed: what a host leads to from now on.
    """

    resources: Resources
    plain: int
    secure: int
    web: int
    addresses: dict[str, str]

    @property
    def gateways(self) -> Gateways:
        """Return the listed rows."""
        return self.resources.gateways

    def host(self, row_id: str) -> str:
        """Return a row's host."""
        row = self.gateways.find(row_id)
        assert row is not None
        return row.host


@cache
def shipped_library() -> Library:
    """Return the shipped articles, read once."""
    return Library()


@asynccontextmanager
async def loopback_scene(
    authority: trustme.CA, tls: ssl.SSLContext, history: History | None = None
) -> AsyncIterator[Scene]:
    """Listen on the ports of every row that is up, with certificates where they speak TLS."""
    plain, secure, web = _free_ports()
    certificate = authority.issue_cert(*(f"{row}.test" for row in IS_UP))
    async with (
        listening(close_at_once, host=UP, port=plain),
        listening(stay_silent, certificate, UP, secure),
        listening(stay_silent, certificate, UP, web),
    ):
        gateways = _gateways(plain, secure, web)
        addresses = {row.host: UP if row.id in IS_UP else DOWN for row in gateways.rows}
        prober = Prober(gateways, history, rules=_rules(addresses, tls))
        yield Scene(Resources(shipped_library(), gateways, prober), plain, secure, web, addresses)
        await prober.aclose()


@cache
def _free_ports() -> tuple[int, int, int]:
    """Return the same ports for all scenes, so that what finds their names is made once."""
    plain, secure, web = sorted(free_port() for _ in range(3))
    return plain, secure, web


def _gateways(plain: int, secure: int, web: int) -> Gateways:
    trading = dict.fromkeys((ZURICH, ZURICH_BACKUP, ASIA, ASIA_BACKUP), (plain, secure))
    gateways = gateways_with_ports({**trading, WEBSITE: (web,)}, (secure, web))
    return replace(gateways, web_ports=frozenset({web}))


def _rules(addresses: Mapping[str, str], tls: ssl.SSLContext) -> ProbeRules:
    async def resolve(host: str, port: int) -> list[str]:
        return [addresses[host]]

    return loopback_rules(resolve, tls)
