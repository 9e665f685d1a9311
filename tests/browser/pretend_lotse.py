"""A server for what the real one does too fast or too seldom: the test hands over each line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.widget_files import join_widget, read_page
from tests.serving import serving

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {hosts}; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
EXPIRES = "2030-01-01T00:00:00+00:00"
HANG_UP: Mapping[str, Any] = {"hang up": True}


class PretendLotse:
    """Serve the widget's own files and answer questions with the lines of `put`, one by one."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[dict[str, Any]] = []
        self.cared: list[tuple[str, Any]] = []
        self.history: list[dict[str, Any]] = []
        self.takes_sockets = True
        self.deletes_slowly = False
        self._sockets: set[web.WebSocketResponse] = set()
        self.hosts = ""
        self.scripts: dict[str, str] = {}
        self._lines: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()

    def put(self, *lines: Mapping[str, Any]) -> None:
        """Send these lines of the current answer, or of the next one."""
        for line in lines:
            self._lines.put_nowait(line)

    async def end(self, reason: str) -> None:
        """End the session in every tab."""
        for socket in list(self._sockets):
            await socket.send_json({"ended": {"reason": reason}})
            self._sockets.discard(socket)

    async def hang_up(self) -> None:
        """Close every tab's stream."""
        for socket in list(self._sockets):
            await socket.close()

    def application(self) -> web.Application:
        """Return the application with the widget's routes."""
        application = web.Application()
        application.router.add_post("/api/session", self._session)
        application.router.add_get("/api/messages", self._history)
        application.router.add_post("/api/messages", self._answer)
        application.router.add_get("/api/stream", self._stream)
        application.router.add_delete("/api/session", self._care)
        application.router.add_post("/api/feedback", self._care)
        application.router.add_get("/{name:[^/]*}", self._file)
        return application

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"] or "index.html"
        if name in self.scripts:
            return web.Response(text=self.scripts[name], content_type="text/javascript")
        policy = {"Content-Security-Policy": POLICY.format(hosts=self.hosts)}
        for file in (*join_widget(), *read_page()):
            if file.name == name:
                headers = {**policy, "Access-Control-Allow-Origin": "*"}
                return web.Response(
                    body=file.content, content_type=file.kind, charset="utf-8", headers=headers
                )
        return web.Response(status=404, headers=policy)

    async def _session(self, request: web.Request) -> web.Response:
        return web.json_response({"session": "pretend", "expires": EXPIRES})

    async def _history(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": self.history})

    async def _care(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.cared.append((request.method, body))
        if self.deletes_slowly:
            return web.json_response({"deleted": False}, status=202)
        return web.Response(status=204)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if not self.takes_sockets:
            raise web.HTTPForbidden(text="<h1>No WebSockets here</h1>", content_type="text/html")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive_json()
        await socket.send_json({"welcome": {"expires": EXPIRES, "messages": self.history}})
        self._sockets.add(socket)
        async for frame in socket:
            question = json.loads(frame.data)
            self.received.append(question)
            await self._answer_over(socket, question)
        return socket

    async def _answer_over(
        self, socket: web.WebSocketResponse, question: Mapping[str, Any]
    ) -> None:
        name, text = question["id"], question.get("text", "")
        await socket.send_json({"said": {"id": name, "text": text}})
        while kind := _passing(line := await self._lines.get()):
            await socket.send_json({kind: {"id": name, **line[kind]}})
        if line is HANG_UP:
            await socket.close()
        elif "messages" in line:
            said = {"role": "user", "id": name, "text": text}
            await socket.send_json({"turn": {"id": name, "messages": [said, *line["messages"]]}})
        elif "error" in line:
            await socket.send_json({"refused": {"id": name, "status": 500, **line}})
        else:
            await socket.send_json(line)
            await socket.close()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.received.append(await request.json())
        line = await self._lines.get()
        if "ended" in line:
            return web.json_response({"error": {"code": "session"}}, status=401)
        stream = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await stream.prepare(request)
        while _passing(line):
            await _write(stream, line)
            line = await self._lines.get()
        if line is HANG_UP:
            assert request.transport is not None
            request.transport.close()
        else:
            await _write(stream, line)
        return stream


def _passing(line: Mapping[str, Any]) -> str:
    """Return what a line tells that does not end a turn; empty for one that does."""
    return next((kind for kind in ("progress", "waiting") if kind in line), "")


async def _write(stream: web.StreamResponse, line: Mapping[str, Any]) -> None:
    await stream.write(json.dumps(line).encode() + b"\n")


@asynccontextmanager
async def running_pretend() -> AsyncIterator[PretendLotse]:
    """Serve on a free port of loopback."""
    pretend = PretendLotse()
    async with serving(pretend.application(), handler_cancellation=True) as url:
        pretend.url = url
        yield pretend
