"""A history of checks in memory, for tests without a database."""

from __future__ import annotations

from collections.abc import Iterable

from actions.probing.finding import Finding
from actions.probing.history import Period


class MemoryHistory:
    """Periods in memory, as the database keeps them."""

    def __init__(self) -> None:
        self.current: dict[tuple[str, int], Period] = {}
        self.recorded: list[Finding] = []

    def record(self, finding: Finding) -> None:
        """Prolong the port's period, or begin a new one."""
        self.recorded.append(finding)
        port = (finding.target.host, finding.target.port)
        earlier = self.current.get(port)
        same = earlier is not None and earlier.reason is finding.reason
        since = earlier.since if earlier and same else finding.seen
        self.current[port] = Period(*port, finding.reason, since, finding.seen)

    def periods(self, ports: Iterable[tuple[str, int]] | None = None) -> list[Period]:
        """Return the current periods."""
        wanted = None if ports is None else set(ports)
        return [each for port, each in self.current.items() if wanted is None or port in wanted]
