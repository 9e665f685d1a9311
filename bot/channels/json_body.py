"""Read a request's JSON body strictly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.channels.http_errors import RefusalError

MAXIMUM_BODY_BYTES = 8 * 1024
LONGEST_TOKEN = 200
JSON = "application/json"
FREE_TEXT = {"text", "message"}
"""Fields whose characters `bot.typed_text` judges, in words that people understand."""


async def read_fields(
    request: web.Request, known: Mapping[str, type], content_types: Sequence[str] = (JSON,)
) -> dict[str, Any]:
    """Return the fields of a JSON object; refuse other content, unknown fields, wrong types."""
    if request.content_type not in content_types or "Content-Encoding" in request.headers:
        raise RefusalError(415, "not_json")
    try:
        text = await request.text()
    except (ValueError, LookupError) as error:
        raise RefusalError(400, "not_json") from error
    return parse_fields(text, known)


def parse_fields(text: str, known: Mapping[str, type]) -> dict[str, Any]:
    """Return the fields of a JSON object; refuse unknown fields and wrong types."""
    try:
        fields = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise RefusalError(400, "not_json") from error
    if not isinstance(fields, dict):
        raise RefusalError(400, "not_json")
    for name, value in fields.items():
        if name not in known:
            raise RefusalError(400, "unknown_field", name[:64])
        if not isinstance(value, known[name]) or (name not in FREE_TEXT and not _is_plain(value)):
            raise RefusalError(400, "bad_field", name)
    return fields


def _is_plain(value: Any) -> bool:
    return not isinstance(value, str) or value.isprintable()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a field stands twice")
    return dict(pairs)


def bearer_token(request: web.Request) -> str:
    """Return the token of the Authorization header, empty where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    usable = token.isascii() and len(token) <= LONGEST_TOKEN
    return token.strip() if scheme.lower() == "bearer" and usable else ""
