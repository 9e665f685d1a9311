"""Tell requests that a proxy in front may read differently from aiohttp.

aiohttp's compiled parser refuses most of them; `tests/bot/web_safety/smuggled.py` has them all.
"""

from __future__ import annotations

import re

from aiohttp import HttpVersion11, web

HOST = re.compile(r"(?P<name>[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII)
"""A host in lower case, with or without its port."""


def is_ambiguous(request: web.Request) -> bool:
    """Return whether it is unclear which host is asked, or where the request ends."""
    coding = [each.lower() for each in request.headers.getall("Transfer-Encoding", [])]
    return coding not in ([], ["chunked"]) or not _names_one_host(request)


def _names_one_host(request: web.Request) -> bool:
    hosts, path = request.headers.getall("Host", []), request.raw_path
    if not hosts:
        return request.version < HttpVersion11 and path.startswith("/")
    host = hosts[0].lower()
    is_clear = len(hosts) == 1 and HOST.fullmatch(host) is not None
    return is_clear and (path.startswith("/") or path.lower().startswith(f"http://{host}/"))
