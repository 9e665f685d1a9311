"""The objects that answers are made of: messages with their article, check and documents."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.description.schema_words import (
    NUMBER_OR_NONE,
    TEXT,
    TIME,
    Schema,
    closed,
    list_of,
    named,
    one_of,
    or_none,
)
from kb.article import Status
from kb.language import Language

KINDS = (
    "answer", "step", "clarify", "check", "handover", "fallback", "smalltalk", "warning", "error",
)  # fmt: skip
VANTAGES = ("server", "browser", "computer")

LANGUAGE = one_of(language.value for language in Language)
SENTENCES = closed({language.value: TEXT for language in Language})

_MESSAGE: Mapping[str, Schema] = {
    "id": TEXT,
    "kind": one_of(KINDS),
    "language": LANGUAGE,
    "text": {**TEXT, "description": "Markdown: paragraphs, lists, `**bold**`, `code`, links."},
    "buttons": list_of(named("Button")),
    "article": or_none(named("Article")),
    "check": or_none(named("Check")),
    "commands": or_none(list_of(named("Command"))),
    "document": or_none(named("Document")),
    "confidence": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
    "time": TIME,
}
_ROW: Mapping[str, Schema] = {
    "gateway": TEXT,
    "host": TEXT,
    "port": {"type": "integer", "minimum": 1, "maximum": 65535},
    "label": TEXT,
    "role": TEXT,
    "browser": {"type": "boolean"},
    "state": {**TEXT, "description": "`ok`, `checking`, or why not, such as `timeout`."},
    "reason": {"type": ["string", "null"]},
    "milliseconds": NUMBER_OR_NONE,
    "seen": or_none(TIME),
    "issuer": {"type": ["string", "null"]},
    "name": or_none(named("CheckStep")),
    "routes": list_of(named("Route")),
    "detail": {"type": ["string", "null"]},
    "since": {"type": ["string", "null"]},
}
_OFTEN_MISSING = ("seen", "issuer", "name", "routes", "detail", "since")

MESSAGE_SCHEMAS: Mapping[str, Schema] = {
    "Message": closed(_MESSAGE),
    "SaidByUser": closed(
        {"role": one_of(["user"]), "id": TEXT, "text": TEXT, "time": or_none(TIME)}
    ),
    "SaidByBot": closed(
        {"role": one_of(["bot"]), **_MESSAGE, "feedback": {"type": ["boolean", "null"]}}
    ),
    "Button": closed({"id": TEXT, "title": TEXT, "used": {"type": "boolean"}}, ["used"]),
    "Article": closed(
        {
            "id": TEXT,
            "title": TEXT,
            "kb": {"type": ["string", "null"]},
            "status": one_of(status.value for status in Status),
            "reviewed": {"type": "string", "format": "date"},
            "step": NUMBER_OR_NONE,
            "steps": NUMBER_OR_NONE,
        }
    ),
    "Check": closed(
        {
            "seen_from": one_of(VANTAGES),
            "time": TIME,
            "finished": {"type": "boolean"},
            "rows": list_of(named("CheckRow")),
        }
    ),
    "CheckRow": closed(_ROW, _OFTEN_MISSING),
    "CheckStep": closed({"step": TEXT, "state": TEXT, "milliseconds": NUMBER_OR_NONE}),
    "Route": closed(
        {
            "family": {"type": "integer", "enum": [4, 6]},
            "state": TEXT,
            "steps": list_of(named("CheckStep")),
            "issuer": {"type": ["string", "null"]},
        }
    ),
    "Command": closed({"title": TEXT, "text": TEXT}),
    "Document": closed({"name": TEXT, "media_type": TEXT, "text": TEXT}),
}
