"""What an action says: one message object of the wire format, minus what the channel adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from kb.language import Language

LANGUAGE_SLOT = "language"


@dataclass(frozen=True)
class Button:
    """A choice; ``intent`` and ``entities`` are what pressing it means."""

    title: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> str:
        """Return Rasa's own notation; channels replace it by an opaque id."""
        entities = json.dumps(dict(self.entities), sort_keys=True) if self.entities else ""
        return f"/{self.intent}{entities}"


@dataclass(frozen=True)
class Reply:
    """A message to a person; ``text`` is small Markdown (design: wire formats).

    ``commands`` are lines to run oneself, each with a ``title``; ``document`` is a text to take
    along (name, media_type, text); ``following`` are messages that come right after it.
    """

    kind: str
    language: Language
    text: str
    buttons: tuple[Button, ...] = ()
    article: Mapping[str, Any] | None = None
    check: Mapping[str, Any] | None = None
    commands: tuple[Mapping[str, str], ...] = ()
    document: Mapping[str, str] | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    following: tuple[Reply, ...] = ()


def deliver(dispatcher: CollectingDispatcher, reply: Reply) -> list[dict[str, Any]]:
    """Hand the reply to Rasa and return the events that set its slots."""
    dispatcher.utter_message(
        text=reply.text,
        buttons=[{"title": b.title, "payload": b.payload} for b in reply.buttons],
        kind=reply.kind,
        language=reply.language.value,
        article=dict(reply.article) if reply.article else None,
        check=dict(reply.check) if reply.check else None,
        commands=[dict(command) for command in reply.commands] or None,
        document=dict(reply.document) if reply.document else None,
    )
    return [
        {"event": "slot", "timestamp": None, "name": name, "value": value}
        for name, value in reply.slots.items()
    ]


def language_of(tracker: Tracker) -> Language:
    """Return the conversation's language; English where none is known."""
    return Language.parse(tracker.get_slot(LANGUAGE_SLOT)) or Language.ENGLISH
