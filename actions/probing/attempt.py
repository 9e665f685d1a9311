"""One attempt at a target that many people may wait for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from actions.probing.finding import Finding, Reason
from actions.probing.probe import Probe

logger = logging.getLogger(__name__)

OnFinding = Callable[[Finding], None]


@dataclass
class Attempt:
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

    def finding(self) -> Finding:
        """Return what was found, or what is known so far."""
        if not self.task.done():
            return self.probe.so_far()
        error = None if self.task.cancelled() else self.task.exception()
        if error is not None:  # a mistake of ours must not look like one of theirs
            logger.error("a probe failed: %s", type(error).__name__)
        if error is not None or self.task.cancelled():
            return Finding(self.probe.target, Reason.NOT_TRIED, 0, datetime.now(timezone.utc))
        return self.task.result()


async def wait_for(
    attempts: Iterable[Attempt], seconds: float, on_finding: OnFinding | None
) -> None:
    """Wait until all are done or the time is up; attempts go on for those who ask later."""
    by_task = {attempt.task: attempt for attempt in attempts}
    tell = _Teller(on_finding)
    loop = asyncio.get_running_loop()
    deadline, pending = loop.time() + seconds, set(by_task)
    while pending and (left := deadline - loop.time()) > 0:
        done, pending = await asyncio.wait(
            pending, timeout=left, return_when=asyncio.FIRST_COMPLETED
        )
        for task in (task for task in by_task if task in done):
            tell(by_task[task])


class _Teller:
    """Tells findings as they come, to somebody whose mistakes must not end the check."""

    def __init__(self, on_finding: OnFinding | None) -> None:
        self._on_finding = on_finding
        self._has_complained = False

    def __call__(self, attempt: Attempt) -> None:
        if self._on_finding is None:
            return
        try:
            self._on_finding(attempt.finding())
        except Exception as error:  # noqa: BLE001  # others wait for the same check
            if not self._has_complained:
                logger.error("a finding was not shown as it came: %s", type(error).__name__)
            self._has_complained = True
