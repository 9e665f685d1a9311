"""Each room imports only what it may: `kb` needs no Rasa, and `actions` no bot."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = {"kb", "actions", "bot", "tests"}
MAY_IMPORT: dict[str, set[str]] = {"kb": set(), "actions": {"kb"}, "bot": {"kb"}}
# The only files of `bot` that know `actions`.
WIRING = {
    "bot/check_command.py",
    "bot/checks.py",
    "bot/gateways_command.py",
    "bot/naming_error.py",
    "bot/service.py",
    "bot/terminal_report.py",
    "bot/terminal_words.py",
}


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms that a file imports from, wherever in it the import stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    modules = [name for node in ast.walk(tree) for name in imported_modules(node)]
    return {module.partition(".")[0] for module in modules} & ROOMS


def imported_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports start with the room's name"
        return [node.module or ""]
    return []


def files_of(room: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((PROJECT / room).rglob("*.py")):
        yield path.relative_to(PROJECT).as_posix(), path


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_what_it_may(room: str) -> None:
    strangers = {}
    for name, path in files_of(room):
        allowed = MAY_IMPORT[room] | {room} | ({"actions"} if name in WIRING else set())
        if found := imported_rooms(path) - allowed:
            strangers[name] = found

    assert strangers == {}


def test_the_wiring_exists_and_imports_actions() -> None:
    assert all("actions" in imported_rooms(PROJECT / name) for name in WIRING)


def test_every_room_has_files() -> None:
    assert all(list(files_of(room)) for room in MAY_IMPORT)


def test_hidden_imports_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "room.py"
    path.write_text("def late():\n    import bot.agent\n\n\nfrom kb import check\n", "utf-8")

    assert imported_rooms(path) == {"bot", "kb"}
