"""A real HAProxy with the shipped configuration, in front of small workers on loopback."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import WSMsgType, web

from bot.cluster.balancer import Balancer, running_balancer
from bot.cluster.server_process import Folder
from bot.cluster.waiting import until
from tests.servers import free_port
from tests.serving import serving

DIE, HANG, LINES = "die", "hang", "lines"


class SmallWorker:
    """Answers with its own name; ``/readyz`` says what it is told to say."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = free_port()
        self.readiness = 200
        self.taken: list[web.BaseRequest] = []
        self.go_on = asyncio.Event()
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Listen."""
        application = web.Application()
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/api/stream", self._stream)
        application.router.add_route("*", "/{path:.*}", self._answer)
        await self._stack.enter_async_context(serving(application, self.port, shutdown_timeout=0.1))

    async def stop(self) -> None:
        """Listen no more."""
        await self._stack.aclose()

    async def _readyz(self, _request: web.Request) -> web.Response:
        return web.Response(status=self.readiness)

    async def _stream(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(self.name)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await socket.send_str(f"{self.name}: {frame.data}")
        return socket

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.taken.append(request)
        await request.read()
        path = request.match_info["path"]
        if path == DIE:
            assert request.transport is not None
            request.transport.abort()
        if path == HANG:
            await self.go_on.wait()
        if path == LINES:
            return await self._lines(request)
        return web.Response(text=self.name)

    async def _lines(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        await response.write(b"first\n")
        await self.go_on.wait()
        await response.write(b"last\n")
        return response


@dataclass
class Scene:
    """What a test has: the balancer's address, and the workers by their names."""

    url: str
    balancer: Balancer
    client: aiohttp.ClientSession
    workers: dict[str, SmallWorker] = field(default_factory=dict)

    async def asked(self, token: str, path: str = "/api/messages") -> str:
        """Return the name of the worker that answers a holder of a token."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self.client.get(self.url + path, headers=headers) as response:
            assert response.status == 200, await response.text()
            return await response.text()

    async def until(self, name: str, state: str) -> None:
        """Wait until the balancer has noticed a worker's state."""
        await until(lambda: self.balancer.states()[name] == state)


@asynccontextmanager
async def balanced(count: int) -> AsyncIterator[Scene]:
    """Run workers and HAProxy, and wait until it has found all of them ready."""
    workers = {f"worker{number}": SmallWorker(f"worker{number}") for number in range(1, count + 1)}
    ports = {name: worker.port for name, worker in workers.items()}
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
        for worker in workers.values():
            await worker.start()
        with running_balancer(Folder(Path(folder)), port, ports) as balancer:
            async with aiohttp.ClientSession() as client:
                scene = Scene(f"http://127.0.0.1:{port}", balancer, client, workers)
                for name in workers:
                    await scene.until(name, "UP")
                yield scene
        for worker in workers.values():
            worker.go_on.set()
            await worker.stop()
