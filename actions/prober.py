"""Probe many targets at once, and no target more often than needed, whatever the demand."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from actions.probe import Finding, Resolve, Target, Vantage, probe

REUSE_SECONDS = 30.0  # no target is connected to more often than this
RESOLVER_THREADS = 8  # names are resolved outside asyncio's own pool, which others need


class Prober:
    """Probes targets; people who ask for the same target share one attempt and its finding."""

    def __init__(
        self,
        allow_loopback: bool = False,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolver")
        self._vantage = Vantage(
            resolve or self._resolve, tls or ssl.create_default_context(), allow_loopback
        )
        self._attempts: dict[Target, tuple[float, asyncio.Task[Finding]]] = {}

    async def probe_all(self, targets: Iterable[Target]) -> list[Finding]:
        """Return one finding for each target, in their order; all are probed at once."""
        attempts = [self._attempt(target) for target in targets]
        return list(await asyncio.gather(*(asyncio.shield(attempt) for attempt in attempts)))

    def _attempt(self, target: Target) -> asyncio.Task[Finding]:
        now = time.monotonic()
        started, attempt = self._attempts.get(target, (0.0, None))
        if attempt is None or now - started > REUSE_SECONDS or _failed(attempt):
            attempt = asyncio.get_running_loop().create_task(probe(target, self._vantage))
            self._attempts[target] = (now, attempt)
        return attempt

    async def _resolve(self, host: str, port: int) -> list[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def close(self) -> None:
        """Let the resolver's threads go; attempts under way end by their own limits."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _failed(attempt: asyncio.Task[Finding]) -> bool:
    return attempt.done() and (attempt.cancelled() or attempt.exception() is not None)
