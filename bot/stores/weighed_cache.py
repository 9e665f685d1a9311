"""Keep the newest entries in memory, as many as weigh no more than allowed: by number, or more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class WeighedCache(Generic[Value]):
    """Entries with a weight each; the ones not used for longest go first. Threads may share it.

    A number of entries alone bounds no memory: one long conversation weighs as much as thirty.
    """

    def __init__(self, most: int) -> None:
        """Take how much all entries together may weigh."""
        self._most = most
        self._entries: OrderedDict[str, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.weight = 0
        """What all entries weigh together."""
        self.hits = 0
        """How many times `get` found an entry; ``misses``: how many times it did not."""
        self.misses = 0

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._entries)

    def get(self, key: str) -> Value | None:
        """Return an entry, None without."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                self.misses += 1
            else:
                self.hits += 1
        return found[0] if found else None

    def put(self, key: str, value: Value, weight: int = 1) -> None:
        """Keep an entry as the newest; one that alone weighs too much is kept all the same."""
        with self._lock:
            self._remove(key)
            self._entries[key] = value, weight
            self.weight += weight
            while self.weight > self._most and len(self._entries) > 1:
                self._remove(next(iter(self._entries)))

    def pop(self, key: str) -> Value | None:
        """Take an entry out and return it, None without."""
        with self._lock:
            return self._remove(key)

    def drop(self, is_unwanted: Callable[[str, Value], bool]) -> None:
        """Take out all entries of which this is so."""
        with self._lock:
            entries = [(key, value) for key, (value, _) in self._entries.items()]
            for key, value in entries:
                if is_unwanted(key, value):
                    self._remove(key)

    def _remove(self, key: str) -> Value | None:
        value, weight = self._entries.pop(key, (None, 0))
        self.weight -= weight
        return value
