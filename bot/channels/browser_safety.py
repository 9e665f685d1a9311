"""Headers that keep browsers from running anything of ours or others'."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

OnPrepare = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def security_headers(checked_origins: Sequence[str]) -> OnPrepare:
    """Return what adds the headers to a response.

    ``checked_origins`` are those of the listed HTTPS hosts, which the widget may try.
    """
    connect = " ".join(["'self'", *checked_origins])
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {connect}; "
            "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(("/api/", "/webhooks/")):
            response.headers["Cache-Control"] = "no-store"

    return add


def guess_platform(request: web.Request) -> str | None:
    """Return windows, macos or linux as the browser says; None for phones and what is unclear."""
    agent = request.headers.get("User-Agent", "")
    if any(word in agent for word in ("Android", "iPhone", "iPad", "Mobile", "CrOS")):
        return None
    named = {"Windows NT": "windows", "Macintosh": "macos", "Linux": "linux"}
    return next((platform for word, platform in named.items() if word in agent), None)
