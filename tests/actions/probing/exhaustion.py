"""Leave this process without descriptors for a while, as somebody does who holds connections."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def descriptors_left(count: int) -> Iterator[None]:
    """Let the process open so many descriptors more and none beyond."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = [number for number in range(limits[0]) if not is_open(number)]
    resource.setrlimit(resource.RLIMIT_NOFILE, (free[count], limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def is_open(descriptor: int) -> bool:
    """Return whether the process uses a descriptor."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
