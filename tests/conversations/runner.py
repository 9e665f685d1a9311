"""Play a conversation from its data file against a running server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.servers import Lotse

FOLDER = Path(__file__).parent
KEYS = {
    "say", "press", "kind", "language", "article", "step", "contains", "buttons", "not_buttons",
    "states",
}  # fmt: skip
Conversation = list[dict[str, Any]]


class ConversationFileError(Exception):
    """A data file with a mistake."""


def conversation_files() -> list[Path]:
    """Return all conversations, ``<language>/<name>.yml``."""
    return sorted(FOLDER.glob("*/*.yml"))


class Pressed(NamedTuple):
    """A button that a file presses, and the article and step it says are shown then."""

    article: str | None
    step: int | None
    title: str


def read_conversations(path: Path) -> list[Conversation]:
    """Read the conversations of a file, with ``---`` between them.

    Each turn says or presses something and states what the answer must be.
    """
    conversations = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
    for turn in (turn for conversation in conversations for turn in conversation):
        if set(turn) - KEYS or ("say" in turn) == ("press" in turn):
            raise ConversationFileError(f"{path}: {turn}")
    return conversations


def pressed_buttons(path: Path) -> Iterator[Pressed]:
    """Return all buttons that a file presses; a turn that names no article keeps the last."""
    for conversation in read_conversations(path):
        article = None
        for turn in conversation:
            article = turn.get("article", article)
            if "press" in turn:
                yield Pressed(article, turn.get("step"), turn["press"])


def play(lotse: Lotse, path: Path, sender: str) -> None:
    """Play the conversations of a file, each with a sender of its own."""
    for number, conversation in enumerate(read_conversations(path), 1):
        where = f"{path.parent.name}/{path.name}, conversation {number}"
        _play_one(lotse, conversation, f"{sender}-{number}", where)


def _play_one(lotse: Lotse, turns: Conversation, sender: str, conversation: str) -> None:
    """Play the turns one after the other; the last message of each answer is looked at."""
    shown: dict[str, str] = {}
    for number, turn in enumerate(turns, 1):
        where = f"{conversation}, turn {number}"
        if "press" in turn:
            assert turn["press"] in shown, f"{where}: shown were {sorted(shown)}"
        message = lotse.say(sender, turn["say"] if "say" in turn else shown[turn["press"]])[-1]
        _compare(turn, message, where)
        shown = {button["title"]: button["id"] for button in message["buttons"]}


def _compare(turn: dict[str, Any], message: dict[str, Any], where: str) -> None:
    found: dict[str, Any] = {
        "kind": message["kind"],
        "language": message["language"],
        "article": (message["article"] or {}).get("id"),
        "step": (message["article"] or {}).get("step"),
        "states": [row["state"] for row in (message["check"] or {}).get("rows", [])],
    }
    expected = {key: turn[key] for key in found if key in turn}
    assert {key: found[key] for key in expected} == expected, f"{where}: {message}"
    for text in turn.get("contains", []):
        assert text in message["text"], f"{where}: {message['text']}"
    titles = [button["title"] for button in message["buttons"]]
    missing = set(turn.get("buttons", [])) - set(titles)
    surplus = set(turn.get("not_buttons", [])) & set(titles)
    assert not missing and not surplus, f"{where}: {titles}"
