"""Wait for what other processes do: they tell nobody, so somebody has to look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

LOOK_SECONDS = 0.1


async def until(is_so: Callable[[], bool]) -> None:
    """Look every `LOOK_SECONDS` until something is so."""
    while not is_so():  # noqa: ASYNC110  # it is not for this process to set an event
        await asyncio.sleep(LOOK_SECONDS)
