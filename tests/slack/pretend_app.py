"""A small app that takes what the pretend Slack sends, for its own tests."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from tests.serving import serving
from tests.slack.faults import reset_connection
from tests.slack.signing import SIGNING_SECRET


class PretendApp:
    """Notes each request; ``statuses`` are the answers to come, 0 hangs up, -1 keeps silent."""

    def __init__(self) -> None:
        self.address = ""
        self.payloads: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.statuses: list[int] = []
        self.answer: dict[str, Any] | None = None
        self.more_headers: dict[str, str] = {}

    def __getitem__(self, number: int) -> dict[str, Any]:
        return self.payloads[number]

    async def take(self, request: web.Request) -> web.Response:
        """Check the signature and answer as told."""
        body = await request.read()
        assert _is_signed(request, body)
        self.payloads.append(_read(request, body))
        self.headers.append(dict(request.headers))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 0:
            reset_connection(request.transport)
        if status == -1:
            await asyncio.sleep(3)
        if self.answer is not None:
            return web.json_response(self.answer)
        return web.Response(status=max(status, 200), headers=self.more_headers)


def _read(request: web.Request, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(json.loads(body))
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return dict(json.loads(fields["payload"])) if "payload" in fields else fields


def _is_signed(request: web.Request, body: bytes) -> bool:
    sent_at = request.headers["X-Slack-Request-Timestamp"]
    signed = f"v0:{sent_at}:{body.decode()}".encode()
    digest = hmac.new(SIGNING_SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return request.headers["X-Slack-Signature"] == f"v0={digest}"


@asynccontextmanager
async def running_app() -> AsyncIterator[PretendApp]:
    """Serve on a free port of loopback."""
    app = PretendApp()
    application = web.Application()
    application.router.add_post("/slack/events", app.take)
    async with serving(application, shutdown_timeout=0.1) as url:
        app.address = f"{url}/slack/events"
        yield app
