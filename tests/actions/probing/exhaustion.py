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
    lowest = lowest_free()
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + count, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def lowest_free() -> int:
    """Return the descriptor that is opened next."""
    descriptor = os.dup(0)
    os.close(descriptor)
    return descriptor
