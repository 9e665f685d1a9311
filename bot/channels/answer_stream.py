"""Send line by line what goes on while an answer is being made, then the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.stores.sessions import Turn

CONTENT_TYPE = "application/x-ndjson"
PAUSE_SECONDS = 0.1  # between two lines: each holds the whole table, and eyes are no faster


def wants_stream(request: web.Request) -> bool:
    """Return whether the client reads an answer line by line."""
    return CONTENT_TYPE in request.headers.get("Accept", "")


class Progress:
    """The newest state of a turn: its place in the queue, later its check."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._newest: Mapping[str, Any] | None = None
        self._changed = asyncio.Event()

    def tell(self, check: Mapping[str, Any]) -> None:
        """Take a newer state of the check; may be called in any thread."""
        self._loop.call_soon_threadsafe(self._set, {"progress": {"check": check}})

    def wait_at(self, place: int) -> None:
        """Take a newer place in the queue; to be called in the event loop."""
        self._set({"waiting": {"place": place}})

    def _set(self, line: Mapping[str, Any]) -> None:
        self._newest = line
        self._changed.set()

    async def wait(self, answering: asyncio.Task[Any]) -> Mapping[str, Any] | None:
        """Return the newest line once there is one, None once the answer is there."""
        changed = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({changed, answering}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()
        self._changed.clear()
        newest, self._newest = self._newest, None
        return None if answering.done() else newest


async def stream_answer(
    request: web.Request,
    answering: asyncio.Task[Turn],
    progress: Progress,
    answer: Callable[[Turn], Mapping[str, Any]],
) -> web.StreamResponse:
    """Return the response, sent as it comes; raises what the turn raises before the first line.

    A client that goes away does not end the turn: it asks again with the same client id.
    """
    line = await progress.wait(answering)
    if line is None:
        await asyncio.shield(answering)  # raises; nothing was sent yet
    response = web.StreamResponse(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    response.content_type = CONTENT_TYPE
    await response.prepare(request)
    try:
        while line is not None:
            await _send(response, line)
            await asyncio.wait({answering}, timeout=PAUSE_SECONDS)
            line = await progress.wait(answering)
        await _send(response, await _last_line(answering, answer))
        await response.write_eof()
    except ConnectionError:
        await asyncio.wait({answering})
    return response


async def _last_line(
    answering: asyncio.Task[Turn], answer: Callable[[Turn], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return the answer, or the refusal of a turn that waited in vain: its status is gone."""
    try:
        return answer(await asyncio.shield(answering))
    except RefusalError as refusal:
        refused = {"error": refusal.body(), "status": refusal.status}
        return {**refused, "retry_after": refusal.retry_after}


async def _send(response: web.StreamResponse, line: Mapping[str, Any]) -> None:
    await response.write(json.dumps(line).encode() + b"\n")
