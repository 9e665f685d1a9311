"""Lines of the exam: what is read from them, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.exam import ExamError, read_exam

ONLY_SINGLE = "only single intents can be joined by '|', and neither neutral nor out_of_scope"


@pytest.mark.parametrize("line", ["ask/a\tplain", "ask/a\tplain\t", "a", "a\tb\tc\td", ""])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "de"
    folder.mkdir()
    (folder / "a.tsv").write_text(f"neutral\tplain\tgut\n{line}\n", encoding="utf-8")

    with pytest.raises(ExamError) as error:
        read_exam(tmp_path)

    assert str(error.value) == f"{folder / 'a.tsv'}:2: write intent, slice and sentence, with tabs"


@pytest.mark.parametrize(
    ("expected", "fault"),
    [
        ("check_prots", "no intent is called 'check_prots'"),
        ("ask/connection-test|check_prots", "no intent is called 'check_prots'"),
        ("check_ports|", "no intent is called ''"),
        ("ask/dsc-login + ask/ib-key", "no intent is called 'ask/dsc-login '"),
        ("check_ports|check_ports", "name each intent once"),
        ("ask/ib-key+ask/ib-key", "name each intent once"),
        ("ask/ib-key|neutral", ONLY_SINGLE),
        ("out_of_scope|ask/ib-key", ONLY_SINGLE),
        ("ask/ib-key+ask/dsc-login|check_ports", ONLY_SINGLE),
    ],
)
def test_an_expectation_that_can_never_be_met_is_refused(
    tmp_path: Path, expected: str, fault: str
) -> None:
    folder = tmp_path / "de"
    folder.mkdir()
    (folder / "a.tsv").write_text(f"{expected}\tplain\tgut\n", encoding="utf-8")

    with pytest.raises(ExamError) as error:
        read_exam(tmp_path)

    assert str(error.value) == f"{folder / 'a.tsv'}:1: {fault}"


def test_alternatives_are_read_the_likelier_first(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    line = "ask/connection-test|check_myself\tplain\tgood\n"
    (folder / "a.tsv").write_text(line, encoding="utf-8")

    [question] = read_exam(tmp_path)

    assert question.labels == ("ask/connection-test", "check_myself")
