"""Keep a cluster's workers running: start, watch, restart one after the other, drain."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence

import aiohttp

from bot.cluster.balancer import Balancer
from bot.cluster.server_process import Server
from bot.cluster.waiting import until
from bot.cluster.worker import Say, Worker
from bot.command_error import CommandError


class LostServerError(CommandError):
    """A server that all workers need and that has ended."""


async def supervise(
    workers: Sequence[Worker], balancer: Balancer, servers: Sequence[Server], say: Say
) -> None:
    """Run the workers until SIGTERM or Ctrl-C; SIGUSR1 restarts them one after the other.

    Raise `CommandError` where a worker never gets ready or one of the servers ends.
    """
    stopping, restarting, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the last: its terminal is gone
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGUSR1, restarting.set)
    async with aiohttp.ClientSession() as client:
        work = [worker.keep() for worker in workers]
        work += [_roll(workers, balancer, client, restarting, say), _watch(servers, balancer)]
        tasks = [asyncio.ensure_future(each) for each in (*work, stopping.wait())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            say("Stopping: what is under way is answered first.")
            await asyncio.gather(*(worker.stop() for worker in workers))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _roll(
    workers: Sequence[Worker],
    balancer: Balancer,
    client: aiohttp.ClientSession,
    restarting: asyncio.Event,
    say: Say,
) -> None:
    """Say when all are ready; then restart them whenever it is wished."""
    await asyncio.gather(*(worker.until_ready(client) for worker in workers))
    await asyncio.gather(*(balancer.until_up(worker.name) for worker in workers))
    say(
        f"All {len(workers)} workers are ready. 'kill -USR1 {os.getpid()}' restarts them one after "
        "the other; Ctrl-C stops everything."
    )
    while True:
        await restarting.wait()
        restarting.clear()
        for worker in workers:
            say(f"Worker {worker.number} is restarted.")
            await worker.restart(client)
            await balancer.until_up(worker.name)  # else the next one would leave nobody
        say("All workers were restarted.")


async def _watch(servers: Sequence[Server], balancer: Balancer) -> None:
    await until(lambda: any(server.has_ended for server in (*servers, balancer.server)))
    raise LostServerError("a database or the load balancer has ended, so the cluster ends too")
