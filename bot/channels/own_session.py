"""Find the session whose token a request carries."""

from __future__ import annotations

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.channels.json_body import bearer_token
from bot.stores.database import UnreadableError
from bot.stores.sessions import Session, SessionStore

READ_AGAIN_SECONDS = 2


async def own_session(sessions: SessionStore, request: web.Request) -> Session:
    """Return the session and prolong it; raise `RefusalError` for a token that is good no more."""
    token = bearer_token(request)
    try:
        session = await sessions.find(token) if token else None
    except UnreadableError as error:  # the token may well be good
        raise RefusalError(503, "not_readable", retry_after=READ_AGAIN_SECONDS) from error
    if session is None:
        raise RefusalError(401, "session")
    return session
