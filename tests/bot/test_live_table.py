"""The table in the terminal, drawn once or again and again."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from rich.console import Console

from bot.live_table import LiveTable
from kb.language import Language


def row(number: int, state: str, reason: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "host": f"host{number}.example.com",
        "port": 4000,
        "label": f"TWS {number}",
        "state": state,
        "reason": reason,
        "milliseconds": 21 if reason else None,
        **more,
    }


def check(*rows: Mapping[str, Any]) -> dict[str, Any]:
    return {"rows": rows, "finished": all(each["state"] != "checking" for each in rows)}


WAITING = check(row(1, "checking"), row(2, "checking"))
HALF = check(row(1, "ok", "open"), row(2, "checking"))
WHOLE = check(row(1, "ok", "open"), row(2, "refused", "nothing listens"))


def shown(
    *checks: Mapping[str, Any], language: Language = Language.ENGLISH, terminal: bool = False
) -> str:
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=100, highlight=False)
    with LiveTable(language, console=console) as table:
        for each in checks:
            table.show(each)
    return output.getvalue()


def test_where_nobody_watches_the_table_is_printed_once_and_whole() -> None:
    text = shown(WAITING, HALF, WHOLE)

    assert text.count("host1.example.com") == 1
    assert "\x1b" not in text
    assert "finished" not in text
    caption, first, second = text.splitlines()
    assert caption.strip() == "Seen from this machine:"
    assert first.split() == ["✓", "host1.example.com:4000", "21", "ms", "open", "(TWS", "1)"]
    assert second.startswith("✗")


def test_on_a_terminal_it_is_redrawn_with_a_bar_until_all_is_found() -> None:
    text = shown(WAITING, HALF, WHOLE, terminal=True)

    assert text.index("0 of 2 finished") < text.index("1 of 2 finished")
    assert "━" in text
    last = text[text.rindex("host1.example.com") :]
    assert "finished" not in last


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, ("Seen from this machine", "checking", "1 of 2 finished")),
        (Language.GERMAN, ("Von diesem Rechner aus gesehen", "wird geprüft", "1 von 2 fertig")),
    ],
)
def test_it_speaks_both_languages(language: Language, words: tuple[str, ...]) -> None:
    text = shown(HALF, language=language, terminal=True)

    assert all(each in text for each in words)


@pytest.mark.parametrize("state", ["not_finished", "not_tried", "unknown"])
def test_what_came_to_no_result_is_neither_good_nor_bad(state: str) -> None:
    assert shown(check(row(1, state, "who knows"))).splitlines()[1].startswith("?")


def test_what_differs_between_ipv4_and_ipv6_has_a_line_of_its_own() -> None:
    text = shown(check(row(1, "ok", "open", detail="IPv4: open · IPv6: no route there")))

    assert "IPv4: open · IPv6: no route there" in text.splitlines()[2]


def test_square_brackets_from_a_certificate_are_only_text() -> None:
    text = shown(check(row(1, "certificate_untrusted", "not trusted ([red]Evil[/red] [/])")))

    assert "[red]Evil[/red] [/]" in text


def test_a_hidden_table_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with LiveTable(Language.ENGLISH, shown=False) as table:
        table.show(WHOLE)

    assert capsys.readouterr().out == ""


def test_nothing_shown_is_nothing_but_an_end_of_line() -> None:
    assert shown().strip() == ""
