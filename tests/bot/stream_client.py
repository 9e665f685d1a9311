"""A client of the ordered stream, as tests use it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.servers import Lotse

WAIT_SECONDS = 30.0
Frame = dict[str, Any]


class Stream:
    """One open stream."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse[bool]) -> None:
        self.socket = socket
        self.welcome: Frame = {}

    async def send(self, identifier: str, text: str, **more: Any) -> None:
        """Say a text."""
        await self.socket.send_json({"id": identifier, "text": text, **more})

    async def next(self) -> Frame:
        """Return the next frame that is no beat; where the stream ended, its close code."""
        while True:
            frame = await asyncio.wait_for(self.socket.receive(), WAIT_SECONDS)
            if frame.type is aiohttp.WSMsgType.CLOSE:
                return {"closed": frame.data}
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return {"closed": self.socket.close_code}
            event: Frame = json.loads(frame.data)
            if "beat" not in event:
                return event

    async def until(self, kind: str) -> Frame:
        """Return the content of the next frame of a kind."""
        while kind not in (frame := await self.next()):
            assert "closed" not in frame, frame
        content: Frame = frame[kind]
        return content

    async def ask(self, identifier: str, text: str, **more: Any) -> Frame:
        """Say a text and return its turn."""
        await self.send(identifier, text, **more)
        return await self.until("turn")


@asynccontextmanager
async def connected(lotse: Lotse, origin: str = "", route: str = "") -> AsyncIterator[Stream]:
    """Open a stream that has not said anything yet."""
    headers = {"Origin": origin} if origin else {}
    address = lotse.url.replace("http", "ws", 1) + "/api/stream"
    address += f"?route={route}" if route else ""
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(address, headers=headers) as socket,
    ):
        yield Stream(socket)


@asynccontextmanager
async def welcomed(lotse: Lotse, token: str, after: str = "") -> AsyncIterator[Stream]:
    """Open a stream and wait for its welcome."""
    async with connected(lotse, route=token.partition(".")[2]) as stream:
        await stream.socket.send_json({"session": token, **({"after": after} if after else {})})
        stream.welcome = await stream.until("welcome")
        yield stream


def new_token(lotse: Lotse) -> str:
    """Return the token of a new session."""
    status, body = lotse.post("/api/session", {})
    assert status == 200
    token: str = body["session"]
    return token


def bearer(token: str) -> dict[str, str]:
    """Return the header that shows a token."""
    return {"Authorization": f"Bearer {token}"}
