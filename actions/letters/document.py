"""A text that people take with them: to copy, to print, to keep as a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A file of text; ``name`` is its file name, and it is kept as UTF-8."""

    name: str
    media_type: str
    text: str
