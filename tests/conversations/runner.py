"""Play a conversation from its data file against a running server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.servers import Lotse

FOLDER = Path(__file__).parent
KEYS = {"say", "press", "kind", "language", "article", "step", "contains", "buttons", "states"}


class ConversationFileError(Exception):
    """A data file with a mistake."""


def conversation_files() -> list[Path]:
    """Return all conversations, ``<language>/<name>.yml``."""
    return sorted(FOLDER.glob("*/*.yml"))


def read_conversation(path: Path) -> list[dict[str, Any]]:
    """Read the turns; each says or presses something and states what the answer must be."""
    turns = yaml.safe_load(path.read_text(encoding="utf-8"))
    for turn in turns:
        if set(turn) - KEYS or ("say" in turn) == ("press" in turn):
            raise ConversationFileError(f"{path}: {turn}")
    return list(turns)


def play(lotse: Lotse, path: Path, sender: str) -> None:
    """Play the turns one after the other; the last message of each answer is looked at."""
    shown: dict[str, str] = {}
    for number, turn in enumerate(read_conversation(path), 1):
        where = f"{path.parent.name}/{path.name}, turn {number}"
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
    assert not missing, f"{where}: {titles}"
