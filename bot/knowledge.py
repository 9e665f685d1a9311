"""The one library of this process, which NLU components and actions share."""

from __future__ import annotations

from pathlib import Path

from bot.settings import read_settings
from kb.library import Library

_libraries: dict[Path, Library] = {}


def shared_library(folder: Path | None = None) -> Library:
    """Return the library of a folder, by default that of the settings; read once a process.

    Rasa makes NLU components from `config.yml` alone, so nothing can be handed to them.
    Raises `kb.errors.ContentError`.
    """
    folder = (folder or read_settings().articles).resolve()
    if folder not in _libraries:
        _libraries[folder] = Library(folder)
    return _libraries[folder]
