"""Every public operation: who may ask, what is sent, what comes back, and every error code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.channels.description.frames import STREAM_TEXT
from bot.channels.description.schema_words import TEXT, Schema, named

Codes = Mapping[int, Sequence[str]]
JSON, LINES = "application/json", "application/x-ndjson"
SESSION, REST_TOKEN = "session", "restToken"

_ALWAYS: Codes = {400: ["malformed"], 417: ["malformed"], 500: ["internal"]}
_SITE: Codes = {403: ["origin"], 429: ["too_many"], 503: ["too_many_streams"]}
_BODY: Codes = {
    400: ["not_json", "unknown_field", "bad_field"],
    408: ["too_slow"],
    413: ["too_large"],
    415: ["not_json"],
}
_OWN: Codes = {401: ["session"], 503: ["not_readable"]}


@dataclass(frozen=True)
class Operation:
    """One method of one path; ``answers`` have a media type and a schema, or nothing."""

    method: str
    path: str
    summary: str
    answers: Mapping[int, Mapping[str, Schema]]
    refuses: Sequence[Codes]
    takes: str = ""
    security: str = ""
    query: Mapping[str, Schema] = field(default_factory=dict)
    media_types: Sequence[str] = (JSON,)

    def codes(self) -> dict[int, list[str]]:
        """Return the error codes by status."""
        together: dict[int, list[str]] = {}
        for codes in (_ALWAYS, *self.refuses):
            for status, names in codes.items():
                known = together.setdefault(status, [])
                known.extend(name for name in names if name not in known)
        return together


OPERATIONS: Sequence[Operation] = (
    Operation(
        "post",
        "/api/session",
        "Begin a conversation.",
        {200: {JSON: named("Session")}},
        (_SITE, _BODY),
        takes="SessionRequest",
    ),
    Operation(
        "delete",
        "/api/session",
        "Delete the conversation everywhere; 202 where that takes a moment longer.",
        {202: {JSON: named("NotYetDeleted")}, 204: {}},
        (_SITE, _OWN),
        security=SESSION,
    ),
    Operation(
        "get",
        "/api/messages",
        "Read the conversation so far, or what came after a turn.",
        {200: {JSON: named("History")}},
        (_SITE, _OWN),
        security=SESSION,
        query={"after": TEXT},
    ),
    Operation(
        "post",
        "/api/messages",
        "Say something; the same `id` gets the same answer. Who accepts NDJSON reads a check's "
        "progress line by line (each a `Line`), then the answer.",
        {200: {JSON: named("Answer"), LINES: TEXT}},
        (
            _SITE,
            _OWN,
            _BODY,
            {400: ["button", "empty", "unreadable"], 413: ["too_long"]},
            {429: ["too_fast"], 503: ["busy", "elsewhere"]},
        ),
        takes="Said",
        security=SESSION,
    ),
    Operation(
        "post",
        "/api/feedback",
        "Say whether a message of the conversation helped.",
        {204: {}},
        (_SITE, _OWN, _BODY, {400: ["long_comment"], 404: ["message"]}),
        takes="Rating",
        security=SESSION,
    ),
    Operation(
        "get",
        "/api/stream",
        STREAM_TEXT,
        {101: {}},
        (_SITE, {426: ["upgrade"]}),
        query={"route": TEXT},
    ),
    Operation(
        "get",
        "/api/export",
        "Take away all that is kept of the conversation, as a file.",
        {200: {JSON: named("Export")}},
        (_SITE, _OWN),
        security=SESSION,
    ),
    Operation(
        "get", "/api/openapi.json", "Read this.", {200: {JSON: {"type": "object"}}}, (_SITE,)
    ),
    Operation("get", "/healthz", "Whether the process lives.", {200: {JSON: named("Status")}}, ()),
    Operation(
        "get",
        "/readyz",
        "Whether questions get their right answers.",
        {200: {JSON: named("Status")}},
        ({503: ["not_ready", "draining"]},),
    ),
)
REST_OPERATION = Operation(
    "post",
    "/webhooks/rest/webhook",
    "Say something on Rasa's REST wire.",
    {200: {JSON: named("RestAnswer")}},
    (
        _SITE,
        _BODY,
        {400: ["button"], 401: ["token"], 429: ["too_fast"]},
        {503: ["busy", "elsewhere", "not_readable"]},
    ),
    takes="RestRequest",
    security=REST_TOKEN,
    media_types=(JSON, "text/plain"),
)
