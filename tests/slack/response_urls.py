"""The addresses at which an app may answer a command or a press, five times each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.slack.faults import Faults, reset_connection
from tests.slack.methods import ApiError, check_said, is_true, said_by_us
from tests.slack.workspace import Channel, Message, Shown, Workspace

MOST_USES = 5
FAULTS_NAME = "response_url"


@dataclass
class ResponseUrl:
    """Where an answer goes: ``original`` is the message that was pressed."""

    channel: Channel
    user: str
    original: Message | None
    uses: int = 0


class ResponseUrls:
    """All of them, by the secret in their path."""

    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self.url = ""
        self.answers: list[dict[str, Any]] = []
        self._workspace = workspace
        self._faults = faults
        self._known: dict[str, ResponseUrl] = {}

    def create(self, channel: Channel, user: str, original: Shown | None = None) -> str:
        """Return a new address."""
        secret = uuid.uuid4().hex
        message = original if isinstance(original, Message) else None
        self._known[secret] = ResponseUrl(channel, user, message)
        return f"{self.url}/response/{secret}"

    async def take(self, request: web.Request) -> web.Response:
        """Do what the app answers."""
        fault = self._faults.take(FAULTS_NAME)
        if fault is not None and fault.answers:
            return fault.response()
        if fault is not None and fault.resets_before:
            reset_connection(request.transport)
            return web.Response()
        answer = self._take(request.match_info["secret"], await request.json())
        if fault is not None and fault.resets_after:
            reset_connection(request.transport)
        return answer

    def _take(self, secret: str, body: dict[str, Any]) -> web.Response:
        target = self._known.get(secret)
        if target is None:
            return _refusal(404, "invalid_url")
        if target.uses >= MOST_USES:
            return _refusal(404, "used_url")
        try:
            self.apply(target, body)
        except ApiError as error:
            return web.json_response(error.body)
        target.uses += 1
        return web.Response(text="ok", content_type="text/html")

    def answer_at_once(self, channel: Channel, user: str, body: dict[str, Any]) -> None:
        """Do what the app answers in the body of its acknowledgement."""
        self.apply(ResponseUrl(channel, user, None), body)

    def apply(self, target: ResponseUrl, body: dict[str, Any]) -> None:
        """Post, replace or delete; raises `ApiError` for what Slack refuses."""
        self.answers.append(body)
        if is_true(body.get("delete_original")):
            self._forget(target.original)
            return
        check_said(body)
        if is_true(body.get("replace_original")) and target.original is not None:
            original = target.original
            original.text, original.blocks = body.get("text") or "", body.get("blocks") or []
            original.edits += 1
            self._workspace.changes.announce()
            return
        message = said_by_us(self._workspace, target.channel, body)
        if body.get("response_type") != "in_channel":
            message.ephemeral_to = target.user
        self._workspace.store(message)

    def _forget(self, message: Message | None) -> None:
        for shown in (self._workspace.posted, self._workspace.ephemeral):
            if message in shown:
                shown.remove(message)
        self._workspace.changes.announce()


def _refusal(status: int, error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=status)
