"""See every address that this process connects to or asks the system about, and hold it back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_watches: list[ConnectWatch] = []


@dataclass
class ConnectWatch:
    """Addresses that were connected to, ports included, and names that the system was asked for.

    ``holds_back`` refuses each connection before the kernel hears of it.
    """

    holds_back: bool = False
    connected: list[tuple[str, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def watching(holds_back: bool = False) -> Iterator[ConnectWatch]:
    """Watch this process; an audit hook of Python's cannot be gone round by code that means to."""
    watch = ConnectWatch(holds_back)
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)


def _see(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches or event not in ("socket.connect", "socket.getaddrinfo"):
        return
    for watch in _watches:
        if event == "socket.getaddrinfo":
            watch.asked.append(str(arguments[0]))
        elif isinstance(arguments[1], tuple):
            watch.connected.append(arguments[1][:2])
            if watch.holds_back:
                raise ConnectionRefusedError


sys.addaudithook(_see)
