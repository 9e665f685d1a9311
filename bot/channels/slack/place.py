"""Where in Slack somebody asks, and what; as plain data that a job can keep."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Kind(str, Enum):
    """What a person did."""

    SAY = "say"
    PRESS = "press"
    COMMAND = "command"
    PORTCHECK = "portcheck"
    RATE = "rate"
    SHARE = "share"
    HOME = "home"
    LANGUAGE = "language"
    EXAMPLE = "example"
    ASSISTANT = "assistant"
    FORGET = "forget"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """A channel, and a thread in it; ``thread`` is empty at the top level of direct messages."""

    team: str
    channel: str
    thread: str = ""
    is_direct: bool = False

    @property
    def key(self) -> str:
        """Return what stands for the place; what is posted there is posted in order."""
        return f"{self.team}:{self.channel}:{self.thread}"

    @property
    def address(self) -> dict[str, str]:
        """Return where Slack is to post, as its methods take it."""
        thread = {"thread_ts": self.thread} if self.thread else {}
        return {"channel": self.channel, **thread}

    def conversation(self, user: str) -> str:
        """Return the id of a user's own conversation in this place."""
        digest = hashlib.sha256(f"{self.key}:{user}".encode()).hexdigest()
        return f"slack-{digest[:40]}"


@dataclass(frozen=True)
class Asked:
    """What somebody did, and where; ``key`` is the same however often Slack tells it.

    ``is_addressed`` is false for what is said in a thread without naming Lotse. Answers to
    commands, and to buttons below what only one person sees, go through ``response_url``; others
    have none. ``removed`` are the kinds of secrets that were taken out of the text.
    """

    key: str
    kind: Kind
    user: str
    place: Place
    text: str = ""
    value: str = ""
    response_url: str = ""
    is_addressed: bool = True
    has_files: bool = False
    removed: tuple[str, ...] = ()

    @property
    def queue(self) -> str:
        """Return what is answered one after the other: a place, or what one person sees there."""
        return f"{self.place.key}:{self.user}" if self.response_url else self.place.key

    @property
    def person(self) -> str:
        """Return what stands for the person in this workspace."""
        return f"{self.place.team}:{self.user}"

    def as_json(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Asked:
        """Return what `as_json` gave."""
        place = Place(**kept["place"])
        removed = tuple(kept["removed"])
        return cls(**{**kept, "kind": Kind(kept["kind"]), "place": place, "removed": removed})
