"""Put the description together and serve it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.channels.description.frames import FRAME_SCHEMAS
from bot.channels.description.messages import MESSAGE_SCHEMAS
from bot.channels.description.operations import (
    JSON,
    OPERATIONS,
    REST_OPERATION,
    REST_TOKEN,
    SESSION,
    Operation,
)
from bot.channels.description.requests import ANSWER_SCHEMAS, REQUEST_SCHEMAS
from bot.channels.description.schema_words import Schema, closed, named, one_of
from bot.channels.http_errors import WAITING_STATUSES

VERSION = "1.0.0"  # of this interface, not of Lotse
INFO = {
    "title": "Lotse",
    "version": VERSION,
    "description": "What the chat's widget uses. Requests are strict: no unknown and no double "
    "fields, nothing deeper than four levels, at most 8 KiB, no compressed bodies.",
}


def describe(*, has_rest: bool) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description, with the REST wire where it is on."""
    operations = [*OPERATIONS, *([REST_OPERATION] if has_rest else [])]
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    schemas = {**REQUEST_SCHEMAS, **ANSWER_SCHEMAS, **MESSAGE_SCHEMAS, **FRAME_SCHEMAS}
    bearer = {"type": "http", "scheme": "bearer"}
    tokens = [SESSION, *([REST_TOKEN] if has_rest else [])]
    security = {name: bearer for name in tokens}
    components = {"schemas": schemas, "securitySchemes": security}
    return {"openapi": "3.1.0", "info": INFO, "paths": paths, "components": components}


def add_description(application: web.Application, *, has_rest: bool) -> None:
    """Add ``GET /api/openapi.json``."""
    body = json.dumps(describe(has_rest=has_rest)).encode()

    async def send(request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=JSON)

    application.router.add_get("/api/openapi.json", send)


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.method + "".join(filter(str.isalpha, operation.path.title())),
        "summary": operation.summary,
        "responses": _responses(operation),
    }
    if operation.takes:
        content = {kind: {"schema": named(operation.takes)} for kind in operation.media_types}
        described["requestBody"] = {"required": True, "content": content}
    if operation.security:
        described["security"] = [{operation.security: []}]
    if operation.query:
        described["parameters"] = [
            {"name": name, "in": "query", "schema": schema}
            for name, schema in operation.query.items()
        ]
    return described


def _responses(operation: Operation) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, content in operation.answers.items():
        response: dict[str, Any] = {"description": operation.summary}
        if content:
            response["content"] = {kind: {"schema": each} for kind, each in content.items()}
        responses[str(status)] = response
    for status, codes in operation.codes().items():
        responses[str(status)] = _refusal(status, codes)
    return responses


def _refusal(status: int, codes: Sequence[str]) -> dict[str, Any]:
    error: Schema = {"allOf": [named("ErrorObject"), {"properties": {"code": one_of(codes)}}]}
    refusal: dict[str, Any] = {
        "description": f"Refused: {', '.join(codes)}.",
        "content": {JSON: {"schema": closed({"error": error})}},
    }
    if status in WAITING_STATUSES:
        seconds = {"type": "integer", "minimum": 1}
        refusal["headers"] = {"Retry-After": {"required": True, "schema": seconds}}
    return refusal
