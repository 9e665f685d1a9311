"""What is done to typed text before anything else sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.typed_text import MAXIMUM_LENGTH, PROBLEM_TEXTS, Problem, TextError, clean_text
from kb.language import Language


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Wie geht das?  ", "Wie geht das?"),
        ("ｈｏｗ ｔｏ", "how to"),
        ("zwei\nZeilen", "zwei\nZeilen"),
        ("zwei\r\nZeilen", "zwei\nZeilen"),
        ("eins\n\n\n \nzwei", "eins\n\nzwei"),
        ("zwei\tSpalten", "zwei Spalten"),
        ("un\u200bsicht\u202ebar", "unsichtbar"),
        ("/ wie geht das", "wie geht das"),
        ("👩\u200d💻 Hilfe", "👩\u200d💻 Hilfe"),
    ],
)
def test_text_is_normalised(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("", Problem.EMPTY),
        (" \n\u200b", Problem.EMPTY),
        ("a" * (MAXIMUM_LENGTH + 1), Problem.TOO_LONG),
        ("a" * 100_000, Problem.TOO_LONG),
        ("\ufdfa" * 500, Problem.TOO_LONG),
        ("Wie\x00geht das", Problem.UNREADABLE),
        ("Wie\ud800geht das", Problem.UNREADABLE),
        ("/restart", Problem.COMMAND),
        ('/ask{"article":"x"}', Problem.COMMAND),
        ("\u00a0/restart", Problem.COMMAND),
        ("\uff0frestart", Problem.COMMAND),
        ("\u200b/ask", Problem.COMMAND),
        ("//back", Problem.COMMAND),
        ("/\n/restart", Problem.COMMAND),
        ("/ask/dsc-login", Problem.COMMAND),
        ("???", Problem.NO_WORDS),
        ("🎉🎉🎉", Problem.NO_WORDS),
        ("/", Problem.NO_WORDS),
    ],
)
def test_what_is_not_passed_on_has_its_reason(raw: str, problem: Problem) -> None:
    with pytest.raises(TextError) as error:
        clean_text(raw)

    assert error.value.problem is problem


def test_every_problem_has_words_in_both_languages() -> None:
    assert {problem: set(texts) for problem, texts in PROBLEM_TEXTS.items()} == {
        problem: set(Language) for problem in Problem
    }


PIECES = [
    "/",
    "\uff0f",
    "\u2044",
    "\u200b",
    "\u202e",
    "\u00a0",
    " ",
    "restart",
    '{"a":"b"}',
    "@1",
    "ß",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_text_keeps_a_leading_slash(raw: str) -> None:
    try:
        text = clean_text(raw)
    except TextError:
        return

    assert not text.lstrip().startswith("/")
