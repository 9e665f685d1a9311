"""Show in a terminal what happens in the pretend Slack, message by message."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tests.slack.pretend_slack import PretendSlack
from tests.slack.workspace import Message, Shown

INDENT = (0, 0, 0, 3)


@dataclass(frozen=True)
class Choice:
    """What a number stands for: a button, or an option of a menu."""

    title: str
    shown: Shown
    action_id: str
    option: str | None = None


def choices_of(shown: Shown) -> list[Choice]:
    """Return all that can be pressed or chosen, in order."""
    found = []
    for _, element in shown.elements():
        name = element["action_id"]
        if element["type"] == "button":
            found.append(Choice(element["text"]["text"], shown, name))
        for option in element.get("options", []):
            found.append(Choice(option["text"]["text"], shown, name, option["value"]))
    return found


def lines_of(shown: Shown) -> Iterator[str]:
    """Yield the texts of the blocks, without what can be pressed."""
    for block in shown.blocks:
        if block["type"] == "divider":
            yield "───"
        elif block["type"] == "context":
            yield " · ".join(_plain(element) for element in block["elements"])
        elif block["type"] == "markdown":
            yield str(block["text"])
        else:
            for text in (block.get("text"), *block.get("fields", [])):
                if text:
                    yield _plain(text)


def _plain(part: dict[str, Any]) -> str:
    return html.unescape(str(part.get("text") or part.get("alt_text") or ""))


class Transcript:
    """Prints each message once, and again when it was updated; numbers what can be pressed."""

    def __init__(self, slack: PretendSlack, console: Console) -> None:
        self.choices: list[Choice] = []
        self._slack = slack
        self._console = console
        self._printed: dict[tuple[str, str], int] = {}  # how many edits were shown
        self._statuses = 0

    async def follow(self) -> None:
        """Print for ever."""
        while True:
            self.print_news()
            await self._slack.workspace.changes.next()
            await asyncio.sleep(0)

    def print_news(self) -> None:
        """Print what has happened since."""
        workspace = self._slack.workspace
        for channel, _, status in workspace.statuses[self._statuses :]:
            if status:
                self._console.print(Text(f"{self._name(channel)} · Lotse {status}", style="dim"))
        self._statuses = len(workspace.statuses)
        messages = (*workspace.posted, *workspace.ephemeral)
        for message in sorted(messages, key=lambda message: message.ts):
            if self._is_news((message.channel, message.ts), message.edits):
                self._print_message(message)
        for view in workspace.homes.values():
            if self._is_news(("home", view.user), view.versions):
                self._print_shown(f"App Home of {self._person(view.user)}", view, "")

    def _is_news(self, name: tuple[str, str], version: int) -> bool:
        if self._printed.get(name) == version:
            return False
        self._printed[name] = version
        return True

    def _print_message(self, message: Message) -> None:
        parts = [self._name(message.channel)]
        if message.thread_ts not in (None, message.ts):
            parts.append("in thread")
        parts.append(self._person(message.user))
        if message.ephemeral_to:
            parts.append(f"only visible to {self._person(message.ephemeral_to)}")
        if message.edits:
            parts.append(f"updated ({message.edits})")
        self._print_shown(" · ".join(parts), message, html.unescape(message.text))
        for entry in message.files:
            self._print_file(entry)

    def _print_shown(self, heading: str, shown: Shown, text: str) -> None:
        is_ours = not isinstance(shown, Message) or shown.is_ours
        self._console.print(Text(heading, style="bold cyan" if is_ours else "bold"))
        said = "\n".join(lines_of(shown)) or text
        if said:
            self._print(said)
        choices = choices_of(shown)
        if choices:
            self.choices = choices
            titles = (f"[{number}] {one.title}" for number, one in enumerate(choices, start=1))
            self._print("  ".join(titles), "green")

    def _print_file(self, entry: dict[str, Any]) -> None:
        self._print(f"file: {entry['name']}", "yellow")
        stored = self._slack.workspace.files.get(entry["id"])
        if stored is not None:
            self._print(stored.content.decode("utf-8", "replace"), "dim")

    def _print(self, text: str, style: str = "") -> None:
        self._console.print(Padding(Text(text, style=style), INDENT, expand=False))

    def _name(self, channel: str) -> str:
        known = self._slack.workspace.channels[channel]
        return "direct message" if known.kind == "im" else f"#{known.name}"

    def _person(self, user: str) -> str:
        return self._slack.workspace.people[user].real_name
