"""What clients send, from the tables by which it is read, and what comes back around messages."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.care import FEEDBACK_FIELDS, LONGEST_COMMENT
from bot.channels.description.messages import SENTENCES
from bot.channels.description.schema_words import (
    PLACE,
    PRINTABLE,
    SECONDS,
    STATUS,
    TEXT,
    TIME,
    Schema,
    closed,
    list_of,
    named,
    one_of,
    request_of,
)
from bot.channels.http_errors import ERROR_TEXTS
from bot.channels.rasa_rest import LONGEST_SENDER, REST_FIELDS
from bot.channels.said import LONGEST_ID, SAID_FIELDS
from bot.channels.streams import GREETING_FIELDS
from bot.channels.web import SESSION_FIELDS
from bot.stores.export import SECTIONS, VERSION
from bot.stores.feedback import REASONS
from bot.typed_text import MAXIMUM_LENGTH, Problem

CODES = (*ERROR_TEXTS, *(problem.value for problem in Problem if problem.value not in ERROR_TEXTS))
_SHORT = {"minLength": 1, "maxLength": MAXIMUM_LENGTH}
_HISTORY = closed(
    {
        "expires": TIME,
        "messages": list_of({"oneOf": [named("SaidByUser"), named("SaidByBot")]}),
        "used": list_of(TEXT),
    }
)
_EXPORT = closed(
    {
        "version": {"type": "integer", "const": VERSION},
        "exported": TIME,
        "conversation": TEXT,
        **{name: list_of({"type": "object"}) for name in SECTIONS},
    }
)

REQUEST_SCHEMAS: Mapping[str, Schema] = {
    "SessionRequest": request_of(SESSION_FIELDS, language=PRINTABLE),
    "Said": {
        **request_of(
            SAID_FIELDS,
            text=_SHORT,
            button=PRINTABLE,
            browser_check={"additionalProperties": one_of(["reachable", "unknown"])},
            id={**PRINTABLE, "maxLength": LONGEST_ID},
            language=PRINTABLE,
        ),
        "oneOf": [{"required": [name]} for name in ("text", "button", "browser_check")],
    },
    "Rating": request_of(
        FEEDBACK_FIELDS,
        ("message", "helpful"),
        message=PRINTABLE,
        reason={"enum": list(REASONS)},
        comment={**PRINTABLE, "maxLength": LONGEST_COMMENT},
    ),
    "RestRequest": request_of(
        REST_FIELDS,
        ("sender", "message"),
        sender={"minLength": 1, "maxLength": LONGEST_SENDER, "pattern": "^[!-~]+$"},
        metadata=closed({"language": {}}, ["language"]),
    ),
    "Greeting": request_of(GREETING_FIELDS, ("session",)),
}
ANSWER_SCHEMAS: Mapping[str, Schema] = {
    "Session": closed({"session": TEXT, "expires": TIME}),
    "Answer": closed({"messages": list_of(named("Message")), "expires": TIME}),
    "Line": {
        "oneOf": [
            closed({"waiting": closed({"place": PLACE})}),
            closed({"progress": closed({"check": named("Check")})}),
            closed({"error": named("ErrorObject"), "status": STATUS, "retry_after": SECONDS}),
            named("Answer"),
        ]
    },
    "Export": _EXPORT,
    "History": _HISTORY,
    "NotYetDeleted": closed({"deleted": {"type": "boolean", "const": False}}),
    "RestAnswer": list_of(
        closed(
            {
                "recipient_id": TEXT,
                "text": TEXT,
                "custom": named("Message"),
                "buttons": list_of(closed({"title": TEXT, "payload": TEXT})),
            },
            ["buttons"],
        )
    ),
    "Status": closed({"status": one_of(["ok", "ready"])}),
    "ErrorObject": closed({"code": one_of(CODES), "message": SENTENCES, "place": PLACE}, ["place"]),
    "Error": closed({"error": named("ErrorObject")}),
}
