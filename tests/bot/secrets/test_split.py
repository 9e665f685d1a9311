"""A secret that is said in a message of its own is taken out; ports and choices stay."""

from __future__ import annotations

import pytest

from bot.secrets.split import redact_after


@pytest.mark.parametrize(
    ("previous", "text", "kept"),
    [
        ("My PIN is", "12345", "[PIN]"),
        ("my pin is", "4001", "[PIN]"),
        ("Meine PIN ist:", "73915", "[PIN]"),
        ("PIN", "12345", "[PIN]"),
        ("der PIN-Code lautet", "9 1 8 2 7", "[PIN]"),
        ("mein Passwort lautet", "hunter2", "[PASSWORD]"),
        ("my password is", "Sommer#2026", "[PASSWORD]"),
        ("my security code is", "84511", "[CODE]"),
        ("my code is", "845 112", "[CODE]"),
        ("Kontonummer", "7654321", "[ACCOUNT]"),
        ("my account number is", "U7654321", "[ACCOUNT]"),
    ],
)
def test_what_the_last_message_announced_is_taken_out(previous: str, text: str, kept: str) -> None:
    assert redact_after(previous, text).text == kept


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        ("What is port", "4001"),
        ("which port", "443"),
        ("Welcher Port?", "4000"),
        ("Port", "4001"),
        ("gateway", "7496"),
        ("PIN?", "4001"),
        ("error code", "10061"),
        ("Fehlercode", "10061"),
        ("my pin is", "2"),
        ("Meine PIN ist", "9"),
        ("password", "reset"),
        ("Passwort", "vergessen"),
        ("my password is", "wrong"),
        ("Mein Passwort ist", "falsch"),
        ("my pin is", "how do I log in?"),
        ("How do I change my PIN", "12345"),
        ("hello", "12345"),
        ("", "4001"),
        ("my password is", ""),
    ],
)
def test_everything_else_stands_for_itself(previous: str, text: str) -> None:
    assert redact_after(previous, text).text == text


def test_what_is_a_secret_by_itself_is_one_after_anything() -> None:
    assert redact_after("What is port", "my pin is 4711").text == "my pin is [PIN]"
