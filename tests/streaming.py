"""Read a streamed answer line by line from a running server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.servers import Lotse

STREAM = "application/x-ndjson"
QUICK, WEB = "tws-europe-primary", "web-us"
SILENT = ("tws-asia-primary", "tws-china-primary", "tws-us-central-primary")
"""Rows whose ports never answer, each for one test: a finding is used again for 30 s."""


@contextmanager
def sent(lotse: Lotse, body: Any, headers: Mapping[str, str]) -> Iterator[http.client.HTTPResponse]:
    """Send a message that asks for a stream; leaving early closes the connection."""
    connection = _ask(lotse, body, headers)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def send_and_leave(lotse: Lotse, body: Any, headers: Mapping[str, str]) -> None:
    """Send the same and go away without reading anything of the answer."""
    _ask(lotse, body, headers).close()


def _ask(lotse: Lotse, body: Any, headers: Mapping[str, str]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(lotse.url.removeprefix("http://"), timeout=60)
    asked = {"Content-Type": "application/json", "Accept": STREAM, **headers}
    connection.request("POST", "/api/messages", json.dumps(body), asked)
    return connection


def stream(lotse: Lotse, body: Any, headers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return all lines of a streamed answer."""
    with sent(lotse, body, headers) as response:
        assert response.status == 200, response.read()
        return [json.loads(line) for line in response]


def new_session(lotse: Lotse, language: str = "en") -> dict[str, str]:
    """Return the headers of a new session."""
    status, body = lotse.post("/api/session", {"language": language})
    assert status == 200
    return {"Authorization": f"Bearer {body['session']}"}
