"""One JSON object a line, with nothing in it that people wrote."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

from structlog.contextvars import get_contextvars

from bot.process import OWN_LOGGERS, TOKENS

LONGEST_EVENT = 240
LONGEST_FIELD = 80
MOST_FRAMES = 6
WITHHELD = "a text of a library, withheld"
_EVENT_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_OF_ASYNCIO = (
    "Task exception was never retrieved",
    "Future exception was never retrieved",
    "Task was destroyed but it is pending!",
    "Unhandled exception in event loop",
    "Exception in callback",
    "Executing",
)
"""How asyncio's texts begin; behind that they quote whatever was at work."""
_CATEGORY = re.compile(r": (\w*Warning): ")

_ExcInfo = tuple[type[BaseException], BaseException, "TracebackType | None"]


class JsonLines(logging.Formatter):
    """Writes a record as a line.

    Of libraries it shows what they always say and where, not the values they put into it: those
    are bytes of requests, messages and addresses. Of exceptions it shows types and places.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        fields = {**get_contextvars(), **getattr(record, "fields", {})}
        line = {
            "time": _iso(record.created),
            "level": record.levelname.lower(),
            "logger": plain(record.name, LONGEST_FIELD),
            "event": plain(_event(record), LONGEST_EVENT),
            **{name: _field(value) for name, value in fields.items()},
            **_exception(record),
        }
        return json.dumps(line)


def is_own(name: str) -> bool:
    """Return whether a logger is one of ours."""
    return name.partition(".")[0] in OWN_LOGGERS


def plain(text: str, longest: int) -> str:
    """Return a text without tokens and without anything that moves a terminal, cut to a length."""
    known = TOKENS.sub("…", text)
    shown = "".join(c if c.isprintable() else "?" for c in known[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def event_name(_: object, __: str, event: MutableMapping[str, Any]) -> tuple[Any, Any]:
    """Turn an event of structlog's, which Rasa uses, into its name: its values are messages."""
    name = str(event.get("event"))
    return (name if _EVENT_NAME.fullmatch(name) else WITHHELD,), {"extra": {"is_name": True}}


def _iso(seconds: float) -> str:
    time = datetime.fromtimestamp(seconds, timezone.utc)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _field(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return plain(str(value), LONGEST_FIELD)


def _event(record: logging.LogRecord) -> str:
    if is_own(record.name) or hasattr(record, "is_name"):
        return record.getMessage()
    if record.name == "py.warnings":
        found = _CATEGORY.search(record.getMessage())
        return f"a warning of Python's: {found.group(1) if found else 'Warning'}"
    if record.name == "asyncio":
        said = str(record.msg)
        return next((each for each in _OF_ASYNCIO if said.startswith(each)), WITHHELD)
    # With values to fill in, the text itself is the same each time.
    return record.msg if record.args and isinstance(record.msg, str) else WITHHELD


def _exception(record: logging.LogRecord) -> Mapping[str, Any]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    places = " < ".join(f"{_short(each.filename)}:{each.lineno}" for each in reversed(frames))
    return {"error": plain(type(error).__name__, LONGEST_FIELD), "where": plain(places, 400)}


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").rsplit("/", 2)[-2:])
