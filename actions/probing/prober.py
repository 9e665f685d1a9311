"""Probe many targets at once, and no target more often than needed, whatever the demand."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from actions.probing.attempt import Attempt, OnFinding, wait_for
from actions.probing.budget import Budget
from actions.probing.certificates import CertificateWatch
from actions.probing.finding import Finding, Reason, Target
from actions.probing.history import History, NoHistory, Period
from actions.probing.probe import RESOLVE_SECONDS, Probe, ProbeRules, Resolve
from actions.probing.resolver import Resolver
from actions.probing.shared import SharedFindings
from actions.probing.targets import target_of
from kb.gateway import Gateways

REUSE_SECONDS = 30.0 + RESOLVE_SECONDS
"""30 s between two connections to a target, though the first had to wait for its name."""
DEADLINE_SECONDS = 4.0  # of a whole check; what has not finished by then is said to be so
HISTORY_SECONDS = 1.0  # an answer does not wait longer for what was before
POLL_SECONDS = 0.1  # between two looks at what another worker finds
OnProbe = Callable[[Finding], None]


class NotListedError(Exception):
    """A port that the gateway list does not have; nothing was tried."""


@dataclass(frozen=True)
class Asked:
    """A listed row and one of its ports: all that a caller can name."""

    row: str
    port: int


class Prober:
    """Probes listed rows; people who ask for the same target share one attempt and its finding.

    ``history`` knows what was found earlier.
    """

    def __init__(
        self,
        gateways: Gateways,
        history: History | None = None,
        redis_url: str = "",
        budget: Budget | None = None,
        rules: ProbeRules | None = None,
    ) -> None:
        self._gateways = gateways
        self.history = history or NoHistory()
        self._shared = SharedFindings(redis_url) if redis_url else None
        self._budget = budget or Budget(redis_url)
        self._resolver = Resolver()
        self._rules = rules or shipped_rules(self._resolver, gateways.allow_loopback)
        self._attempts: dict[Target, Attempt] = {}
        self.on_probe: OnProbe = _tell_nobody
        """Is told what each probe of our own found, in the context of whoever asked first."""

    async def check(
        self, asked: Sequence[Asked], on_finding: OnFinding | None = None
    ) -> list[Finding]:
        """Return one finding for each port asked for, in order, within `DEADLINE_SECONDS`.

        ``on_finding`` is told each as it comes; what it raises is logged and stops nothing. Raises
        `NotListedError` before anything is tried.
        """
        targets = [self._target(each) for each in asked]
        attempts = {target: self._attempt(target) for target in targets}
        await wait_for(attempts.values(), DEADLINE_SECONDS, on_finding)
        findings = {target: attempt.finding() for target, attempt in attempts.items()}
        return [findings[target] for target in targets]

    def _target(self, asked: Asked) -> Target:
        row = self._gateways.find(asked.row)
        if row is None or asked.port not in row.all_ports:
            raise NotListedError(f"{asked.row}:{asked.port}")
        return target_of(row, asked.port, self._gateways)

    def _attempt(self, target: Target) -> Attempt:
        loop = asyncio.get_running_loop()
        attempt = self._attempts.get(target)
        oldest = loop.time() - REUSE_SECONDS
        if attempt is None or attempt.began < oldest or attempt.came_to_nothing:
            probe = Probe(target, self._rules)
            attempt = Attempt(loop.time(), probe, loop.create_task(self._find(probe)))
            self._attempts[target] = attempt
        return attempt

    async def _find(self, probe: Probe) -> Finding:
        if self._shared is None:
            return await self._look(probe)
        if found := await self._shared.find(probe.target):
            self._make_older(found)
            return found
        began = asyncio.get_running_loop().time()
        if not await self._shared.claim(probe.target, REUSE_SECONDS):
            return await self._wait_for_other(probe, self._shared)
        finding = await self._look(probe)
        took = asyncio.get_running_loop().time() - began
        await self._shared.publish(finding, REUSE_SECONDS - took)
        return finding

    async def _wait_for_other(self, probe: Probe, shared: SharedFindings) -> Finding:
        """Return what the worker finds that is looking."""
        for _ in range(round(DEADLINE_SECONDS / POLL_SECONDS)):
            if found := await shared.find(probe.target):
                return found
            if shared.is_away:  # whoever was looking cannot tell any more
                return await self._look(probe)
            await asyncio.sleep(POLL_SECONDS)
        return probe.so_far()

    def _make_older(self, found: Finding) -> None:
        """Let an attempt that took another worker's finding be as old as that is."""
        age = (datetime.now(timezone.utc) - found.seen).total_seconds()
        attempt = self._attempts.get(found.target)
        if attempt is not None:
            attempt.began -= min(max(age, 0.0), REUSE_SECONDS)

    async def _look(self, probe: Probe) -> Finding:
        if not await self._budget.take():
            return replace(probe.so_far(), reason=Reason.NOT_TRIED)
        finding = await probe.run()
        self.on_probe(finding)
        if _is_whole(finding):
            self.history.record(finding)
        return finding

    async def periods(self, ports: Sequence[tuple[str, int]] | None = None) -> list[Period] | None:
        """Return the current periods of ports, or of all; None where the history is slow."""
        reading = asyncio.to_thread(self.history.periods, ports)
        try:
            return await asyncio.wait_for(reading, HISTORY_SECONDS)
        except asyncio.TimeoutError:
            return None

    def begin(self, asked: Sequence[Asked]) -> None:
        """Look without anybody waiting; who asks within `REUSE_SECONDS` gets what is found."""
        for each in asked:
            self._attempt(self._target(each))

    def close(self) -> None:
        """Resolve no more names; attempts under way end by their own limits."""
        self._resolver.close()

    async def aclose(self) -> None:
        """End what is under way and close all connections, in the loop of the checks."""
        tasks = [attempt.task for attempt in self._attempts.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._shared is not None:
            await self._shared.close()
        await self._budget.close()
        self.close()


def _tell_nobody(_finding: Finding) -> None:
    """Let nobody know, where nobody counts."""


def shipped_rules(resolve: Resolve, allow_loopback: bool = False) -> ProbeRules:
    """Return the rules with the system's trusted certificates."""
    return ProbeRules(resolve, CertificateWatch(ssl.create_default_context()), allow_loopback)


def _is_whole(finding: Finding) -> bool:
    """Return whether a finding will still hold when a route that we could not try is tried."""
    is_partial = any(route.reason is Reason.NOT_TRIED for route in finding.routes)
    return finding.reason is Reason.OK or (finding.reason.is_finding and not is_partial)
