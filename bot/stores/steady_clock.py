"""The time of day as it was when the process began, gone on at an even pace."""

from __future__ import annotations

import time
from collections.abc import Callable


class SteadyClock:
    """Unix seconds that nobody who sets the machine's clock moves: nothing expires at once by it.

    ``wall`` is asked once, when the clock begins, as after a restart; ``pace`` is monotonic.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        pace: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pace = pace
        self._ahead = wall() - pace()

    def now(self) -> float:
        """Return the Unix time in seconds."""
        return self._ahead + self._pace()


steady_time = SteadyClock().now
"""The clock of this process."""
