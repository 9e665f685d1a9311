"""Count what is refused, and log what looks like abuse without saying who it was."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.channels.http_errors import CODE, Handler
from bot.channels.limiter import Limiter
from bot.metrics import Metrics
from bot.pseudonyms import Pseudonyms
from bot.typed_text import Problem

logger = logging.getLogger(__name__)

SLACK_PATH, SESSION_PATH = "/slack/events", "/api/session"
BAD_SIGNATURE = "slack_signature"
ORDINARY = {
    *(problem.value for problem in Problem),
    "not_found", "method", "message", "long_comment", "upgrade", "not_ready", "internal",
}  # fmt: skip
"""What people and their browsers do without meaning harm."""

_client: ContextVar[str | None] = ContextVar("client", default=None)


class RequestObserver:
    """Sees each request and each refused frame of a stream."""

    def __init__(self, metrics: Metrics, limiter: Limiter) -> None:
        self._metrics = metrics
        self._limiter = limiter
        self._names = Pseudonyms()

    def middleware(self) -> Middleware:
        """Return the outermost middleware."""

        @web.middleware
        async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
            network = self._limiter.network(request)
            _client.set(self._names.name(network) if network else None)
            response = await handler(request)
            self._note_response(request, response)
            return response

        return observe

    def _note_response(self, request: web.Request, response: web.StreamResponse) -> None:
        if CODE in response:
            self.refused(response[CODE])
        if request.path == SLACK_PATH:
            self._metrics.slack_request(response.status)
            if response.status == 401:
                self.refused(BAD_SIGNATURE)
        if (request.path, request.method, response.status) == (SESSION_PATH, "POST", 200):
            self._metrics.sessions.inc()

    def refused(self, code: str) -> None:
        """Note that the request at hand was refused, or a frame of its stream."""
        self._metrics.refusal(code)
        if code not in ORDINARY:
            fields = {"kind": code, "client": _client.get()}
            logger.warning("a request was refused", extra={"fields": fields})
