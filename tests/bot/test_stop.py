"""A server that is told to stop gives others time to see it, unless somebody is in a hurry."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.stop import Stop

LONG_SECONDS, PATIENCE_SECONDS = 300.0, 10.0


@pytest.mark.parametrize("numbers", [(signal.SIGINT,), (signal.SIGTERM, signal.SIGTERM)])
async def test_an_interrupt_and_a_second_signal_do_not_wait(numbers: tuple[int, ...]) -> None:
    stop = Stop()
    stop.listen()

    for number in numbers:
        os.kill(os.getpid(), number)
        await asyncio.wait_for(stop.asked.wait(), PATIENCE_SECONDS)
        await asyncio.sleep(0.01)

    await asyncio.wait_for(stop.grant(LONG_SECONDS), PATIENCE_SECONDS)


async def test_a_signal_to_end_grants_the_time() -> None:
    stop = Stop()
    stop.ask()

    granting = asyncio.ensure_future(stop.grant(LONG_SECONDS))
    await asyncio.sleep(0.05)

    assert not granting.done()
    stop.ask()
    await asyncio.wait_for(granting, PATIENCE_SECONDS)
