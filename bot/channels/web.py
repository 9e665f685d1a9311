"""The widget's channel: its files, sessions and messages."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.channels.http_errors import Handler, RefusalError
from bot.channels.json_body import bearer_token, read_fields
from bot.conversation import Conversations, UnknownButtonError
from bot.stores.sessions import Session, SessionStore
from bot.turns import TooManyTurnsError
from bot.typed_text import Problem, TextError
from kb.language import Language

WIDGET_FOLDER = Path(__file__).parent.parent / "widget"
WIDGET_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
CHANNEL = "web"
LONGEST_CLIENT_ID = 64
STATUS_OF_PROBLEM = {Problem.TOO_LONG: 413, Problem.NO_WORDS: 200, Problem.COMMAND: 200}

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class WebChannel:
    """Handlers for ``/``, the widget's files and ``/api``."""

    def __init__(
        self, conversations: Conversations, sessions: SessionStore, origins: tuple[str, ...]
    ) -> None:
        self._conversations = conversations
        self._sessions = sessions
        self._origins = frozenset(origins)

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's routes."""
        for path in sorted(WIDGET_FOLDER.iterdir()):
            if path.suffix in WIDGET_TYPES:
                name = "" if path.name == "index.html" else path.name
                application.router.add_get(f"/{name}", _file_handler(path))
        application.router.add_post("/api/session", self.create_session)
        application.router.add_get("/api/messages", self.history)
        application.router.add_post("/api/messages", self.receive)
        application.router.add_route("OPTIONS", "/api/{name}", self.preflight)

    async def create_session(self, request: web.Request) -> web.Response:
        """Begin a conversation; the token is the only key to it."""
        await read_fields(request, {"language": str})
        token, session = self._sessions.create()
        body = {"session": token, "expires": _time(session.expires)}
        return web.json_response(body)

    async def history(self, request: web.Request) -> web.Response:
        """Return the conversation so far."""
        session = self._session(request)
        messages = self._conversations.history(session.conversation)
        return web.json_response({"messages": messages})

    async def receive(self, request: web.Request) -> web.Response:
        """Take a text or a pressed button and return the answer's messages."""
        session = self._session(request)
        fields = await read_fields(
            request, {"text": str, "button": str, "id": str, "language": str}
        )
        if ("text" in fields) == ("button" in fields):
            raise RefusalError(400, "bad_field", "text, button")
        if len(fields.get("id", "")) > LONGEST_CLIENT_ID:
            raise RefusalError(400, "bad_field", "id")
        language = Language.parse(fields.get("language"))
        try:
            messages = await self._conversations.say(
                session.conversation,
                CHANNEL,
                fields.get("text"),
                fields.get("button"),
                language,
                fields.get("id", ""),
            )
        except TextError as error:
            return await self._refused_text(error, session, language)
        except UnknownButtonError as error:
            raise RefusalError(400, "button") from error
        except TooManyTurnsError as error:
            raise RefusalError(429, "too_fast") from error
        return web.json_response({"messages": messages})

    async def _refused_text(
        self, error: TextError, session: Session, language: Language | None
    ) -> web.Response:
        message = await self._conversations.refuse(session.conversation, error, language)
        status = STATUS_OF_PROBLEM.get(error.problem, 400)
        body: dict[str, Any] = {"messages": [message]}
        if status != 200:
            texts = {each.value: error.in_language(each) for each in Language}
            body = {"error": {"code": error.problem.value, "message": texts}}
        return web.json_response(body, status=status)

    async def preflight(self, request: web.Request) -> web.Response:
        """Answer a browser that asks before it sends from another origin."""
        headers = {
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Max-Age": "600",
        }
        return web.Response(status=204, headers=headers)

    def _session(self, request: web.Request) -> Session:
        token = bearer_token(request)
        session = self._sessions.find(token) if token else None
        if session is None:
            raise RefusalError(401, "session")
        return session

    def middleware(self) -> Middleware:
        """Return what lets only listed foreign websites in, and lets those read every answer."""

        @web.middleware
        async def check_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
            origin = request.headers.get("Origin", "")
            own = not origin or origin.partition("://")[2] == request.host
            if own or not request.path.startswith("/api/"):
                return await handler(request)
            if origin not in self._origins:
                return RefusalError(403, "origin").response()
            response = await handler(request)
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
            response.headers["Vary"] = "Origin"
            return response

        return check_origin


def _file_handler(path: Path) -> Handler:
    content, kind = path.read_bytes(), WIDGET_TYPES[path.suffix]

    async def send(request: web.Request) -> web.Response:
        response = web.Response(body=content, content_type=kind, charset="utf-8")
        response.headers["Cache-Control"] = "no-cache"
        if path.suffix == ".js":  # sites on the allow-list load the widget from here
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            response.headers["Access-Control-Allow-Origin"] = "*"
        response.enable_compression()
        return response

    return send


@web.middleware
async def security_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Add the headers that keep browsers from running anything of ours or others'."""
    response = await handler(request)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(("/api/", "/webhooks/")):
        response.headers["Cache-Control"] = "no-store"
    return response


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
