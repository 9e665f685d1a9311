"""Sign a request body as Slack does."""

from __future__ import annotations

import hashlib
import hmac
import time

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
"""The secret that Slack's documentation uses as its example."""


def signed_headers(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """Return the two headers of https://docs.slack.dev/authentication/verifying-requests-from-slack.

    ``timestamp`` is in seconds; without one it is now.
    """
    sent_at = int(time.time()) if timestamp is None else timestamp
    signed = b"v0:" + str(sent_at).encode() + b":" + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(sent_at), "X-Slack-Signature": f"v0={digest}"}
