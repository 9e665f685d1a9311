"""What the operator sees: metrics and health, on a port that only this machine reaches."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.channels.browser_safety import add_everywhere
from bot.channels.http_errors import Handler, RefusalError, refusals
from bot.channels.site_guard import is_loopback_host
from bot.command_error import CommandError
from bot.health import Health
from bot.metrics import Metrics
from bot.settings import OperatorPort

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
"""The only interface; a setting for another would sooner or later make the metrics public."""
BACKLOG = 16
FROM_HERE = ("none", "same-origin")
Context = Callable[[web.Application], AsyncIterator[None]]


class Observed(Protocol):
    """What the operator looks at."""

    health: Health
    metrics: Metrics


@contextmanager
def listen_for_operator(port: OperatorPort) -> Iterator[socket.socket | None]:
    """Take the operator's port; raise `CommandError` where a wished one is taken.

    Where nobody wished it, a second server on the same machine goes without.
    """
    if port.number is None:
        yield None
        return
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        yield listener if _is_taken_over(listener, port) else None


def _is_taken_over(listener: socket.socket, port: OperatorPort) -> bool:
    try:
        listener.bind((LOOPBACK, port.number))
        listener.listen(BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        if port.is_wished:
            raise CommandError(
                f"cannot listen on {LOOPBACK}:{port.number} for the operator: {reason}. Stop what "
                "uses the port, or set LOTSE_OPERATOR_PORT to another one or to off."
            ) from error
        logger.warning("no metrics: %s:%d cannot be had: %s", LOOPBACK, port.number, reason)
        return False
    return True


def operator_site(
    listener: socket.socket | None, observed: Observed, say: Callable[[str], None]
) -> Context:
    """Return a part of the application that serves the operator for as long as that runs."""

    async def serving(_application: web.Application) -> AsyncIterator[None]:
        if listener is None:
            yield
            return
        runner = web.AppRunner(create_operator_application(observed), access_log=None)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        say(f"The operator's metrics are on http://{LOOPBACK}:{listener.getsockname()[1]}/metrics")
        yield
        await runner.cleanup()

    return serving


def create_operator_application(observed: Observed) -> web.Application:
    """Return the operator's application."""
    began = time.monotonic()

    async def metrics(_request: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_LATEST}
        return web.Response(body=observed.metrics.text(), headers=headers)

    async def status(_request: web.Request) -> web.Response:
        seconds = round(time.monotonic() - began)
        return web.json_response({"uptime_seconds": seconds, **observed.metrics.values()})

    application = web.Application(middlewares=[_only_from_here, refusals])
    application.on_response_prepare.append(_add_headers)
    handlers: dict[str, Handler] = {"/metrics": metrics, "/status": status}
    handlers |= {"/healthz": observed.health.healthz, "/readyz": observed.health.readyz}
    for path, handler in handlers.items():
        application.router.add_get(path, handler, allow_head=False)
    return application


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a website lets a browser on this machine ask, under whatever name."""
    site = request.headers.get("Sec-Fetch-Site", FROM_HERE[0])
    if not is_loopback_host(request.host) or site not in FROM_HERE or "Origin" in request.headers:
        return RefusalError(403, "origin").response()
    return await handler(request)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    add_everywhere(response)
