"""Keep whoever repeats a mistake from filling the log with it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

MOST_A_MINUTE = 20
MINUTE_SECONDS = 60.0
MOST_PLACES = 1_000


class FloodGate(logging.Filter):
    """Lets a warning or an error through some times a minute for each place it comes from.

    What was left out is counted in the next one. The kind of a security event is a place too.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._lock = threading.Lock()
        self._places: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record may be written."""
        if record.levelno < logging.WARNING:
            return True
        fields = getattr(record, "fields", {})
        place = (record.name, record.lineno, str(fields.get("kind", "")))
        with self._lock:
            count, left_out = self._count(place)
        if left_out:
            record.__dict__["fields"] = {**fields, "left_out": left_out}
        return count <= MOST_A_MINUTE

    def _count(self, place: tuple[str, int, str]) -> tuple[int, int]:
        """Return the how manieth of its minute this is, and how many the last one left out."""
        now, left_out = self._now(), 0
        since, count = self._places.get(place, (now, 0))
        if now - since >= MINUTE_SECONDS:
            left_out = max(count - MOST_A_MINUTE, 0)
            since, count = now, 0
        if len(self._places) >= MOST_PLACES and place not in self._places:
            self._places.clear()
        self._places[place] = (since, count + 1)
        return count + 1, left_out
