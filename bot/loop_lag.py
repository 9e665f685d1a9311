"""Measure how late an event loop wakes: whoever blocks it makes everybody wait."""

from __future__ import annotations

import asyncio

from bot.metrics import Metrics

PAUSE_SECONDS = 0.5


async def watch_lag(metrics: Metrics, loop_name: str) -> None:
    """Note the lag of the running loop twice a second, until it is cancelled."""
    loop = asyncio.get_running_loop()
    lag = metrics.lag.labels(loop_name)  # exported from now on, so that dashboards find it
    while True:
        wished = loop.time() + PAUSE_SECONDS
        await asyncio.sleep(PAUSE_SECONDS)
        lag.observe(max(0.0, loop.time() - wished))
