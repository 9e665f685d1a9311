"""Which texts of programs the articles quote."""

from __future__ import annotations

from kb.articles import read_articles
from kb.error_texts import error_texts


def test_error_texts_lead_to_the_articles_that_quote_them() -> None:
    found = error_texts(read_articles())

    assert found["Library dbcapi.dll cannot be loaded"] == {"tws-32bit-esignal"}
    assert len(found["Permission denied"]) > 1


def test_a_text_with_a_gap_is_found_by_its_pieces() -> None:
    found = error_texts(read_articles())

    assert "Unable to expand" in found and "unsupported format" in found


def test_labels_and_commands_are_no_errors() -> None:
    found = error_texts(read_articles())

    assert not [text for text in found if "python3" in text or len(text.split()) < 2]
