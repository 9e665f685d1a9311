"""Serve the widget and the demo page: small, cached rightly, readable by other websites."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.channels.http_errors import Handler, RefusalError
from bot.widget_files import ServedFile, join_widget, read_page

EVERYBODY: Mapping[str, str] = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
ASK_AGAIN = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


def add_widget_routes(application: web.Application) -> None:
    """Add the routes; raise `bot.widget_files.WidgetError` where the widget cannot be joined."""
    first, second = join_widget()
    router = application.router
    router.add_get(f"/{first.name}", _sending(first, {**EVERYBODY, "Cache-Control": ASK_AGAIN}))
    router.add_get(f"/{second.name}", _sending(second, {**EVERYBODY, "Cache-Control": FOREVER}))
    router.add_get("/chat-{tag}.js", _send_gone)
    for file in read_page():
        name = "" if file.name == "index.html" else file.name
        router.add_get(f"/{name}", _sending(file, {"Cache-Control": ASK_AGAIN}))


async def _send_gone(request: web.Request) -> web.Response:
    """Let a page with an older widget see that its second file is no more."""
    return RefusalError(404, "not_found").response(EVERYBODY)


def _sending(file: ServedFile, headers: Mapping[str, str]) -> Handler:
    async def send(request: web.Request) -> web.Response:
        response = web.Response(headers={**headers, "Vary": "Accept-Encoding"})
        response.etag = file.tag
        if any(tag.value == file.tag for tag in request.if_none_match or ()):
            response.set_status(304)
            return response
        response.content_type, response.charset = file.kind, "utf-8"
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.headers["Content-Encoding"] = "gzip"
            response.body = file.packed
        else:
            response.body = file.content
        return response

    return send
