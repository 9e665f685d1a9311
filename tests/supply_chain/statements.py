"""Read ``security/vex.yml``: which packages were reviewed, and what their advisories mean here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

FILE = "security/vex.yml"
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)
STATUSES = ("not_affected", "affected", "fixed", "under_investigation")
"""Both as OpenVEX names them."""
REVIEW_KEYS = {"lock", "on", "until", "how", "packages"}
STATEMENT_KEYS = {"ids", "package", "affected", "fixed", "status", "why", "until"}
OPTIONAL_KEYS = {"justification", "held_by"}
_ID = re.compile(r"CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|PYSEC-\d{4}-\d+")


class StatementError(Exception):
    """A file that cannot be understood; its text names the file, the entry and the rule."""


@dataclass(frozen=True)
class Review:
    """On which day somebody looked for advisories of which packages, and how."""

    lock: str
    on: date
    until: date
    how: str
    packages: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Statement:
    """What an advisory means here; ``affected`` and ``fixed`` are version specifiers."""

    ids: tuple[str, ...]
    package: str
    affected: tuple[str, ...]
    fixed: str
    status: str
    justification: str
    why: str
    held_by: tuple[str, ...]
    until: date

    @property
    def name(self) -> str:
        """Return how complaints name the statement."""
        return f"{self.ids[0]} of {self.package}"

    def affects(self, version: str) -> bool:
        """Tell whether the advisory is about a version."""
        return any(SpecifierSet(each).contains(version, True) for each in self.affected)


@dataclass(frozen=True)
class Register:
    """All reviews and statements."""

    reviews: tuple[Review, ...]
    statements: tuple[Statement, ...]


def read_register(path: Path) -> Register:
    """Return what a file says; raise `StatementError`."""
    try:
        # Everything is text for it, so that version 1.10 stays that; a key given twice is an error.
        content = YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, ValueError) as error:
        raise StatementError(f"{path}: unreadable: {str(error).splitlines()[0]}") from error
    if not isinstance(content, dict) or set(content) != {"reviews", "statements"}:
        raise StatementError(f"{path}: form: needs 'reviews' and 'statements', nothing else")
    reviews = (Entry(path, place, each).review() for place, each in _listed(content, "reviews"))
    statements = (
        Entry(path, place, each).statement() for place, each in _listed(content, "statements")
    )
    return Register(tuple(reviews), tuple(statements))


def _listed(content: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    entries = content[name] if isinstance(content[name], list) else []
    for number, entry in enumerate(entries, 1):
        yield f"{name} {number}", entry


class Entry:
    """An entry while it is read; every complaint names it."""

    def __init__(self, path: Path, place: str, content: Any) -> None:
        self._path = path
        self._content: dict[str, Any] = content if isinstance(content, dict) else {}
        self._place = f"{place} ({self._title() or 'no name'})"

    def _title(self) -> str:
        ids = self._content.get("ids")
        return str(ids[0] if isinstance(ids, list) and ids else self._content.get("lock", ""))

    def _fail(self, rule: str, text: str) -> StatementError:
        return StatementError(f"{self._path}: {self._place}: {rule}: {text}")

    def review(self) -> Review:
        """Return the entry as a review; raise `StatementError`."""
        self._check_keys(REVIEW_KEYS, set())
        packages = self._content["packages"]
        if not isinstance(packages, dict):
            raise self._fail("form", "'packages' must give each package its version or versions")
        pairs = [
            (canonicalize_name(name), version)
            for name, versions in packages.items()
            for version in (versions if isinstance(versions, list) else [versions])
        ]
        on, until = self._date("on"), self._date("until")
        return Review(self._text("lock"), on, until, self._text("how"), frozenset(pairs))

    def statement(self) -> Statement:
        """Return the entry as a statement; raise `StatementError`."""
        self._check_keys(STATEMENT_KEYS, OPTIONAL_KEYS)
        status = self._one_of("status", STATUSES)
        if (status == "not_affected") != ("justification" in self._content):
            raise self._fail("justification", "needed for 'not_affected', and for nothing else")
        justified = status == "not_affected"
        return Statement(
            self._ids(),
            canonicalize_name(self._text("package")),
            self._affected(),
            self._text("fixed"),
            status,
            self._one_of("justification", JUSTIFICATIONS) if justified else "",
            self._text("why"),
            self._texts("held_by") if "held_by" in self._content else (),
            self._date("until"),
        )

    def _check_keys(self, needed: set[str], optional: set[str]) -> None:
        keys = set(self._content)
        if missing := sorted(needed - keys):
            raise self._fail("missing-field", ", ".join(missing))
        if unknown := sorted(keys - needed - optional):
            raise self._fail("unknown-field", ", ".join(unknown))

    def _text(self, key: str) -> str:
        value = self._content[key]
        if not isinstance(value, str) or not value.strip():
            raise self._fail("missing-field", f"'{key}' must be a text that is not empty")
        return " ".join(value.split())

    def _texts(self, key: str) -> tuple[str, ...]:
        values = self._content[key]
        if not isinstance(values, list) or not values or not all(map(str.strip, map(str, values))):
            raise self._fail("form", f"'{key}' must be a list of texts that is not empty")
        return tuple(map(str, values))

    def _one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self._text(key)
        if value not in allowed:
            raise self._fail(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def _ids(self) -> tuple[str, ...]:
        ids = self._texts("ids")
        for each in ids:
            if not _ID.fullmatch(each):
                raise self._fail("ids", f"{each!r} is no CVE, GHSA or PYSEC number")
        return ids

    def _affected(self) -> tuple[str, ...]:
        affected = self._texts("affected")
        try:
            for each in affected:
                SpecifierSet(each)
        except InvalidSpecifier as error:
            raise self._fail("affected", f"{error}; write for example '<4.6.3'") from error
        return affected

    def _date(self, key: str) -> date:
        try:
            return date.fromisoformat(self._text(key))
        except ValueError as error:
            raise self._fail(key, "must be a day such as 2027-05-31") from error
