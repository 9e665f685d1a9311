"""People who ask something every two seconds, each from a network of their own."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from contextlib import AsyncExitStack
from types import TracebackType

import aiohttp

QUESTIONS = (
    "How do I log in with my security card?",
    "Wie melde ich mich mit der Sicherheitskarte an?",
    "How do I install the API on Linux?",
    "Welche Ports muss unsere Firewall freigeben?",
    "What is port 4001 for?",
    "Wie nehme ich mein TWS-Layout auf einen neuen PC mit?",
)
EVERY_SECONDS = 2.0
LONGEST_SECONDS = 30.0


class Person:
    """Asks over the stream as the widget does."""

    def __init__(self, url: str, number: int) -> None:
        self._url = url
        self._headers = {"X-Forwarded-For": f"198.51.100.{number + 1}"}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Person:
        """Begin a session and follow it."""
        client = await self._open.enter_async_context(aiohttp.ClientSession(headers=self._headers))
        async with client.post(self._url + "/api/session", json={}) as response:
            token = (await response.json())["session"]
        address = self._url.replace("http", "ws", 1) + "/api/stream"
        self._socket = await self._open.enter_async_context(client.ws_connect(address))
        await self._socket.send_json({"session": token})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave."""
        await self._open.aclose()

    async def ask(self) -> float:
        """Ask something; return after how many seconds the answer was there."""
        name, began = secrets.token_hex(6), time.perf_counter()
        await self._socket.send_json({"id": name, "text": random.choice(QUESTIONS)})
        while True:
            frame = await asyncio.wait_for(self._socket.receive_json(), LONGEST_SECONDS)
            assert "refused" not in frame, frame
            if frame.get("turn", {}).get("id") == name:
                assert frame["turn"]["messages"][-1]["kind"] != "error", frame
                return time.perf_counter() - began

    async def ask_for(self, seconds: float) -> list[float]:
        """Ask every now and then; return how long each answer took, in seconds."""
        loop = asyncio.get_running_loop()
        until, took = loop.time() + seconds, []
        await asyncio.sleep(random.uniform(0, EVERY_SECONDS))
        while loop.time() < until:
            took.append(await self.ask())
            await asyncio.sleep(max(0.0, random.uniform(0.75, 1.25) * EVERY_SECONDS - took[-1]))
        return took
