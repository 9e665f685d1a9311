"""Notice from our own checks that something is down, and that it is up again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone

from actions.probing.history import Period
from actions.probing.incident import Incident, answer_again, find_incident
from actions.probing.prober import Asked, Prober
from kb.gateway import Gateways

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0  # an answer does not read the history more often than this
RECHECK_SECONDS = 60.0

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class IncidentWatch:
    """Knows the current incident; what fails in one is checked each minute until it succeeds."""

    def __init__(self, prober: Prober, gateways: Gateways, now: Clock = _now) -> None:
        self._prober = prober
        self._gateways = gateways
        self._now = now
        self._looked = float("-inf")
        self._periods: Sequence[Period] = ()
        self._incident: Incident | None = None
        self._down: frozenset[str] = frozenset()  # hosts of an incident until they answer again

    async def current(self) -> Incident | None:
        """Return what is down, as the latest checks found it."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            await self._look()
        return self._incident

    def answer_again(self, hosts: Iterable[str]) -> bool:
        """Return whether the hosts of an incident all answer again, as of the last look."""
        return answer_again(hosts, self._periods, self._now())

    async def _look(self) -> None:
        self._looked = time.monotonic()
        periods = await self._prober.periods()
        if periods is None:  # a slow history says nothing: what was known still holds
            return
        self._periods = periods
        self._incident = find_incident(periods, self._now())
        hosts = self._down | set(self._incident.hosts if self._incident else ())
        self._down = frozenset(host for host in hosts if not self.answer_again([host]))

    async def recheck(self) -> None:
        """Check again what has failed in an incident and has not succeeded since."""
        await self._look()
        if self._down:
            await self._prober.check(self._failing())
            await self._look()

    def _failing(self) -> list[Asked]:
        failing = {
            (period.host, period.port)
            for period in self._periods
            if period.host in self._down and period.reason.is_failure
        }
        asked = {
            (row.host, port): Asked(row.id, port)
            for row in self._gateways.rows
            for port in row.all_ports
            if (row.host, port) in failing
        }
        return list(asked.values())

    async def run(self) -> None:
        """Check again for as long as the process lives."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            try:
                await self.recheck()
            except Exception as error:  # noqa: BLE001  # else nobody would notice that it is over
                logger.error("an incident was not checked again: %s", type(error).__name__)
