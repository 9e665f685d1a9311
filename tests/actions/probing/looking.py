"""Probe gateways on loopback whose names a resolver of the test's own knows."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from actions.probing.certificates import CertificateWatch
from actions.probing.finding import Finding, Reason, Route, Target
from actions.probing.probe import Probe, ProbeRules, Resolve

GATEWAY = "gateway.test"
IPV4, IPV6 = "127.0.0.1", "::1"
LOOPBACK = (IPV4, IPV6)
UNROUTED = "127.255.255.255"
"""A broadcast address: the kernel says "network is unreachable" on every Linux."""


@dataclass(frozen=True)
class RulesForAnyAddress(ProbeRules):
    """Rules for addresses that no packet leaves this machine for."""

    def may_connect(self, address: str) -> bool:
        """Allow it."""
        return True


def resolving_to(*addresses: str) -> Resolve:
    """Return a resolver that knows one answer."""

    async def resolve(host: str, port: int) -> list[str]:
        return list(addresses)

    return resolve


def loopback_rules(resolve: Resolve, tls: ssl.SSLContext | None = None) -> ProbeRules:
    """Return rules that allow this machine and trust what the context trusts, else nobody."""
    context = tls or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ProbeRules(resolve, CertificateWatch(context), allow_loopback=True)


async def look(port: int, *addresses: str, resolve: Resolve | None = None) -> Finding:
    """Probe a port that speaks no TLS at the addresses, else at IPv4's loopback."""
    rules = loopback_rules(resolve or resolving_to(*(addresses or [IPV4])))
    return await Probe(Target(GATEWAY, port, tls=False), rules).run()


async def look_over_tls(
    port: int, tls: ssl.SSLContext, host: str = GATEWAY, address: str = IPV4
) -> Finding:
    """Probe a port that should speak TLS."""
    return await Probe(
        Target(host, port, tls=True), loopback_rules(resolving_to(address), tls)
    ).run()


def reasons_of(route: Route) -> list[Reason]:
    """Return how each step of a route ended."""
    return [step.reason for step in route.steps]
