"""Messages as channels show them that know only text."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import plain_text


def message(**parts: Any) -> dict[str, Any]:
    nothing = {"check": None, "commands": None, "document": None, "article": None}
    return {"text": "The text.", "language": "en", **nothing, **parts}


def row(state: str, **more: Any) -> dict[str, Any]:
    return {
        "host": "zdc1.ibllc.com",
        "port": 4001,
        "state": state,
        "reason": "why",
        "milliseconds": 21,
        **more,
    }


@pytest.mark.parametrize(
    ("state", "mark"),
    [("ok", "✓"), ("refused", "✗"), ("failed", "✗"), ("not_finished", "?"), ("unknown", "?")],
)
def test_each_row_is_a_line_before_the_text(state: str, mark: str) -> None:
    text = plain_text(message(check={"rows": [row(state)]}))

    assert text == f"{mark} zdc1.ibllc.com:4001 – why, 21 ms\n\nThe text."


def test_what_else_is_known_of_a_row_stands_in_brackets() -> None:
    seen = row("timeout", milliseconds=None, detail="our server: open")

    assert plain_text(message(check={"rows": [seen]})).startswith(
        "✗ zdc1.ibllc.com:4001 – why (our server: open)\n"
    )


def test_commands_and_documents_are_given_whole() -> None:
    text = plain_text(
        message(
            commands=[{"title": "PowerShell", "text": "the line"}],
            document={"name": "letter.txt", "media_type": "text/plain", "text": "Subject: x\n"},
        )
    )

    assert text == "The text.\n\nPowerShell:\nthe line\n\n--- letter.txt ---\nSubject: x\n"
