"""Nothing that a terminal obeys gets to one, be it from an article, a certificate or a person."""

from __future__ import annotations

import io
import unicodedata

import pytest
from rich.console import Console

from bot.commands import _print
from bot.live_table import LiveTable
from kb.language import Language
from tests.browser.hostile_texts import hostile_texts
from tests.browser.wire import check, message, row

OBEYED = "\x1b]0;title\x07\x1b[2J\x9b31m\x9d0;x\x9c\x08\x7f\u202e\u2066\u200f\U000e0041"
TEXTS = [*hostile_texts(), OBEYED, f"a{OBEYED}b"]


def obeyed(printed: str) -> set[str]:
    """Return the characters that show nothing, but the ends of lines."""
    return {each for each in printed if unicodedata.category(each)[0] == "C"} - {"\n"}


def test_an_answer_has_nothing_that_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    for text in TEXTS:
        rows = [row("x", text, 1, "untrusted", reason=text, detail=text)]
        _print(message(text, check=check(rows), buttons=[{"id": "b", "title": text}]))

    printed = capsys.readouterr().out
    assert obeyed(printed) == set()
    assert "evil.example" in printed


def test_a_live_table_has_nothing_that_a_terminal_obeys() -> None:
    output = io.StringIO()
    with LiveTable(Language.ENGLISH, console=Console(file=output, width=400)) as table:
        rows = [row("x", "host", 1, "untrusted", reason=t, detail=t, label=t) for t in TEXTS]
        table.show(check(rows))

    assert obeyed(output.getvalue()) == set()
    assert "evil.example" in output.getvalue()
