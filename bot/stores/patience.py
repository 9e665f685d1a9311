"""How long a thread waits for a database's answers."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

ANSWER_SECONDS = 20.0
"""Of one question, where nothing else was said."""

_until = threading.local()


@contextmanager
def answers_within(seconds: float) -> Iterator[None]:
    """Give up in this thread, with an error, what is not answered so many seconds from now.

    Within a block that has less time left, that holds. SQLite has limits of its own.
    """
    before: float = getattr(_until, "latest", math.inf)
    _until.latest = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.latest = before


def latest_answer() -> float:
    """Return until when an answer that is asked for now is waited for, in monotonic seconds."""
    latest: float = getattr(_until, "latest", math.inf)
    return time.monotonic() + ANSWER_SECONDS if math.isinf(latest) else latest
