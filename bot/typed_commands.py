"""Find out whether a loaded model still takes typed text for a command, as Rasa's own does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

COMMANDS = (
    "/restart",
    '\u00a0/session_start{"language": "de"}',
    '/ask{"article": "dsc-login"}',
    "/greet@0.9",
)
"""What Rasa obeys, of its own intents and of ours; below the guard that people's texts pass."""

Parse = Callable[[str], Awaitable[Mapping[str, Any]]]


async def obeyed_command(parse: Parse) -> str | None:
    """Return a text that was taken for a command, None where all were only understood.

    What understands compares all intents; what obeys knows but one.
    """
    for text in COMMANDS:
        parsed = await parse(text)
        if len(parsed.get("intent_ranking", ())) < 2:
            return text
    return None
