"""What a person said, as the fields of a request or of a frame have it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from bot.channels.http_errors import RefusalError
from bot.conversation import Said
from kb.language import Language

SAID_FIELDS: Mapping[str, type] = {
    "text": str,
    "button": str,
    "browser_check": dict,
    "id": str,
    "language": str,
}
LONGEST_ID = 64
OWN_ID_BYTES = 12


def read_said(fields: Mapping[str, Any], platform: str | None) -> Said:
    """Return what was said, with an id of ours where there is none; raise `RefusalError`."""
    if sum(name in fields for name in ("text", "button", "browser_check")) != 1:
        raise RefusalError(400, "bad_field", "text, button, browser_check")
    if len(fields.get("id", "")) > LONGEST_ID:
        raise RefusalError(400, "bad_field", "id")
    results = fields.get("browser_check")
    if results is not None and not all(isinstance(value, str) for value in results.values()):
        raise RefusalError(400, "bad_field", "browser_check")
    return Said(
        fields.get("text"),
        fields.get("button"),
        results,
        Language.parse(fields.get("language")),
        platform,
        fields.get("id") or secrets.token_urlsafe(OWN_ID_BYTES),
    )
