"""A TLS server in a thread, which says good-bye with an alert as real ones do.

asyncio's own drops the alert of a handshake that fails.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

PATIENCE_SECONDS = 10.0


@dataclass
class Guest:
    """What the one who connected sent after the handshake, and when it left, in seconds."""

    received: bytes = b""
    shaken: float = 0.0
    left: float = 0.0


@contextmanager
def serving_once(
    context: ssl.SSLContext, wait: float = 0.0, host: str = "127.0.0.1"
) -> Iterator[tuple[int, Guest]]:
    """Serve one connection, after so many seconds; yield the port and what the guest does."""
    guest = Guest()
    with socket.create_server((host, 0)) as listener:
        listener.settimeout(PATIENCE_SECONDS)
        thread = threading.Thread(target=_serve, args=(listener, context, wait, guest))
        thread.start()
        yield int(listener.getsockname()[1]), guest
        thread.join()


def _serve(listener: socket.socket, context: ssl.SSLContext, wait: float, guest: Guest) -> None:
    connection, _ = listener.accept()
    connection.settimeout(PATIENCE_SECONDS)
    time.sleep(wait)
    with closing(connection), suppress(OSError), context.wrap_socket(connection, True) as secure:
        guest.shaken = time.monotonic()
        try:
            while data := secure.recv(1024):
                guest.received += data
        finally:
            guest.left = time.monotonic()
