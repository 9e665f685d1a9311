"""What can go wrong with a call of Slack's Web API."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
LINGER_NOT_AT_ALL = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Fault:
    """What happens to one call; the functions below make the usual ones."""

    status: int = 200
    body: Mapping[str, Any] | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0.0
    resets_before: bool = False
    resets_after: bool = False

    @property
    def answers(self) -> bool:
        """Say whether the fault is the answer, so that nothing is handled."""
        return self.body is not None

    def response(self) -> web.Response:
        """Return the answer."""
        headers = dict(self.headers)
        if isinstance(self.body, str):
            return web.Response(
                text=self.body, status=self.status, content_type="text/html", headers=headers
            )
        return web.json_response(self.body, status=self.status, headers=headers)


def limited(retry_after: int) -> Fault:
    """Return HTTP 429 with ``Retry-After`` in whole seconds, as Slack sends it."""
    body = {"ok": False, "error": "ratelimited"}
    return Fault(429, body, {"Retry-After": str(retry_after)})


def softly_limited(retry_after: int) -> Fault:
    """Return HTTP 200 with ``ok: false``, ``ratelimited`` and ``Retry-After``."""
    body = {"ok": False, "error": "ratelimited"}
    return Fault(200, body, {"Retry-After": str(retry_after)})


def server_error(status: int = 500) -> Fault:
    """Return an error of Slack's own with JSON."""
    return Fault(status, {"ok": False, "error": "internal_error"})


def html_page(status: int = 502) -> Fault:
    """Return a page where JSON was expected, as a proxy sends it."""
    return Fault(status, PAGE)


def api_error(error: str, **more: Any) -> Fault:
    """Return HTTP 200 with an error of the Web API."""
    return Fault(200, {"ok": False, "error": error, **more})


def slow(seconds: float) -> Fault:
    """Return a call that is handled, but later."""
    return Fault(delay_seconds=seconds)


def reset_before() -> Fault:
    """Return a connection that breaks before Slack has done anything."""
    return Fault(resets_before=True)


def reset_after() -> Fault:
    """Return a connection that breaks after Slack has done it and before it says so."""
    return Fault(resets_after=True)


class Faults:
    """The faults that wait for calls, by method, and those that stay."""

    def __init__(self) -> None:
        self._queued: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._lasting: dict[str, Fault] = {}

    def queue(self, method: str, *faults: Fault) -> None:
        """Give each of the next calls of this method one fault."""
        self._queued[method].extend(faults)

    def last(self, method: str, fault: Fault | None) -> None:
        """Give all calls of this method this fault, or none any more."""
        self._lasting.pop(method, None)
        if fault is not None:
            self._lasting[method] = fault

    def take(self, method: str) -> Fault | None:
        """Return the fault of the call that came in."""
        if self._queued[method]:
            return self._queued[method].popleft()
        return self._lasting.get(method)

    def waiting(self, method: str) -> int:
        """Count the faults that no call has met yet."""
        return len(self._queued[method])


def reset_connection(transport: asyncio.BaseTransport | None) -> None:
    """Break a connection with a TCP reset, not with a proper end; on any kind of event loop."""
    abort = getattr(transport, "abort", None)
    if transport is None or abort is None:
        return  # gone already
    own = transport.get_extra_info("socket")
    if own is not None and own.fileno() >= 0:
        with socket.socket(fileno=os.dup(own.fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT_AT_ALL)
    abort()
