"""The small healthy project, and what the checker finds in it after changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from kb.check import Report, check_project

HEALTHY = Path(__file__).parent / "healthy"
TODAY = date(2026, 11, 22)
EN, DE = "kb/articles/en/card-login.md", "kb/articles/de/card-login.md"
SAME_USER_EN = "kb/articles/en/export-same-user.md"
SAME_USER_DE = "kb/articles/de/export-same-user.md"

Change = tuple[str, str, str]
"""Files, what stands in them, and what to write instead."""

Changes = Mapping[str, tuple[list[Change], list[str]]]
"""Mistakes by name: the changes that make each, and all complaints about it."""


def change(project: Path, changes: Iterable[Change]) -> None:
    """Make changes; what is to be replaced must stand in each of the files."""
    for files, old, new in changes:
        paths = list(project.glob(files))
        assert paths, files
        for path in paths:
            text = path.read_text(encoding="utf-8")
            assert old in text, (path, old)
            path.write_text(text.replace(old, new), encoding="utf-8")


def check(project: Path) -> Report:
    """Check a changed project as of the day on which it was healthy."""
    return check_project(project, TODAY, required=frozenset())


def found(project: Path) -> list[str]:
    """Return the complaints about a changed project."""
    return [str(complaint) for complaint in check(project).complaints]
