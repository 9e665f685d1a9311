"""Whole conversations in both languages, played against the real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conversations.runner import conversation_files, play
from tests.servers import Lotse


@pytest.mark.parametrize("path", conversation_files(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_conversation_goes_as_written(lotse: Lotse, path: Path) -> None:
    play(lotse, path, sender=f"{path.parent.name}-{path.stem}")


def test_there_are_conversations_in_both_languages() -> None:
    names = {
        folder: {p.stem for p in conversation_files() if p.parent.name == folder}
        for folder in ("de", "en")
    }

    assert names["de"] == names["en"] != set()
