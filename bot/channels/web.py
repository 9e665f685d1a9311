"""The widget's channel: its files, sessions and messages."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.channels.answer_stream import Progress, stream_answer, wants_stream
from bot.channels.browser_safety import guess_platform
from bot.channels.http_errors import Handler, RefusalError
from bot.channels.json_body import bearer_token, read_fields
from bot.conversation import (
    Conversations,
    Message,
    Said,
    UnknownButtonError,
    UnusableEvidenceError,
)
from bot.stores.sessions import Session, SessionStore
from bot.turns import TooManyTurnsError
from bot.typed_text import Problem, TextError
from kb.language import Language

WIDGET_FOLDER = Path(__file__).parent.parent / "widget"
WIDGET_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
CHANNEL = "web"
LONGEST_CLIENT_ID = 64
GUARDED = ("/api/", "/webhooks/")  # closed to foreign websites that are not listed
STATUS_OF_PROBLEM = {Problem.TOO_LONG: 413, Problem.NO_WORDS: 200, Problem.COMMAND: 200}


class WebChannel:
    """Handlers for ``/``, the widget's files and ``/api``."""

    def __init__(
        self, conversations: Conversations, sessions: SessionStore, origins: tuple[str, ...]
    ) -> None:
        self._conversations = conversations
        self._sessions = sessions
        self._origins = frozenset(origins)
        self._turns: set[asyncio.Task[list[Message]]] = set()

    def add_routes(self, application: web.Application) -> None:
        """Add the channel's routes."""
        for path in sorted(WIDGET_FOLDER.iterdir()):
            if path.suffix in WIDGET_TYPES:
                name = "" if path.name == "index.html" else path.name
                application.router.add_get(f"/{name}", _file_handler(path))
        application.router.add_post("/api/session", self.create_session)
        application.router.add_get("/api/messages", self.history)
        application.router.add_post("/api/messages", self.receive)
        for folder in GUARDED:
            application.router.add_route("OPTIONS", f"{folder}{{name:.+}}", self.preflight)

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

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take a text, a pressed button or a browser's results and return the answer's messages."""
        session = self._session(request)
        said = await _read_said(request)
        progress = Progress() if wants_stream(request) else None
        saying = self._conversations.say(
            session.conversation, CHANNEL, said, progress.tell if progress else None
        )
        try:
            if progress is None:
                return web.json_response({"messages": await saying})
            return await stream_answer(request, self._keep(saying), progress)
        except TextError as error:
            return await self._refused_text(error, session, said.language)
        except UnknownButtonError as error:
            raise RefusalError(400, "button") from error
        except UnusableEvidenceError as error:
            raise RefusalError(400, "bad_field", "browser_check") from error
        except TooManyTurnsError as error:
            raise RefusalError(429, "too_fast") from error

    def _keep(self, saying: Coroutine[Any, Any, list[Message]]) -> asyncio.Task[list[Message]]:
        """Run a turn that goes on when its client does not."""
        turn = asyncio.ensure_future(saying)
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)
        return turn

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
        """Return what lets only listed foreign websites in."""

        @web.middleware
        async def check_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
            origin = request.headers.get("Origin", "")
            if _is_foreign(request, origin) and origin not in self._origins:
                return RefusalError(403, "origin").response()
            return await handler(request)

        return check_origin

    async def open_to_listed_origins(
        self, request: web.Request, response: web.StreamResponse
    ) -> None:
        """Let listed foreign websites read an answer, streamed ones too."""
        origin = request.headers.get("Origin", "")
        if _is_foreign(request, origin) and origin in self._origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
            response.headers["Vary"] = "Origin"


def _is_foreign(request: web.Request, origin: str) -> bool:
    own = not origin or origin.partition("://")[2] == request.host
    return not own and request.path.startswith(GUARDED)


async def _read_said(request: web.Request) -> Said:
    fields = await read_fields(
        request, {"text": str, "button": str, "browser_check": dict, "id": str, "language": str}
    )
    if sum(name in fields for name in ("text", "button", "browser_check")) != 1:
        raise RefusalError(400, "bad_field", "text, button, browser_check")
    if len(fields.get("id", "")) > LONGEST_CLIENT_ID:
        raise RefusalError(400, "bad_field", "id")
    results = fields.get("browser_check")
    if results is not None and not all(isinstance(value, str) for value in results.values()):
        raise RefusalError(400, "bad_field", "browser_check")
    return Said(
        fields.get("text"),
        fields.get("button"),
        results,
        Language.parse(fields.get("language")),
        guess_platform(request),
        fields.get("id", ""),
    )


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


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
