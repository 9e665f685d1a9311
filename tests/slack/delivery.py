"""Bring payloads to the app: over HTTP with a signature, or over a socket, with Slack's retries."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.slack.payloads import Payload
from tests.slack.signing import SIGNING_SECRET, signed_headers
from tests.slack.socket_mode import SocketLostError, Sockets

ACKNOWLEDGE_SECONDS = 3.0
SOON = (0.05, 0.2, 0.5)
"""Slack waits nearly nothing, a minute and five minutes before its three retries."""
RECONNECT_SECONDS = 20.0
NO_RETRY = "X-Slack-No-Retry"
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True)
class Delivery:
    """One attempt: ``status`` is 0 where nothing came, ``seconds`` until the answer began.

    Over a socket, an acknowledgement counts as 200 and its payload is the body.
    """

    payload: Payload
    status: int
    seconds: float
    body: bytes
    headers: Mapping[str, str]
    retry: tuple[int, str] | None = None
    failure: str = ""

    @property
    def is_taken(self) -> bool:
        """Say whether Slack is content."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body, or None where it is empty or no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Courier:
    """Delivers to an open socket, else to ``target``; without a target it waits for a socket."""

    def __init__(self, sockets: Sockets) -> None:
        self.target: str | None = None
        self.secret = SIGNING_SECRET
        self.acknowledge_seconds = ACKNOWLEDGE_SECONDS
        self.reconnect_seconds = RECONNECT_SECONDS
        self.retry_delays: Sequence[float] = SOON
        self.keeps_envelope_id = False
        self.done: list[Delivery] = []
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open what HTTP needs."""
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def stop(self) -> None:
        """Close it."""
        assert self._session is not None
        await self._session.close()

    @property
    def can_deliver(self) -> bool:
        """Say whether there is an app."""
        return bool(self.target or self._sockets.opened)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Delivery:
        """Send these bytes with these headers once; nothing is signed here."""
        assert self._session is not None
        assert self.target is not None, "set slack.target to where the app listens"
        began_at = time.monotonic()
        status, content, heard, failure = 0, b"", {}, ""
        limit = aiohttp.ClientTimeout(total=self.acknowledge_seconds)
        try:
            async with self._session.post(
                self.target, data=body, headers=headers, timeout=limit
            ) as response:
                seconds = time.monotonic() - began_at
                status, heard = response.status, dict(response.headers)
                content = await response.read()
        except asyncio.TimeoutError:
            seconds, status, failure = time.monotonic() - began_at, 0, "http_timeout"
        except (aiohttp.ClientError, OSError):
            seconds, status, failure = time.monotonic() - began_at, 0, "connection_failed"
        else:
            failure = "" if 200 <= status < 300 else "http_error"
        return Delivery({}, status, seconds, content, heard, None, failure)

    async def deliver(
        self,
        payload: Payload,
        *,
        retry: tuple[int, str] | None = None,
        form: bool = False,
        timestamp: int | None = None,
        secret: str | None = None,
    ) -> Delivery:
        """Send a payload once over HTTP, signed.

        ``form`` sends a form: of the payload's own fields for a command, of one field ``payload``
        for what has a ``type``.
        """
        body = _body(payload, form)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {
            "Content-Type": kind,
            "User-Agent": USER_AGENT,
            **signed_headers(secret or self.secret, body, timestamp),
            **_retry_headers(retry),
        }
        heard = await self.post(body, headers)
        return self._note(heard, payload, retry)

    def _note(
        self, heard: Delivery, payload: Payload, retry: tuple[int, str] | None = None
    ) -> Delivery:
        noted = Delivery(
            payload, heard.status, heard.seconds, heard.body, heard.headers, retry, heard.failure
        )
        self.done.append(noted)
        return noted

    async def deliver_event(self, payload: Payload) -> Delivery:
        """Send an event until it is taken or Slack gives up; returns the last attempt."""
        retry: tuple[int, str] | None = None
        envelope_id = str(uuid.uuid4())
        for number, delay in enumerate([*self.retry_delays, None], start=1):
            attempt = await self._once("events_api", payload, retry, envelope_id)
            if attempt.is_taken or delay is None or attempt.headers.get(NO_RETRY) == "1":
                break
            retry = (number, attempt.failure)
            await asyncio.sleep(delay)
            if not self.keeps_envelope_id:
                envelope_id = str(uuid.uuid4())
        return attempt

    async def deliver_interaction(self, kind: str, payload: Payload) -> Delivery:
        """Send ``slash_commands`` or ``interactive``, which Slack does only once."""
        return await self._once(kind, payload, None, str(uuid.uuid4()))

    async def _once(
        self, kind: str, payload: Payload, retry: tuple[int, str] | None, envelope_id: str
    ) -> Delivery:
        if self.target is not None and not self._sockets.open:
            return await self.deliver(payload, retry=retry, form=kind != "events_api")
        envelope = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            number, reason = retry or (0, "")
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        return self._note(await self._send(envelope), payload, retry)

    async def _send(self, envelope: dict[str, Any]) -> Delivery:
        began_at = time.monotonic()
        await self._wait_for_socket()
        try:
            taken = await self._sockets.send(envelope, self.acknowledge_seconds)
        except (SocketLostError, asyncio.TimeoutError) as error:
            lost = isinstance(error, SocketLostError)
            failure = "connection_failed" if lost else "timeout"
            return Delivery({}, 0, time.monotonic() - began_at, b"", {}, None, failure)
        body = b"" if taken.payload is None else json.dumps(taken.payload).encode()
        return Delivery({}, 200, taken.seconds, body, {})

    async def _wait_for_socket(self) -> None:
        try:
            await self._sockets.changes.wait_for(lambda: self._sockets.open, self.reconnect_seconds)
        except AssertionError:
            return  # the send below says that there is none


def _body(payload: Payload, form: bool) -> bytes:
    if not form:
        return json.dumps(payload).encode()
    fields = {"payload": json.dumps(payload)} if "type" in payload else payload
    return urlencode(fields).encode()


def _retry_headers(retry: tuple[int, str] | None) -> dict[str, str]:
    if retry is None:
        return {}
    return {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
