"""The Web API over HTTP: tokens, scopes, faults, and a record of every call."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.slack.chat_methods import CHAT_METHODS
from tests.slack.conversation_methods import CONVERSATION_METHODS
from tests.slack.faults import Fault, Faults, reset_connection
from tests.slack.methods import ApiError, Method
from tests.slack.surface_methods import SURFACE_METHODS
from tests.slack.workspace import Workspace

BOT_TOKEN = "xoxb-pretend-bot-token"
APP_TOKEN = "xapp-pretend-app-token"
METHODS: Mapping[str, Method] = {**CHAT_METHODS, **CONVERSATION_METHODS, **SURFACE_METHODS}
WRITTEN_AS_JSON = (
    "attachments", "blocks", "files", "loading_messages", "metadata", "prompts", "view",
)  # fmt: skip
SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.delete": "chat:write",
    "reactions.add": "reactions:write",
    "users.info": "users:read",
    "bots.info": "users:read",
    "conversations.open": "im:write",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
}
READING = {"im": "im", "mpim": "mpim", "group": "groups", "channel": "channels"}


@dataclass
class Call:
    """One call of the app: ``at`` is `time.monotonic`, ``answer`` is what it heard, if anything."""

    method: str
    body: dict[str, Any]
    at: float
    headers: Mapping[str, str]
    fault: Fault | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Say whether Slack did it, whether or not the app heard so."""
        return bool(self.answer.get("ok"))


class WebApi:
    """Takes calls; ``granted`` is the scopes the token has, or None for all."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.url = ""
        self.calls: list[Call] = []
        self.faults = Faults()
        self.granted: set[str] | None = None
        self.open_socket: Callable[[], str] = str

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of ``/api/<method>``."""
        method = request.match_info["method"]
        body = await _read_body(request)
        fault = self.faults.take(method)
        call = Call(method, body, time.monotonic(), dict(request.headers), fault)
        self.calls.append(call)
        self.workspace.changes.announce()
        if fault is not None and await self._suffers(request, fault):
            return fault.response() if fault.answers else web.Response()
        call.answer = self._answer(request, method, body)
        self.workspace.changes.announce()
        if fault is not None and fault.resets_after:
            reset_connection(request.transport)
        return web.json_response(call.answer, headers=self._headers())

    async def _suffers(self, request: web.Request, fault: Fault) -> bool:
        await asyncio.sleep(fault.delay_seconds)
        if fault.resets_before:
            reset_connection(request.transport)
        return fault.resets_before or fault.answers

    def _answer(self, request: web.Request, method: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            self._check_token(request, method, body)
            if method == "apps.connections.open":
                return {"ok": True, "url": self.open_socket()}
            if method not in METHODS:
                raise ApiError("unknown_method", req_method=method)
            self._check_scope(method, body)
            return {"ok": True, **METHODS[method](self.workspace, {**body, "own_url": self.url})}
        except ApiError as error:
            return error.body

    def _check_token(self, request: web.Request, method: str, body: dict[str, Any]) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = given or body.get("token", "")
        if not token:
            raise ApiError("not_authed")
        right = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if token != right:
            is_other = token in (APP_TOKEN, BOT_TOKEN)
            raise ApiError("not_allowed_token_type" if is_other else "invalid_auth")

    def _check_scope(self, method: str, body: Mapping[str, Any]) -> None:
        needed = self._scope(method, body)
        if needed and self.granted is not None and needed not in self.granted:
            provided = ",".join(sorted(self.granted))
            raise ApiError("missing_scope", needed=needed, provided=provided)

    def _scope(self, method: str, body: Mapping[str, Any]) -> str | None:
        rights = {
            "conversations.history": "history",
            "conversations.replies": "history",
            "conversations.info": "read",
        }
        channel = self.workspace.channels.get(body.get("channel", ""))
        if method in rights and channel is not None:
            return f"{READING[channel.kind]}:{rights[method]}"
        return SCOPES.get(method)

    def _headers(self) -> dict[str, str]:
        if self.granted is None:
            return {}
        return {"X-OAuth-Scopes": ",".join(sorted(self.granted))}

    async def upload(self, request: web.Request) -> web.Response:
        """Take a file's content, raw or as a form."""
        file = self.workspace.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404, text="not found")
        file.content = await _uploaded_bytes(request)
        return web.Response(text=f"OK - {len(file.content)}", content_type="text/plain")


async def _uploaded_bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
        return part if isinstance(part, bytes) else str(part).encode()
    return b""


async def _read_body(request: web.Request) -> dict[str, Any]:
    body: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given = json.loads(await request.text() or "{}")
        body.update(given if isinstance(given, dict) else {})
    else:
        body.update(await request.post())
    for name in WRITTEN_AS_JSON:
        if isinstance(body.get(name), str):
            body[name] = _parsed(body[name])
    return body


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
