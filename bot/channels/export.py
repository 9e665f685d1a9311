"""``GET /api/export``: a person takes away all that is kept of their conversation."""

from __future__ import annotations

import json
from functools import partial

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.channels.json_body import bearer_token
from bot.channels.limiter import Limiter
from bot.stores.export import Exporter, UnreadableError
from bot.stores.sessions import SessionStore

_readable = partial(json.dumps, ensure_ascii=False, indent=1)


class ExportChannel:
    """The route, for holders of a session's token."""

    def __init__(self, sessions: SessionStore, exporter: Exporter, limiter: Limiter) -> None:
        self._sessions = sessions
        self._exporter = exporter
        self._limiter = limiter

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's route."""
        application.router.add_get("/api/export", self.export, allow_head=False)

    async def export(self, request: web.Request) -> web.Response:
        """Return the export as a file; it counts as a message."""
        session = self._sessions.find(bearer_token(request))
        if session is None:
            raise RefusalError(401, "session")
        network = self._limiter.network(request)
        await self._limiter.admit_message(network, session.conversation)
        try:
            kept = await self._exporter.export(session.conversation)
        except UnreadableError as error:
            raise RefusalError(503, "not_readable") from error
        name = f"lotse-{kept['exported'][:10]}.json"
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return web.json_response(kept, headers=headers, dumps=_readable)
