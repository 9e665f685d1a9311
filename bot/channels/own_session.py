"""Find the session whose token a request carries."""

from __future__ import annotations

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.channels.json_body import bearer_token
from bot.stores.sessions import Session, SessionStore


def own_session(sessions: SessionStore, request: web.Request) -> Session:
    """Return the session and prolong it; raise `RefusalError` for a token that is good no more."""
    token = bearer_token(request)
    session = sessions.find(token) if token else None
    if session is None:
        raise RefusalError(401, "session")
    return session
