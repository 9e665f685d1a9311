"""Wait for PostgreSQL's answers no longer than there is time; its client would wait for ever."""

from __future__ import annotations

import math
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

ANSWER_SECONDS = 20.0
"""Of one question, where nothing else was said: cleaning a large table takes long."""
NO_ANSWER = "could not receive data from server: no answer in time"
"""SQLAlchemy knows a broken connection by these words."""

_until = threading.local()


@contextmanager
def answers_within(seconds: float) -> Iterator[None]:
    """Give up in this thread, with an error, what is not answered so many seconds from now.

    Within a block that has less time left, that holds.
    """
    before: float = getattr(_until, "latest", math.inf)
    _until.latest = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.latest = before


def limit_waiting() -> None:
    """Let no connection to PostgreSQL in this process be waited for without end."""
    set_wait_callback(_wait)


def _wait(connection: Any) -> None:
    """Wait until psycopg2's connection has what it asked for; the client closes it if not."""
    latest = getattr(_until, "latest", math.inf)
    if math.isinf(latest):
        latest = time.monotonic() + ANSWER_SECONDS
    while (state := connection.poll()) != POLL_OK:
        poller = select.poll()
        poller.register(
            connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT
        )
        left = latest - time.monotonic()
        if left <= 0 or not poller.poll(1000 * left):
            raise OperationalError(NO_ANSWER)
