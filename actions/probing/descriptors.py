"""Tell whether this process can still open something, or only seems to find nothing."""

from __future__ import annotations

import errno
import os
import threading
from contextlib import ExitStack, suppress

NONE_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EAGAIN)
"""What the system says of sockets and files when something of its own has run out."""
_SPARE = 8  # more than one lookup or connection needs, so that a neighbour's end hides nothing
_one_at_a_time = threading.Lock()  # many who look must not be what uses them up


def has_descriptors() -> bool:
    """Return whether some descriptors are free; the answer takes microseconds."""
    with _one_at_a_time, ExitStack() as opened:
        for _ in range(_SPARE):
            try:
                descriptor = os.open(os.devnull, os.O_RDONLY)
            except OSError as error:
                return error.errno not in NONE_LEFT
            opened.callback(_close, descriptor)
        return True


def _close(descriptor: int) -> None:
    with suppress(OSError):
        os.close(descriptor)
