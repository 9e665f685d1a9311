"""What a Slack workspace holds: people, channels, messages, files, home views."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.slack.changes import Changes

TEAM = "T0LOTSE01"
APP = "A0LOTSE01"
BOT_USER = "U0LOTSE01"
BOT = "B0LOTSE01"
ANNA = "U0ANNA001"  # writes German
ALICE = "U0ALICE01"  # writes English
BEN = "U0BEN0001"  # writes English too
HELPDESK = "C0HELPD01"
RANDOM = "C0RANDOM1"  # the bot is no member
SECRET_CLUB = "G0CLUB001"  # a private channel
GROUP_TALK = "G0TALK001"  # a direct message of several


@dataclass
class Person:
    """Somebody in the workspace."""

    id: str
    name: str
    real_name: str
    locale: str
    is_bot: bool = False


@dataclass
class Channel:
    """A place to talk: ``kind`` is Slack's ``channel_type`` (im, mpim, group, channel)."""

    id: str
    name: str
    kind: str
    members: set[str]


@dataclass
class Stored:
    """A file that was uploaded, and where it is shared."""

    id: str
    name: str
    content: bytes = b""
    title: str = ""
    snippet_type: str = ""
    channel: str = ""
    thread_ts: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what Slack tells about it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": "text/plain",
            "filetype": self.snippet_type or "text",
            "pretty_type": "Plain Text",
            "mode": "snippet" if self.snippet_type else "hosted",
            "size": len(self.content),
            "url_private": f"https://files.slack.com/files-pri/{TEAM}-{self.id}/{self.name}",
        }


class Shown:
    """Something with blocks, on which people press."""

    blocks: list[dict[str, Any]]

    def elements(self) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """Yield each interactive element with its block."""
        for block in self.blocks:
            own = list(block.get("elements", [])) if block["type"] != "rich_text" else []
            for key in ("accessory", "element"):
                own += [block[key]] if key in block else []
            for element in own:
                if "action_id" in element:
                    yield block, element

    @property
    def buttons(self) -> list[str]:
        """The titles of all buttons, in order."""
        found = (element for _, element in self.elements() if element["type"] == "button")
        return [str(element["text"]["text"]) for element in found]

    @property
    def options(self) -> list[str]:
        """The titles of all options of all menus, in order."""
        return [
            str(option["text"]["text"])
            for _, element in self.elements()
            for option in element.get("options", [])
        ]

    @property
    def shown_text(self) -> str:
        """What the blocks show, a line for each text."""
        return "\n".join(_texts(self.blocks))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for name in ("text", "elements", "fields", "accessory", "options"):
            if not isinstance(part.get(name), str):
                yield from _texts(part.get(name))


@dataclass
class Message(Shown):
    """One message; ``ephemeral_to`` is who alone sees it."""

    channel: str
    ts: str
    user: str
    text: str
    thread_ts: str | None = None
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    ephemeral_to: str | None = None
    client_msg_id: str | None = None
    subtype: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    edits: int = 0
    unfurls: bool = True
    parent_user: str | None = None  # who wrote the thread's first message

    @property
    def is_ours(self) -> bool:
        """Say whether the app posted it."""
        return self.user == BOT_USER

    def as_json(self, with_metadata: bool = False) -> dict[str, Any]:
        """Return the message as ``conversations.history`` gives it."""
        known: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": TEAM,
        }
        if self.is_ours:
            known |= {"bot_id": BOT, "app_id": APP, "bot_profile": bot_profile()}
        optional = {
            "client_msg_id": self.client_msg_id,
            "thread_ts": self.thread_ts,
            "parent_user_id": self.parent_user,
            "subtype": self.subtype,
            "blocks": self.blocks,
            "files": self.files,
            "edited": {"user": self.user, "ts": self.ts} if self.edits else None,
            "metadata": self.metadata if with_metadata else None,
        }
        return known | {name: value for name, value in optional.items() if value}


def bot_profile() -> dict[str, Any]:
    """Return what Slack tells about our bot."""
    return {
        "id": BOT,
        "app_id": APP,
        "user_id": BOT_USER,
        "name": "Lotse",
        "deleted": False,
        "updated": 1_700_000_000,
        "team_id": TEAM,
    }


@dataclass
class View(Shown):
    """An App Home or a modal, as it was published."""

    id: str
    user: str
    content: dict[str, Any]
    blocks: list[dict[str, Any]]
    versions: int = 1


class Workspace:
    """All of it, in memory."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.people = {person.id: person for person in _people()}
        self.channels = {channel.id: channel for channel in _channels()}
        self.posted: list[Message] = []
        self.ephemeral: list[Message] = []
        self.files: dict[str, Stored] = {}
        self.homes: dict[str, View] = {}
        self.modals: list[View] = []
        self.statuses: list[tuple[str, str, str]] = []  # channel, thread, status
        self.prompts: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.reactions: list[tuple[str, str, str]] = []  # channel, ts, name
        self.on_store: Callable[[Message], None] | None = None
        self._last_ts = 0
        self._numbers = itertools.count(1)

    def new_ts(self) -> str:
        """Return a time stamp later than all before."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1_000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        """Return an id that Slack could have given."""
        return f"{letter}0PRET{next(self._numbers):05d}"

    def direct(self, user: str) -> Channel:
        """Return the channel of a person's direct messages with the bot, opened if need be."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        opened = Channel(self.new_id("D"), "", "im", {user, BOT_USER})
        self.channels[opened.id] = opened
        return opened

    def store(self, message: Message) -> Message:
        """Keep a message where its channel shows it, or where one person sees it."""
        if message.thread_ts not in (None, message.ts):
            parent = self.find(message.channel, str(message.thread_ts))
            message.parent_user = parent.user if parent else None
        (self.ephemeral if message.ephemeral_to else self.posted).append(message)
        if self.on_store is not None:
            self.on_store(message)
        self.changes.announce()
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Return a message of a channel."""
        for message in reversed(self.posted):
            if message.ts == ts and message.channel == channel:
                return message
        return None


def _people() -> Iterator[Person]:
    yield Person(BOT_USER, "lotse", "Lotse", "en-US", is_bot=True)
    yield Person(ANNA, "anna", "Anna Albrecht", "de-DE")
    yield Person(ALICE, "alice", "Alice Adams", "en-US")
    yield Person(BEN, "ben", "Ben Brown", "en-GB")


def _channels() -> Iterator[Channel]:
    people = {ANNA, ALICE, BEN}
    yield Channel(HELPDESK, "helpdesk", "channel", {BOT_USER, *people})
    yield Channel(RANDOM, "random", "channel", set(people))
    yield Channel(SECRET_CLUB, "club", "group", {BOT_USER, *people})
    yield Channel(GROUP_TALK, "mpdm-anna--alice--lotse-1", "mpim", {BOT_USER, ANNA, ALICE})
