"""Probe many targets at once, and no target more often than needed, whatever the demand."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from actions.probing.budget import Budget
from actions.probing.certificates import CertificateWatch
from actions.probing.finding import Finding, Reason, Target
from actions.probing.history import History, NoHistory, Period
from actions.probing.probe import RESOLVE_SECONDS, Probe, ProbeRules, Resolve
from actions.probing.resolver import Resolver
from actions.probing.shared import SharedFindings
from kb.gateways import Gateways

logger = logging.getLogger(__name__)

REUSE_SECONDS = 30.0 + RESOLVE_SECONDS
"""30 s between two connections to a target, though the first had to wait for its name."""
DEADLINE_SECONDS = 4.0  # of a whole check; what has not finished by then is said to be so
HISTORY_SECONDS = 1.0  # an answer does not wait longer for what was before
POLL_SECONDS = 0.1  # between two looks at what another worker finds

OnFinding = Callable[[Finding], None]


class NotListedError(Exception):
    """A port that the gateway list does not have; nothing was tried."""


@dataclass(frozen=True)
class Asked:
    """A listed row and one of its ports: all that a caller can name."""

    row: str
    port: int


@dataclass
class _Attempt:
    """An attempt under way or done; ``began`` is the event loop's time."""

    began: float
    probe: Probe
    task: asyncio.Task[Finding]

    @property
    def came_to_nothing(self) -> bool:
        """Return whether nothing was looked at: another worker was slow, or no budget was left.

        A mistake of ours is not this: it may have connected.
        """
        if not self.task.done() or self.task.cancelled() or self.task.exception():
            return False
        return not self.task.result().reason.is_finding


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
        self._attempts: dict[Target, _Attempt] = {}

    async def check(
        self, asked: Sequence[Asked], on_finding: OnFinding | None = None
    ) -> list[Finding]:
        """Return one finding for each port asked for, in order, within `DEADLINE_SECONDS`.

        ``on_finding`` is told each as it comes. Raises `NotListedError` before anything is tried.
        """
        targets = [self._target(each) for each in asked]
        attempts = {target: self._attempt(target) for target in targets}
        await _wait(attempts, on_finding)
        findings = {target: _finding_of(attempt) for target, attempt in attempts.items()}
        return [findings[target] for target in targets]

    def _target(self, asked: Asked) -> Target:
        row = self._gateways.find(asked.row)
        if row is None or asked.port not in (*row.ports, *row.also):
            raise NotListedError(f"{asked.row}:{asked.port}")
        return Target(row.host, asked.port, asked.port in self._gateways.tls_ports)

    def _attempt(self, target: Target) -> _Attempt:
        loop = asyncio.get_running_loop()
        attempt = self._attempts.get(target)
        oldest = loop.time() - REUSE_SECONDS
        if attempt is None or attempt.began < oldest or attempt.came_to_nothing:
            probe = Probe(target, self._rules)
            attempt = _Attempt(loop.time(), probe, loop.create_task(self._find(probe)))
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


def shipped_rules(resolve: Resolve, allow_loopback: bool = False) -> ProbeRules:
    """Return the rules with the system's trusted certificates."""
    return ProbeRules(resolve, CertificateWatch(ssl.create_default_context()), allow_loopback)


async def _wait(attempts: dict[Target, _Attempt], on_finding: OnFinding | None) -> None:
    """Wait until all are done or the deadline has come; attempts go on for those who ask later."""
    by_task = {attempt.task: attempt for attempt in attempts.values()}
    loop = asyncio.get_running_loop()
    deadline, pending = loop.time() + DEADLINE_SECONDS, set(by_task)
    while pending and (left := deadline - loop.time()) > 0:
        done, pending = await asyncio.wait(
            pending, timeout=left, return_when=asyncio.FIRST_COMPLETED
        )
        if on_finding is not None:
            for task in (task for task in by_task if task in done):
                on_finding(_finding_of(by_task[task]))


def _finding_of(attempt: _Attempt) -> Finding:
    if not attempt.task.done():
        return attempt.probe.so_far()
    error = None if attempt.task.cancelled() else attempt.task.exception()
    if error is not None:  # a mistake of ours must not look like one of theirs
        logger.error("a probe failed: %s", type(error).__name__)
    if error is not None or attempt.task.cancelled():
        return Finding(attempt.probe.target, Reason.NOT_TRIED, 0, datetime.now(timezone.utc))
    return attempt.task.result()
