"""One worker of a cluster: a ``python -m bot serve`` that is started again when it dies."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping

import aiohttp

from bot.cluster.programs import tied
from bot.command_error import CommandError
from bot.settings import PROJECT

COMMAND = (sys.executable, "-m", "bot", "serve")
LOOK_SECONDS = 0.2
ANSWER_SECONDS = 10.0
STOP_SECONDS = 40.0
"""How long a worker may take to answer what is under way; more than it takes by itself."""
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""Who lives for so long was well: the pauses before it starts again begin anew."""
Say = Callable[[str], None]


class WorkerError(CommandError):
    """A worker that never got ready; its own words stand above."""


class Worker:
    """A worker with its port; ``environment`` is all that its process gets."""

    def __init__(self, number: int, port: int, environment: Mapping[str, str], say: Say) -> None:
        self.number = number
        self.port = port
        self.name = f"worker{number}"
        self._environment = dict(environment)
        self._say = say
        self._process: Process | None = None
        self._dismissed: Process | None = None
        self._is_stopping = False
        self._was_ready = False

    async def keep(self) -> None:
        """Start it, and again whenever it dies, until it is told to stop.

        Raise `WorkerError` where it ends before it was ever ready.
        """
        pause = 0.0
        while not self._is_stopping:
            began = time.monotonic()
            process = self._process = await self._begin()
            code = await process.wait()
            if process is self._dismissed:
                continue
            if not self._was_ready:
                raise WorkerError(f"worker {self.number} does not start; the reason stands above")
            pause = next_pause(pause, time.monotonic() - began)
            self._say(
                f"Worker {self.number} ended ({ending(code)}); it starts again in {pause:.0f} s."
            )
            await asyncio.sleep(pause)

    async def _begin(self) -> Process:
        return await asyncio.create_subprocess_exec(
            *tied(COMMAND),
            cwd=PROJECT,
            env=self._environment,
            stdin=DEVNULL,
            stdout=DEVNULL,  # where it says that it listens, on a port that nobody needs
            start_new_session=True,  # Ctrl-C reaches the cluster, which stops all in order
        )

    async def until_ready(self, client: aiohttp.ClientSession) -> None:
        """Wait until it answers questions rightly."""
        while not await is_ready(client, self.port):  # noqa: ASYNC110  # another process
            await asyncio.sleep(LOOK_SECONDS)
        self._was_ready = True

    async def restart(self, client: aiohttp.ClientSession) -> None:
        """Let it answer what is under way, start a new one, and wait until that is ready."""
        await self._end()
        await self.until_ready(client)

    async def stop(self) -> None:
        """Let it answer what is under way, and end it for good."""
        self._is_stopping = True
        await self._end()

    async def _end(self) -> None:
        process = self._dismissed = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except asyncio.TimeoutError:
            self._say(f"Worker {self.number} does not stop; it is killed.")
            process.kill()
            await process.wait()


def next_pause(last: float, lived: float) -> float:
    """Return the seconds to wait before a worker starts again that lived for some seconds."""
    if lived > STEADY_SECONDS:
        return FIRST_PAUSE_SECONDS
    return min(max(FIRST_PAUSE_SECONDS, 2 * last), LONGEST_PAUSE_SECONDS)


def ending(code: int) -> str:
    """Return in words how a process ended."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


async def is_ready(client: aiohttp.ClientSession, port: int) -> bool:
    """Return whether a worker says that it is ready."""
    timeout = aiohttp.ClientTimeout(ANSWER_SECONDS)
    try:
        async with client.get(f"http://127.0.0.1:{port}/readyz", timeout=timeout) as response:
            return response.status == 200
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return False
