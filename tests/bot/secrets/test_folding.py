"""How a text is written plainly, and where its parts stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.secrets.folding import fold


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("Prüfcode", "prufcode"),
        ("GRÖSSE ß", "grosse ss"),
        ("４７ ٤٧ ①", "47 47 1"),
        ("„a“ ‘b’", "\"a\" 'b'"),
        ("12–34\u00a056\t7", "12-34 56 7"),
        ("4\u200b7\u0301", "47"),
        ("u\u0308", "u"),
    ],
)
def test_signs_become_plain(text: str, low: str) -> None:
    assert fold(text).low == low


@given(st.text(max_size=100))
def test_each_sign_knows_where_it_stood(text: str) -> None:
    folded = fold(text)

    assert len(folded.plain) == len(folded.low) == len(folded.places)
    for place in range(len(folded.low)):
        start, end = folded.original(place, place + 1)
        assert 0 <= start < end <= len(text)
