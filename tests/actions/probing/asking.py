"""Ask a prober about rows whose hosts are this machine."""

from __future__ import annotations

import ssl

from actions.probing.budget import Budget
from actions.probing.finding import Finding, Reason
from actions.probing.history import Period
from actions.probing.probe import Resolve
from actions.probing.prober import Asked, Prober
from kb.gateway import Gateways
from tests.actions.probing.looking import IPV4, loopback_rules, resolving_to

ONE, TWO, THREE = "tws-europe-primary", "tws-europe-backup", "tws-asia-primary"
PLENTY = 10_000


class Remembered:
    """A history that keeps findings in a list."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def record(self, finding: Finding) -> None:
        """Keep a finding."""
        self.findings.append(finding)

    def periods(self, ports: object = None) -> list[Period]:
        """Return nothing."""
        return []


def prober_for(
    gateways: Gateways,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
    budget: Budget | None = None,
    history: Remembered | None = None,
) -> Prober:
    """Return a prober whose resolver leads to this machine, with budget for every test."""
    return Prober(
        gateways,
        history,
        budget=budget or Budget(per_minute=PLENTY),
        rules=loopback_rules(resolve or resolving_to(IPV4), tls),
    )


def every_port_of(gateways: Gateways) -> list[Asked]:
    """Return what asks for all ports of all rows."""
    return [Asked(row.id, port) for row in gateways.rows for port in row.ports]


def reasons(findings: list[Finding]) -> list[Reason]:
    """Return the findings' reasons."""
    return [finding.reason for finding in findings]
