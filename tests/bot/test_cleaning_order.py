"""Normalise, then the length, then the slash, then secrets: texts that only this order gets right.

Each names the order in which it would pass for something else.
"""

from __future__ import annotations

import pytest

from bot.secrets.redaction import redact
from bot.typed_text import MAXIMUM_LENGTH, Problem, TextError, clean_text

REFUSED = {
    "the length before normalising": ("ﬃ" * (MAXIMUM_LENGTH // 2), Problem.TOO_LONG),
    "the slash before normalising": ("／restart", Problem.COMMAND),
    "the slash before what is not seen goes": ("\u200b\u2066/restart", Problem.COMMAND),
    "the slash before marks go": ("\u0301/restart", Problem.COMMAND),
    "the slash before the length": ("/restart{" + "a" * MAXIMUM_LENGTH, Problem.TOO_LONG),
    "a slash hidden in a blank letter": ("\u3164/session_start", Problem.COMMAND),
}
PASSED = {
    "the length before what is not seen goes": (
        "Port 4001" + "\u200b" * MAXIMUM_LENGTH,
        "Port 4001",
    ),
    "the length before marks go": ("Port" + "\u0301" * MAXIMUM_LENGTH, "Port" + "\u0301" * 4),
    "the slash but once": ("//／ /wie geht das", "wie geht das"),
}
REDACTED = {
    "secrets before normalising": ("PIN: ４７１１", "PIN: [PIN]"),
    "secrets before what is not seen goes": ("PI\u200bN: 47\u00ad1\U000e00411", "PIN: [PIN]"),
    "secrets before joiners go": ("PIN: 4\u200d7\u200c11", "PIN: [PIN]"),
    "secrets before private use goes": ("PIN: 47\ue00011", "PIN: [PIN]"),
    "secrets before the slash": ("/ my PIN is 4711", "my PIN is [PIN]"),
    "a placeholder is none of ours": ("PIN: [PIN] 4711", "PIN: [PIN] [PIN]"),
}


@pytest.mark.parametrize("order", REFUSED)
def test_what_another_order_would_pass_is_refused(order: str) -> None:
    raw, problem = REFUSED[order]

    with pytest.raises(TextError) as error:
        clean_text(raw)

    assert error.value.problem is problem


@pytest.mark.parametrize("order", PASSED)
def test_what_another_order_would_refuse_is_passed(order: str) -> None:
    raw, text = PASSED[order]

    assert clean_text(raw) == text


@pytest.mark.parametrize("order", REDACTED)
def test_what_another_order_would_keep_is_removed(order: str) -> None:
    raw, kept = REDACTED[order]

    assert redact(clean_text(raw)).text == kept
