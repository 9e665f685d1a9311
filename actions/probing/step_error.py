"""What ends a probe early."""

from __future__ import annotations

from actions.probing.finding import Reason


class StepError(Exception):
    """A step that did not succeed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
