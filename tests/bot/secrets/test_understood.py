"""What only told a secret is not understood, and everything else is as it was written."""

from __future__ import annotations

import pytest

from bot.secrets.understood import to_understand


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("my password is [PASSWORD], and how do I log in?", "how do I log in?"),
        ("mein Passwort ist [PASSWORD], und wie melde ich mich an?", "wie melde ich mich an?"),
        ("PIN [PIN]. Wie melde ich mich an?", "Wie melde ich mich an?"),
        ("How do I log in? My PIN is [PIN].", "How do I log in?"),
        ("Konto [ACCOUNT]: TWS startet nicht mehr", "TWS startet nicht mehr"),
        ("mail me at [EMAIL]. What is port 4001 for?", "What is port 4001 for?"),
        ("Login-Code [CODE] - die Karte ist weg", "die Karte ist weg"),
    ],
)
def test_a_clause_that_only_tells_a_secret_is_left_out(text: str, understood: str) -> None:
    assert to_understand(text) == understood


@pytest.mark.parametrize(
    "text",
    [
        "What is port 4001 for, and which ports are there?",
        "my password is [PASSWORD]",
        "[PIN]",
        "PIN [PIN]. Danke!",
        "My PIN [PIN] is rejected when I log in with the card",
        "Nach der PIN [PIN] kommt immer eine Fehlermeldung, warum?",
        "the [X] is no placeholder, is it?",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert to_understand(text) == text
