"""Headers that keep browsers from running anything of ours or others'."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web

OnPrepare = Callable[[web.Request, web.StreamResponse], Awaitable[None]]

SERVER = "Lotse"  # without versions: they tell attackers what to try
_NO_FRAMES = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_NO_HTML = "require-trusted-types-for 'script'; trusted-types 'none'"
EVERYWHERE: Mapping[str, str] = {
    "Content-Security-Policy": f"default-src 'none'; {_NO_FRAMES}; {_NO_HTML}; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""What every response has that says nothing else."""


def security_headers(checked_origins: Sequence[str]) -> OnPrepare:
    """Return what adds the headers to a response.

    ``checked_origins`` are those of the listed HTTPS hosts, which the widget may try.
    """
    connect = " ".join(["'self'", *checked_origins])
    page = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {connect}; "
        f"img-src 'self' data:; {_NO_FRAMES}; {_NO_HTML}"
    )

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        if request.path == "/" and response.status in (200, 304):
            response.headers["Content-Security-Policy"] = page
        add_everywhere(response)

    return add


def add_everywhere(response: web.StreamResponse) -> None:
    """Add what a response lacks, and take out which software serves."""
    for name, value in EVERYWHERE.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = SERVER


def guess_platform(request: web.Request) -> str | None:
    """Return windows, macos or linux as the browser says; None for phones and what is unclear."""
    agent = request.headers.get("User-Agent", "")
    if any(word in agent for word in ("Android", "iPhone", "iPad", "Mobile", "CrOS")):
        return None
    named = {"Windows NT": "windows", "Macintosh": "macos", "Linux": "linux"}
    return next((platform for word, platform in named.items() if word in agent), None)
