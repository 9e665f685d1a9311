"""Whole conversations in both languages, played against the real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.article_reader import read_article
from kb.articles import ARTICLES_FOLDER
from kb.language import Language
from tests.conversations.runner import Pressed, conversation_files, play, pressed_buttons
from tests.servers import Lotse

WALKED = (
    "dsc-login", "settings-on-server", "layout-export-other-user", "device-sharing",
    "api-install-linux", "api-install-macos", "api-install-windows",
)  # fmt: skip


@pytest.mark.parametrize("path", conversation_files(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_conversation_goes_as_written(lotse: Lotse, path: Path) -> None:
    play(lotse, path, sender=f"{path.parent.name}-{path.stem}")


def test_there_are_conversations_in_both_languages() -> None:
    names = {
        folder: {p.stem for p in conversation_files() if p.parent.name == folder}
        for folder in ("de", "en")
    }

    assert names["de"] == names["en"] != set()


@pytest.mark.parametrize("language", Language, ids=lambda language: language.value)
@pytest.mark.parametrize("id", WALKED)
def test_every_branch_of_a_walked_article_is_pressed(id: str, language: Language) -> None:
    article = read_article(ARTICLES_FOLDER / language.value / f"{id}.md", language)
    files = [path for path in conversation_files() if path.parent.name == language.value]

    pressed = {button for path in files for button in pressed_buttons(path)}

    every_step = range(1, len(article.steps) + 1)
    missing = [
        f"step {branch.step}: {branch.symptom}"
        for branch in article.branches
        if pressed.isdisjoint(
            Pressed(id, step, branch.symptom.rstrip("."))
            for step in ([branch.step] if branch.step else every_step)
        )
    ]
    assert missing == []
