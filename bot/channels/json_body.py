"""Read a request's JSON body strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from bot.channels.http_errors import RefusalError
from bot.channels.strict_json import is_plain, parse_object

MAXIMUM_BODY_BYTES = 8 * 1024
LONGEST_TOKEN = 200
JSON = "application/json"
FREE_TEXT = {"text", "message"}
"""Fields whose characters `bot.typed_text` judges, in words that people understand."""
_CONTENT_TYPE = re.compile(r'([a-z]+/[a-z]+)(?:[ \t]*;[ \t]*charset=("?)utf-8\2)?', re.IGNORECASE)
_NAME = re.compile(r"[a-z_]{1,32}")


async def read_fields(
    request: web.Request, known: Mapping[str, type], content_types: Sequence[str] = (JSON,)
) -> dict[str, Any]:
    """Return the fields of a JSON object; refuse other content, unknown fields, wrong types."""
    if _content_type(request) not in content_types or "Content-Encoding" in request.headers:
        raise RefusalError(415, "not_json")
    if (request.content_length or 0) > MAXIMUM_BODY_BYTES:
        raise RefusalError(413, "too_large")  # at once, whether or not it comes
    try:
        text = (await request.read()).decode()
    except ValueError as error:
        raise RefusalError(400, "not_json") from error
    return parse_fields(text, known)


def _content_type(request: web.Request) -> str:
    """Return the one content type that is named; empty for several, or for another charset."""
    found = _CONTENT_TYPE.fullmatch(", ".join(request.headers.getall("Content-Type", [])))
    return found[1].lower() if found else ""


def parse_fields(text: str, known: Mapping[str, type]) -> dict[str, Any]:
    """Return the fields of a JSON object; refuse unknown fields and wrong types."""
    try:
        fields = parse_object(text)
    except ValueError as error:
        raise RefusalError(400, "not_json") from error
    for name, value in fields.items():
        if name not in known:
            raise RefusalError(400, "unknown_field", shown_name(name))
        if not isinstance(value, known[name]) or (name not in FREE_TEXT and not is_plain(value)):
            raise RefusalError(400, "bad_field", name)
    return fields


def shown_name(name: str) -> str:
    """Return a field's name as a refusal may say it: nothing that may be a secret or markup."""
    return name if _NAME.fullmatch(name) else "?"


def bearer_token(request: web.Request) -> str:
    """Return the token of the Authorization header, empty where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    usable = token.isascii() and len(token) <= LONGEST_TOKEN
    return token.strip() if scheme.lower() == "bearer" and usable else ""
