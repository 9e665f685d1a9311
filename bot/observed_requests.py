"""Count what is refused, and log what looks like abuse without saying who it was."""

from __future__ import annotations

import logging
import re
from contextlib import AbstractContextManager
from contextvars import ContextVar

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.channels.http_errors import CODE, Handler
from bot.channels.limiter import Limiter
from bot.metrics import Metrics
from bot.pseudonyms import Pseudonyms
from bot.typed_text import Problem
from bot.watch.tracing import NO_SPAN, Span, span

logger = logging.getLogger(__name__)

SLACK_PATH, SESSION_PATH = "/slack/events", "/api/session"
UNTRACED = ("/healthz", "/readyz", "/api/stream")
"""Asked all the time, or open for hours; a stream's turns are traces of their own."""
METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")
TRACE_PARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
BAD_SIGNATURE = "slack_signature"
ORDINARY = {
    *(problem.value for problem in Problem),
    "not_found", "method", "message", "long_comment", "upgrade", "not_ready", "draining",
    "internal",
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
            with self._span(request) as under_way:
                response = await handler(request)
                under_way.note(status=response.status)
            self._note_response(request, response)
            return response

        return observe

    def _span(self, request: web.Request) -> AbstractContextManager[Span]:
        """Begin a span; what stands above it is believed of configured proxies only."""
        if request.path in UNTRACED:
            return NO_SPAN
        said = request.headers.get("traceparent", "")
        is_usable = TRACE_PARENT.fullmatch(said) and self._limiter.is_from_proxy(request)
        method = request.method if request.method in METHODS else "other"
        parent = said if is_usable else ""
        return span("request", parent, method=method, route=_route(request))

    def _note_response(self, request: web.Request, response: web.StreamResponse) -> None:
        self._metrics.response(response.status)
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


def _route(request: web.Request) -> str:
    """Return the route's pattern, of which there are few, never the path itself."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
