"""The requests that are changed: one of each kind that Lotse takes, and their parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.servers import REST_TOKEN

SECRET = "Geheimwort-7f3a91"
"""Stands in each request; no refusal may say it again."""
QUICK_TEXTS = (f"/restart {SECRET}", f"🎉 /// {SECRET}"[:5], f"/ask {SECRET}")
"""Are answered without the agent, so that the fuzzing goes deep and still fast."""
QUESTIONS = (f"dsc login {SECRET}", f"Wie melde ich mich an? {SECRET}", f"hello {SECRET}")
QUESTION_SHARE = 0.05


@dataclass(frozen=True)
class Request:
    """A request in parts; a body that is no bytes is sent as JSON."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: Any = b""

    def with_header(self, name: str, value: str) -> Request:
        """Return the request with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))

    def content(self) -> bytes:
        """Return the body in bytes."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()

    def written(self) -> bytes:
        """Return the request in bytes; characters that no header can have are sent as UTF-8."""
        content = self.content()
        headers = list(self.headers)
        if content and not any(name.lower() == "content-length" for name, _ in headers):
            headers.append(("Content-Length", str(len(content))))
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{n}: {v}" for n, v in headers)]
        return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + content


def valid_request(random: Random, host: str, token: str) -> Request:
    """Return a request of some kind of the session whose token this is."""
    make = random.choice(KINDS)
    return make(random).with_header("Host", host).with_header("Authorization", f"Bearer {token}")


def _posted(path: str, body: Any) -> Request:
    return Request("POST", path, (("Content-Type", "application/json"),), body)


def _text(random: Random) -> str:
    return random.choice(QUESTIONS if random.random() < QUESTION_SHARE else QUICK_TEXTS)


KINDS: tuple[Callable[[Random], Request], ...] = (
    lambda r: _posted("/api/session", {"language": r.choice(["de", "en", SECRET])}),
    lambda r: _posted("/api/messages", {"text": _text(r), "id": f"i{r.random()}"}),
    lambda r: _posted("/api/messages", {"text": _text(r), "language": "de"}),
    lambda r: _posted("/api/messages", {"button": f"b-{SECRET[:4]}", "language": "en"}),
    lambda r: _posted("/api/messages", {"browser_check": {"web-us:443": "reachable"}, "id": "c"}),
    lambda r: _posted("/api/messages", {"text": _text(r)}).with_header(
        "Accept", "application/x-ndjson"
    ),
    lambda r: _posted(
        "/api/feedback",
        {"message": "abc", "helpful": False, "reason": "unclear", "comment": SECRET},
    ),
    lambda r: Request("DELETE", "/api/session"),
    lambda r: Request("GET", f"/api/messages?after={SECRET}"),
    lambda r: Request("GET", "/api/openapi.json"),
    lambda r: Request("GET", "/healthz"),
    lambda r: Request("OPTIONS", "/api/session", (("Origin", "https://site.example"),)),
    lambda r: Request(
        "GET",
        "/api/stream",
        (
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ),
    ),
    lambda r: _posted(
        "/webhooks/rest/webhook",
        {"sender": f"s{r.random()}", "message": _text(r), "metadata": {"language": "de"}},
    ).with_header("Authorization", f"Bearer {REST_TOKEN}"),
    lambda r: Request("GET", f"/chat-{SECRET}.js"),
    lambda r: Request("GET", "/", (("Accept-Encoding", "gzip"), ("If-None-Match", '"x"'))),
)
