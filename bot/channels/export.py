"""``GET /api/export``: a person takes away all that is kept of their conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timezone

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.channels.limiter import Limiter
from bot.channels.own_session import own_session
from bot.stores.database import UnreadableError
from bot.stores.export import Exporter
from bot.stores.sessions import SessionStore


class ExportChannel:
    """The route, for holders of a session's token."""

    def __init__(self, sessions: SessionStore, exporter: Exporter, limiter: Limiter) -> None:
        self._sessions = sessions
        self._exporter = exporter
        self._limiter = limiter

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's route."""
        application.router.add_get("/api/export", self.export, allow_head=False)

    async def export(self, request: web.Request) -> web.StreamResponse:
        """Return the export as a file, piece by piece; it counts as a message."""
        session = await own_session(self._sessions, request)
        network = self._limiter.network(request)
        await self._limiter.admit_message(network, session.conversation)
        pieces = self._exporter.export(session.conversation)
        try:
            first = await anext(pieces)
        except UnreadableError as error:
            raise RefusalError(503, "not_readable") from error
        response = web.StreamResponse(headers=_headers())
        await response.prepare(request)
        await _send(response, first, pieces)
        return response


def _headers() -> Mapping[str, str]:
    today = datetime.now(timezone.utc).date().isoformat()
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="lotse-{today}.json"',
        "Content-Type": "application/json; charset=utf-8",
    }


async def _send(response: web.StreamResponse, first: str, others: AsyncIterator[str]) -> None:
    await response.write(first.encode())
    try:
        async for piece in others:
            await response.write(piece.encode())
    except UnreadableError as error:  # cut off, lest half an export passes for a whole one
        raise ConnectionError("the rest of an export cannot be read") from error
    await response.write_eof()
