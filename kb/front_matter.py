"""Read the keys between the two ``---`` on top of an article."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import yaml

from kb.article import Status
from kb.errors import Complaint, ContentError
from kb.variants import DIMENSION_OF

REQUIRED_KEYS = {"id", "kb", "sources", "reviewed", "status"}
KEYS = REQUIRED_KEYS | {"related", "variants"}
FIELDS_BELOW = {"title", "answer", "steps", "branches", "why", "notes", "questions"}
LONGEST = 4096  # characters; ours have 400
LONGEST_FAST = 1000
SOURCES = {"seed", "public"}


def _is_text(value: Any) -> bool:
    """Return whether this is text that can be stored; the half of a character is not."""
    return isinstance(value, str) and value.isprintable()


def _loader(source: str) -> type[yaml.BaseLoader] | type[yaml.CBaseLoader]:
    """Return a loader of strings only; the fast one dies of deep nesting, which needs length."""
    return yaml.CBaseLoader if len(source) <= LONGEST_FAST else yaml.BaseLoader


class FrontMatterReader:
    """Reads the keys of one file; every complaint knows the line it is about."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.lines: dict[str, tuple[int, ...]] = {}

    def read(self, source: str) -> dict[str, Any]:
        """Return the fields of `kb.articles.Article` that the keys stand for."""
        values = self._values(source)
        self._locate_keys(source)
        for key in values:
            if key not in KEYS:
                text = f"unknown key '{key}'; the keys are {', '.join(sorted(KEYS))}"
                self._fail(str(key), text)
        for key in sorted(REQUIRED_KEYS - set(values)):
            self._fail(key, "this key is missing")
        if values["id"] != self._path.stem:
            self._fail("id", f"must be the file's name, '{self._path.stem}'")
        return {
            "id": self._path.stem,
            "kb": self._kb(values["kb"]),
            "sources": self._sources(values["sources"]),
            "reviewed": self._date(values["reviewed"]),
            "status": self._status(values["status"]),
            "related": self._names("related", values.get("related", [])),
            "variants": self._variants(values.get("variants", {}), source),
        }

    def _values(self, source: str) -> dict[Any, Any]:
        if len(source) > LONGEST:
            text = f"{len(source)} characters between the two '---'; shorten them to {LONGEST}"
            self._complain(1, "front-matter", text)
        try:
            values = yaml.load(source, _loader(source))
        except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
            mark = getattr(error, "problem_mark", None)  # the last two: "\\U00110000"
            line = 2 + (mark.line if mark else 0)
            self._complain(line, "front-matter", "this is not valid YAML")
        if not isinstance(values, dict):
            self._complain(1, "front-matter", "write one 'key: value' a line")
        return values

    def _locate_keys(self, source: str) -> None:
        for number, line in enumerate(source.split("\n"), 2):
            key, colon, _ = line.partition(":")
            if not colon or key != key.strip():
                continue
            if key in KEYS and key in self.lines:
                self._complain(number, f"front-matter-{key}", "this key stands here twice")
            if key not in FIELDS_BELOW:
                self.lines[key] = (number,)

    def _kb(self, value: Any) -> str | None:
        if value == "none":
            return None
        number = value[2:] if isinstance(value, str) and value.startswith("KB") else ""
        if not (number.isascii() and number.isdecimal()):
            self._fail("kb", "write the number as KB2634, or none")
        return str(value)

    def _names(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(_is_text(name) for name in value):
            self._fail(key, "write a list: [one, two]")
        return tuple(value)

    def _sources(self, value: Any) -> tuple[str, ...]:
        names = self._names("sources", value)
        for name in names:
            if name not in SOURCES:
                self._fail("sources", f"unknown '{name}'; known are {', '.join(sorted(SOURCES))}")
        return names

    def _date(self, value: Any) -> date:
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            day = None
        if day is None or day.isoformat() != value:  # 3.11 reads 20261122 too
            self._fail("reviewed", "write the date as 2026-11-22")
        return day

    def _status(self, value: Any) -> Status:
        if value not in [status.value for status in Status]:
            self._fail("status", f"must be one of {', '.join(status.value for status in Status)}")
        return Status(value)

    def _variants(self, value: Any, source: str) -> dict[str, str]:
        if not isinstance(value, dict) or not all(_is_text(id) for id in value.values()):
            self._fail("variants", "write a map: {linux: its-article, macos: its-article}")
        for name in value:
            if name not in DIMENSION_OF:
                known = ", ".join(DIMENSION_OF)
                self._fail("variants", f"unknown variant '{name}'; known are {known}")
        if any(len(re.findall(rf"[{{,\s]{name}\s*:", source)) > 1 for name in value):
            self._fail("variants", "a variant stands here twice")
        if len({DIMENSION_OF[name] for name in value}) > 1:
            self._fail("variants", "name either operating systems or users, not both")
        return dict(value)

    def _fail(self, key: str, text: str) -> NoReturn:
        line = self.lines.get(key, (1,))[0]
        self._complain(line, f"front-matter-{key}" if key in KEYS else "front-matter", text)

    def _complain(self, line: int, rule: str, text: str) -> NoReturn:
        raise ContentError(Complaint(self._path, line, rule, text))
