"""What cannot be understood in the register is named with its file, entry and rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.supply_chain.register_file import Change, review, statement, written
from tests.supply_chain.statements import (
    REVIEW_KEYS,
    STATEMENT_KEYS,
    StatementError,
    read_register,
)


def without(entry: Callable[[dict[str, Any]], dict[str, Any]], key: str) -> Change:
    return lambda content: entry(content).pop(key)


FORMS: list[tuple[Change, str]] = [
    *(
        (without(statement, key), f"missing-field: {key}")
        for key in sorted(STATEMENT_KEYS - {"ids"})
    ),
    *((without(review, key), f"missing-field: {key}") for key in sorted(REVIEW_KEYS - {"lock"})),
    (lambda c: statement(c).pop("ids"), "statements 1 (no name): missing-field: ids"),
    (lambda c: review(c).pop("lock"), "reviews 1 (no name): missing-field: lock"),
    (lambda c: statement(c).pop("justification"), "justification: needed for 'not_affected'"),
    (lambda c: statement(c).update(status="fixed"), "justification: needed for 'not_affected'"),
    (lambda c: statement(c).update(status="fine"), "status: 'fine' is none of not_affected"),
    (lambda c: statement(c).update(justification="trust"), "justification: 'trust' is none of"),
    (lambda c: statement(c).update(colour="red"), "unknown-field: colour"),
    (lambda c: statement(c).update(why="  "), "'why' must be a text that is not empty"),
    (lambda c: statement(c).update(ids=[]), "'ids' must be a list of texts"),
    (lambda c: statement(c).update(ids=["CVE-26-1"]), "'CVE-26-1' is no CVE, GHSA or PYSEC"),
    (lambda c: statement(c).update(affected=["before 2"]), "affected: Invalid specifier"),
    (lambda c: statement(c).update(until="soon"), "until: must be a day such as 2027-05-31"),
    (lambda c: statement(c).update(held_by=[]), "'held_by' must be a list of texts"),
    (lambda c: review(c).update(packages=["boat"]), "'packages' must give each package"),
    (lambda c: c["statements"].append("text"), "statements 3 (no name): missing-field: affected"),
    (lambda c: c.pop("statements"), "form: needs 'reviews' and 'statements'"),
]


@pytest.mark.parametrize(("change", "expected"), FORMS, ids=[form for _, form in FORMS])
def test_an_entry_that_cannot_be_understood_is_named(
    tmp_path: Path, change: Change, expected: str
) -> None:
    path = written(tmp_path, change)

    with pytest.raises(StatementError) as error:
        read_register(path)

    assert str(error.value).startswith(f"{path}: ")
    assert expected in str(error.value)


@pytest.mark.parametrize("text", ["reviews: [", "reviews: []\nreviews: []\nstatements: []", "[]"])
def test_a_file_that_is_no_register_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "vex.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(StatementError, match=r"vex\.yml: (?:unreadable|form): "):
        read_register(path)


def test_a_package_named_twice_in_a_review_is_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("buoy:", "boat: '1'\n    boat:"))

    with pytest.raises(StatementError, match="unreadable"):
        read_register(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match=r"none\.yml: unreadable: "):
        read_register(tmp_path / "none.yml")
