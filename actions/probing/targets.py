"""What a listed row and one of its ports is to a probe."""

from __future__ import annotations

from actions.probing.finding import Target
from kb.gateway import Gateway, Gateways


def target_of(row: Gateway, port: int, gateways: Gateways) -> Target:
    """Return the target; the list tells whether the port speaks TLS."""
    return Target(row.host, port, port in gateways.tls_ports)


def listed_targets(gateways: Gateways) -> list[Target]:
    """Return every port of every row, each once."""
    targets = (target_of(row, port, gateways) for row in gateways.rows for port in row.all_ports)
    return list(dict.fromkeys(targets))
