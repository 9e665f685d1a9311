"""Hear that the server is to stop, and how soon."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress


class Stop:
    """SIGTERM lets others see it first; SIGINT, or a second signal, does not wait for them."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._at_once = asyncio.Event()

    def listen(self) -> None:
        """Take both signals over; to be called in the running event loop."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.ask)
        loop.add_signal_handler(signal.SIGINT, self.ask, True)

    def ask(self, at_once: bool = False) -> None:
        """Stop, at once if that is said or asked twice."""
        if at_once or self.asked.is_set():
            self._at_once.set()
        self.asked.set()

    async def grant(self, seconds: float) -> None:
        """Wait so long, while balancers of load see that this server is not ready any more."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._at_once.wait(), seconds)
