"""How a process that serves uses memory: quick while it starts, small once it has started."""

from __future__ import annotations

import ctypes
import gc

M_ARENA_MAX = -8  # glibc's malloc.h
MOST_ARENAS = 2
"""Pools that threads allocate from; glibc makes eight a core, and each keeps what it freed."""


def prepare_memory() -> None:
    """Collect no garbage until `settle_memory`: what a start makes, it makes to keep."""
    gc.disable()
    _call("mallopt", M_ARENA_MAX, MOST_ARENAS)


def settle_memory() -> None:
    """Give back what the start has freed; from now on only what is made later is looked through.

    Looking through what the start made would take a quarter of a second each time, in the middle
    of somebody's turn.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    """Call a function of the C library, where it is glibc and has it."""
    function = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*arguments)
