"""Plain text in columns and paragraphs."""

from __future__ import annotations

from actions.letters.layout import LINE, paragraph, points, table

LONG = "a-very-long-host-name-that-fits-no-column.example.com"


def test_columns_are_aligned_and_the_last_one_goes_on_below() -> None:
    text = table([["a.example", "4000", "word " * 20], ["bb.example", "1", "end"]])

    first, *below, last = text.split("\n")
    assert first.startswith("a.example   4000  word word")
    assert all(line.startswith(" " * 18 + "word") for line in below)
    assert last == "bb.example  1     end"


def test_a_name_too_long_for_its_column_has_the_line_for_itself() -> None:
    text = table([[LONG, "4000", "purpose"], ["a.example", "1", "other"]])

    first, second, third = text.split("\n")
    assert first.startswith(LONG)
    assert second.strip() == "purpose"
    assert third.index("other") == second.index("purpose")


def test_the_rule_below_the_head_is_as_wide_as_the_columns() -> None:
    text = table([["Host", "Port", "Use"], ["a.example", "1", "b" * 200]], has_head=True)

    assert text.split("\n")[1].startswith("---------  ----  ---")
    assert max(len(line) for line in text.split("\n")) == LINE


def test_names_in_paragraphs_stay_whole() -> None:
    text = paragraph(f"{'word ' * 12}{LONG}, end")

    assert f"\n{LONG}, end" in text


def test_points_are_indented() -> None:
    assert points(["word " * 20]).split("\n")[1].startswith("  word")
