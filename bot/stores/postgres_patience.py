"""Wait for PostgreSQL's answers no longer than there is time; its client would wait for ever."""

from __future__ import annotations

import select
import time
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

from bot.stores.patience import latest_answer

NO_ANSWER = "could not receive data from server: no answer in time"
"""SQLAlchemy knows a broken connection by these words."""


def limit_waiting() -> None:
    """Let no connection to PostgreSQL in this process be waited for without end."""
    set_wait_callback(_wait)


def _wait(connection: Any) -> None:
    """Wait until psycopg2's connection has what it asked for; the client closes it if not."""
    latest = latest_answer()
    while (state := connection.poll()) != POLL_OK:
        poller = select.poll()
        poller.register(
            connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT
        )
        left = latest - time.monotonic()
        if left <= 0 or not poller.poll(1000 * left):
            raise OperationalError(NO_ANSWER)
