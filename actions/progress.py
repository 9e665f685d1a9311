"""Let channels see a check while it runs: actions themselves answer only once, at their end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

OnProgress = Callable[[Mapping[str, Any]], None]
"""Is given the check object of the wire format, as far as it has come."""


class ProgressBoard:
    """Who watches which conversation; actions of another process simply have nobody who does."""

    def __init__(self) -> None:
        self._watchers: dict[str, OnProgress] = {}

    @contextmanager
    def watched(self, conversation: str, watcher: OnProgress | None) -> Iterator[None]:
        """Give a conversation's progress to a watcher, which is called in the agent's thread."""
        if watcher is None:
            yield
            return
        self._watchers[conversation] = watcher
        try:
            yield
        finally:
            self._watchers.pop(conversation, None)

    def tell(self, conversation: str, check: Mapping[str, Any]) -> None:
        """Show how far a check has come to the conversation's watcher, if there is one."""
        if watcher := self._watchers.get(conversation):
            watcher(check)
