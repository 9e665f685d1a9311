"""Names for conversations and networks in logs, from which nobody finds the way back."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import date, datetime, timezone

KEY_BYTES = 32
NAME_BYTES = 6


class Pseudonyms:
    """Short keyed hashes; the key is made here, never stored, and another one each day (UTC)."""

    def __init__(self, today: Callable[[], date] | None = None) -> None:
        self._today = today or _today
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = b""

    def name(self, of: str) -> str:
        """Return twelve hexadecimal digits, the same for the same text on the same day."""
        with self._lock:
            if self._day != self._today():
                self._day, self._key = self._today(), secrets.token_bytes(KEY_BYTES)
            key = self._key
        text = of.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=key, digest_size=NAME_BYTES).hexdigest()


def _today() -> date:
    return datetime.now(timezone.utc).date()
