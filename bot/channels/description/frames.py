"""What passes over the stream: one JSON object a frame."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.description.schema_words import (
    PLACE,
    SECONDS,
    STATUS,
    TEXT,
    TIME,
    Schema,
    closed,
    list_of,
    named,
    one_of,
)
from bot.channels.streams import CLOSE_CODES

_MESSAGES = list_of({"oneOf": [named("SaidByUser"), named("SaidByBot")]})
_EVENTS: Mapping[str, Schema] = {
    "welcome": named("History"),
    "said": closed({"id": TEXT, "text": TEXT}),
    "waiting": closed({"id": TEXT, "place": PLACE}),
    "progress": closed({"id": TEXT, "check": named("Check")}),
    "turn": closed(
        {"id": TEXT, "expires": TIME, "messages": _MESSAGES, "used": list_of(TEXT)}, ["used"]
    ),
    "refused": closed(
        {"id": TEXT, "status": STATUS, "error": named("ErrorObject"), "retry_after": SECONDS},
        ["retry_after"],
    ),
    "ended": closed({"reason": one_of(CLOSE_CODES)}),
    "beat": {"type": "boolean", "const": True},
}
FRAME_SCHEMAS: Mapping[str, Schema] = {
    "Frame": {"oneOf": [closed({name: content}) for name, content in _EVENTS.items()]}
}
STREAM_TEXT = (
    "A WebSocket. The first frame that a client sends is a `Greeting` with the token of its "
    "session, then each frame is a `Said` with an `id`. The server sends `Frame`s: first "
    "`welcome` with the conversation so far, then each turn once and in order. `route` helps load "
    "balancers: it is what stands behind the dot in the token, and never the token itself."
)
