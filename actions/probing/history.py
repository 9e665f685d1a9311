"""What is remembered of earlier findings: since when a port is as it is."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from actions.probing.finding import Finding, Reason

logger = logging.getLogger(__name__)

_REASONS = frozenset(reason.value for reason in Reason)


@dataclass(frozen=True)
class Period:
    """A time in which all checks of a port found the same; times are in UTC.

    ``before`` is when the last check before it was made, None where it was the first.
    """

    host: str
    port: int
    reason: Reason
    since: datetime
    last: datetime
    before: datetime | None = None


class History(Protocol):
    """Keeps findings; where it cannot, nothing is known and nothing fails."""

    def record(self, finding: Finding) -> None:
        """Keep a finding."""

    def periods(self, ports: Iterable[tuple[str, int]] | None = None) -> list[Period]:
        """Return the current period of each host and port asked for, else of all."""
        ...


class NoHistory:
    """Remembers nothing."""

    def record(self, finding: Finding) -> None:
        """Forget a finding."""

    def periods(self, ports: Iterable[tuple[str, int]] | None = None) -> list[Period]:
        """Return nothing."""
        return []


PeriodRow = tuple[str, int, str, datetime, datetime, "datetime | None"]
"""A period as a store keeps it: host, port, a reason's value, since, last, before."""


class PeriodStore(Protocol):
    """Where periods are kept; `bot` has one over its database."""

    def add(self, host: str, port: int, result: str, seen: datetime) -> None:
        """Prolong the current period of a port, or begin one where the result is another."""

    def current(self, ports: Iterable[tuple[str, int]] | None) -> Sequence[PeriodRow]:
        """Return the current period of each port, of all ports for None."""
        ...


class StoredHistory:
    """Keeps findings in a store; what came to no result is no finding."""

    def __init__(self, store: PeriodStore) -> None:
        self._store = store
        self._has_complained = False

    def record(self, finding: Finding) -> None:
        """Keep a finding."""
        if finding.reason.is_finding:
            target = finding.target
            self._store.add(target.host, target.port, finding.reason.value, finding.seen)

    def periods(self, ports: Iterable[tuple[str, int]] | None = None) -> list[Period]:
        """Return the current period of each host and port asked for, else of all."""
        rows = self._store.current(ports)
        known = [row for row in rows if row[2] in _REASONS]
        if len(known) < len(rows) and not self._has_complained:
            self._has_complained = True  # once, not with every answer
            logger.warning("the history of checks has results of another version; left out")
        return [
            Period(host, port, Reason(result), since, last, before)
            for host, port, result, since, last, before in known
        ]
