"""A server for what the real one does too fast or too seldom: the test hands over each line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.settings import PROJECT

WIDGET = PROJECT / "bot" / "widget"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {hosts}; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HANG_UP: Mapping[str, Any] = {"hang up": True}


class PretendLotse:
    """Serve the widget's own files and answer questions with the lines of `put`, one by one."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[dict[str, Any]] = []
        self.accepted: list[str] = []
        self.hosts = ""
        self.scripts: dict[str, str] = {}
        self._lines: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()

    def put(self, *lines: Mapping[str, Any]) -> None:
        """Send these lines of the current answer, or of the next one."""
        for line in lines:
            self._lines.put_nowait(line)

    def application(self) -> web.Application:
        """Return the application with the widget's routes."""
        application = web.Application()
        application.router.add_post("/api/session", self._session)
        application.router.add_get("/api/messages", self._history)
        application.router.add_post("/api/messages", self._answer)
        application.router.add_get("/{name:[a-z_]*[.]?[a-z]*}", self._file)
        return application

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"] or "index.html"
        if name in self.scripts:
            return web.Response(text=self.scripts[name], content_type="text/javascript")
        path = WIDGET / name
        policy = POLICY.format(hosts=self.hosts)
        return web.FileResponse(path, headers={"Content-Security-Policy": policy})

    async def _session(self, request: web.Request) -> web.Response:
        return web.json_response({"session": "pretend", "expires": "2030-01-01T00:00:00+00:00"})

    async def _history(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": []})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.received.append(await request.json())
        self.accepted.append(request.headers.get("Accept", ""))
        stream = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await stream.prepare(request)
        while "progress" in (line := await self._lines.get()):
            await _write(stream, line)
        if line is HANG_UP:
            assert request.transport is not None
            request.transport.close()
        else:
            await _write(stream, line)
        return stream


async def _write(stream: web.StreamResponse, line: Mapping[str, Any]) -> None:
    await stream.write(json.dumps(line).encode() + b"\n")


@asynccontextmanager
async def running_pretend() -> AsyncIterator[PretendLotse]:
    """Serve on a free port of loopback."""
    pretend = PretendLotse()
    runner = web.AppRunner(pretend.application(), handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pretend.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield pretend
    await runner.cleanup()
