"""Notice from our own checks that something is down, and that it is up again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timezone

from actions.probing.incident import FRESH, Incident, find_incident
from actions.probing.prober import Asked, Prober
from kb.gateways import Gateways

LOOK_SECONDS = 1.0  # an answer does not read the history more often than this
RECHECK_SECONDS = 60.0

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class IncidentWatch:
    """Knows the current incident; while there is one, what fails is checked again each minute."""

    def __init__(self, prober: Prober, gateways: Gateways, now: Clock = _now) -> None:
        self._prober = prober
        self._gateways = gateways
        self._now = now
        self._looked = float("-inf")
        self._incident: Incident | None = None

    def current(self) -> Incident | None:
        """Return what is down, as the latest checks found it."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._look()
        return self._incident

    def _look(self) -> None:
        self._looked = time.monotonic()
        self._incident = find_incident(self._prober.history.periods(), self._now())

    async def recheck(self) -> None:
        """Check again what fails at the moment, if anything does."""
        self._look()
        if self._incident is None:
            return
        await self._prober.check(self._failing())
        self._look()

    def _failing(self) -> list[Asked]:
        now = self._now()
        failing = {
            (period.host, period.port)
            for period in self._prober.history.periods()
            if period.reason.is_failure and now - period.last <= FRESH
        }
        asked = {
            (row.host, port): Asked(row.id, port)
            for row in self._gateways.rows
            for port in (*row.ports, *row.also)
            if (row.host, port) in failing
        }
        return list(asked.values())

    async def run(self) -> None:
        """Check again for as long as the process lives."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            await self.recheck()
