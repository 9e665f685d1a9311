"""Let only our own pages and listed websites ask: judged by Host, Origin and Sec-Fetch-Site.

A browser names the page that asks in ``Origin`` (in all but simple reads of the same site) and
how far it is away in ``Sec-Fetch-Site``. A client without a browser sends neither and is let in;
what it may do depends on its token. The rules stand in `tests/bot/web_safety/site_rules.py` anew.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.channels.http_errors import Handler, RefusalError
from bot.channels.one_request import HOST, is_ambiguous

logger = logging.getLogger(__name__)

GUARDED = ("/api/", "/webhooks/")  # closed to foreign websites that are not listed
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names that lead to this machine only: an attacker's page cannot have them (DNS rebinding)."""
READING = frozenset({"GET", "HEAD"})
_ORIGIN = re.compile(rf"https?://{HOST.pattern}", re.ASCII)
_DEFAULT_PORT = re.compile(r"(?<=^http:)(//.*):80$|(?<=^https:)(//.*):443$")


class SiteGuard:
    """Knows the listed websites."""

    def __init__(self, origins: Sequence[str]) -> None:
        self._listed = frozenset(map(_as_browsers_write, origins))
        self._listed_hosts = frozenset(origin.partition("://")[2] for origin in self._listed)
        self._warned = False

    def middleware(self) -> Middleware:
        """Return what refuses requests that two servers read differently, and unlisted websites."""

        @web.middleware
        async def check_site(request: web.Request, handler: Handler) -> web.StreamResponse:
            if is_ambiguous(request):
                return _closing(RefusalError(400, "malformed").response())
            if request.path.startswith(GUARDED) and not self._may_ask(request):
                self._warn(request.headers.get("Origin", ""))
                response: web.StreamResponse = RefusalError(403, "origin").response()
            else:
                response = await handler(request)
            return _closing(response) if "Upgrade" in request.headers else response

        return check_site

    async def let_read(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let listed foreign websites read an answer, streamed ones too."""
        origin = request.headers.get("Origin", "")
        if origin in self._listed and request.path.startswith(GUARDED):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
            response.headers["Vary"] = "Origin"

    def _may_ask(self, request: web.Request) -> bool:
        origins = request.headers.getall("Origin", [])
        distances = request.headers.getall("Sec-Fetch-Site", [])
        if len(origins) > 1 or len(distances) > 1:
            return False
        host, distance = _host(request), distances[0] if distances else ""
        if not origins:
            return self._may_ask_without_origin(request.method, host, distance)
        if origins[0] in self._listed:
            return True
        return distance in ("", "same-origin") and _is_own(origins[0], host)

    def _may_ask_without_origin(self, method: str, host: str, distance: str) -> bool:
        if not distance:
            return True  # no browser, or one too old to be told apart: the token decides
        if distance == "none":
            return method in READING  # typed into the address bar
        return distance == "same-origin" and (is_loopback_host(host) or host in self._listed_hosts)

    def _warn(self, origin: str) -> None:
        """Tell the operator once; a flood of refusals must not fill the log."""
        if self._warned:
            return
        self._warned = True
        site = origin if _ORIGIN.fullmatch(origin) else "a website"
        logger.warning(
            "%s was refused: name it in LOTSE_ORIGINS if it is to use the chat (said once)", site
        )


def _closing(response: web.StreamResponse) -> web.StreamResponse:
    """Let nothing follow: what comes after a refused upgrade may pass a proxy unseen."""
    response.force_close()
    return response


def _host(request: web.Request) -> str:
    return request.headers.get("Host", "").lower()


def _is_own(origin: str, host: str) -> bool:
    scheme, _, rest = origin.partition("://")
    return scheme in ("http", "https") and rest == host and is_loopback_host(host)


def is_loopback_host(host: str) -> bool:
    """Return whether a Host header names this machine, so that no attacker's name can be in it."""
    found = HOST.fullmatch(host)
    return found is not None and found["name"] in LOOPBACK


def _as_browsers_write(origin: str) -> str:
    return _DEFAULT_PORT.sub(r"\1\2", origin.lower())
