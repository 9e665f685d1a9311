"""Say something to a server as patient people do, whichever side it is."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

LONGEST_SECONDS = 60.0
"""Then nobody waits for an answer any more."""
TOLD_TO_WAIT = (429, 503)
SPREAD_SECONDS = 0.5
"""At most so much later than they were told to, people try again, so that not all come at once."""


class NoAnswerError(Exception):
    """There was no answer, or an empty one."""


@dataclass(frozen=True)
class Answered:
    """How long an answer took, in seconds, and how often the asker was told to wait before."""

    seconds: float
    waits: int


async def say(
    client: aiohttp.ClientSession, url: str, headers: Mapping[str, str], sender: str, text: str
) -> Answered:
    """Say something until it is answered; raises `NoAnswerError`."""
    began, waits = time.perf_counter(), 0
    while time.perf_counter() - began < LONGEST_SECONDS:
        pause = await _try(client, url, headers, {"sender": sender, "message": text})
        if not pause:
            return Answered(time.perf_counter() - began, waits)
        waits += 1
        await asyncio.sleep(pause + random.uniform(0, SPREAD_SECONDS))
    raise NoAnswerError(f"told to wait {waits} times")


async def _try(
    client: aiohttp.ClientSession, url: str, headers: Mapping[str, str], body: Mapping[str, str]
) -> float:
    """Send a message; return 0.0, or how many seconds the server asks to wait."""
    patience = aiohttp.ClientTimeout(LONGEST_SECONDS)
    try:
        async with client.post(url, json=body, headers=headers, timeout=patience) as response:
            if response.status in TOLD_TO_WAIT:
                return float(response.headers.get("Retry-After", "1"))
            answer = await response.json() if response.status == 200 else None
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        raise NoAnswerError(type(error).__name__) from error
    if not answer:
        raise NoAnswerError(f"status {response.status}" if answer is None else "an empty answer")
    return 0.0
