"""Hand a stream's bytes on no faster than people write: reading tiny frames costs far more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

BYTES_A_SECOND = 64 * 1024
MOST_AT_ONCE = 16 * 1024
SLICE_BYTES = 4 * 1024
"""What is read in one go; others have their turn in between."""
PAUSE_SECONDS = 0.02
GOODBYE_BYTES = 512
"""What is still read of a stream that is being closed: room for a closing frame."""


class StreamPace:
    """The bytes of one stream that wait, and how many of them may be read by now.

    ``feed`` takes bytes; ``hold`` and ``release`` stop reading from the peer and go on with it.
    """

    def __init__(
        self, feed: Callable[[bytes], None], hold: Callable[[], None], release: Callable[[], None]
    ) -> None:
        self._feed = feed
        self._hold = hold
        self._release = release
        self._waiting = bytearray()
        self._allowed = float(MOST_AT_ONCE)
        self._left: int | None = None
        self._loop = asyncio.get_running_loop()
        self._counted = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None

    def take(self, data: bytes) -> None:
        """Take what has come; what may not be read yet waits."""
        self._waiting += data
        if self._timer is None:
            self._pass_on()

    def expect_goodbye(self) -> None:
        """Read little more: the stream is being closed."""
        if self._left is None:
            self._left = GOODBYE_BYTES

    def end(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()

    def _pass_on(self) -> None:
        self._timer = None
        part = bytes(self._waiting[: self._room()])
        del self._waiting[: len(part)]
        self._allowed -= len(part)
        if self._left is not None:
            self._left -= len(part)
        if part:
            self._feed(part)
        if not self._waiting:
            self._release()
            return
        self._hold()
        if self._left != 0:
            self._timer = self._loop.call_later(PAUSE_SECONDS, self._pass_on)

    def _room(self) -> int:
        """Return how many bytes may be read now."""
        now = self._loop.time()
        earned = (now - self._counted) * BYTES_A_SECOND
        self._allowed, self._counted = min(MOST_AT_ONCE, self._allowed + earned), now
        most = SLICE_BYTES if self._left is None else self._left
        return max(0, min(int(self._allowed), most))
