"""A website on another origin than Lotse, with a page of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from tests.serving import serving

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>A bank</title>{head}</head>
<body><h1>A bank</h1>{body}</body></html>"""


@asynccontextmanager
async def running_site(
    port: int,
    body: str,
    head: str = "",
    language: str = "de",
    headers: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> AsyncIterator[str]:
    """Serve one page, and scripts by their paths; return the page's address."""

    async def page(_: web.Request) -> web.Response:
        text = PAGE.format(language=language, head=head, body=body)
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def script(request: web.Request) -> web.Response:
        return web.Response(text=(files or {})[request.path], content_type="text/javascript")

    application = web.Application()
    application.router.add_get("/", page)
    for path in files or ():
        application.router.add_get(path, script)
    async with serving(application, port) as url:
        yield url
