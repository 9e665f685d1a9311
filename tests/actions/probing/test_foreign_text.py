"""Names that strangers chose are short, visible, and in one line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.probing.foreign_text import LONGEST_NAME, clean_name


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Example Inspection GmbH", "Example Inspection GmbH"),
        ("Büro & Söhne, 東京", "Büro & Söhne, 東京"),
        ("  Two\n\twords\r\n\x85 ", "Two words"),
        ("one \u200b two", "one two"),
        ("A\x1b]0;title\x07B", "A]0;titleB"),
        ("A\x9b31mB", "A31mB"),
        ("A\u202eB\u2066C\u200fD\u061cE", "ABCDE"),
        ("A\ud800B\udfff", "AB"),
        ("A\x00B\x01C\x7fD", "ABCD"),
        ("A\ue000B\U000e0041C\ufeffD\u00adE", "ABCDE"),
        ("A\u2028B\u2029C\u00a0D", "A B C D"),
        ("\u3164\u2800\u115f\u034f\uffa0", None),
        ("\u200b \u202e\n", None),
        ("", None),
        ("x" * 63 + " y", "x" * 63),
        ("x" * 1_000_000, "x" * 64),
    ],
)
def test_what_cannot_be_seen_goes(text: str, cleaned: str | None) -> None:
    assert clean_name(text) == cleaned


def test_another_length_can_be_asked_for() -> None:
    assert clean_name("Example Inspection", most=9) == "Example I"


@given(st.text(alphabet=st.characters(blacklist_categories=()), max_size=200))
def test_any_text_becomes_printable_and_stays_so(text: str) -> None:
    cleaned = clean_name(text)

    assert cleaned is None or 0 < len(cleaned) <= LONGEST_NAME
    assert cleaned is None or clean_name(cleaned) == cleaned
    kinds = {unicodedata.category(each)[0] for each in cleaned or "" if each != " "}
    assert not kinds & {"C", "Z"}
    (cleaned or "").encode("utf-8")
