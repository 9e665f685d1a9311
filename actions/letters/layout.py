"""Lay out plain text: paragraphs, points and tables, no line longer than a mail's."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

LINE = 78  # characters; only a name that is longer than its place makes a longer line
_GAP = "  "
_WIDEST_FIRST, _WIDEST_OTHER = 34, 20  # columns; together they leave 20 to the last one


def paragraph(text: str, first: str = "", others: str = "") -> str:
    """Return a text in lines that begin with ``first`` and ``others``; names stay whole."""
    return textwrap.fill(
        text,
        LINE,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def points(texts: Iterable[str]) -> str:
    """Return a list with a dash before each text."""
    return "\n".join(paragraph(text, "- ", "  ") for text in texts)


def table(rows: Sequence[Sequence[str]], indent: str = "", has_head: bool = False) -> str:
    """Return aligned columns, the last of which goes on over several lines where it must.

    With ``has_head``, a rule stands below the first row.
    """
    widths = _widths(rows, indent)
    if has_head:
        rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "\n".join(line for row in rows for line in _lines(row, widths, indent))


def _widths(rows: Sequence[Sequence[str]], indent: str) -> list[int]:
    longest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths = [min(longest[0], _WIDEST_FIRST)]
    widths += [min(length, _WIDEST_OTHER) for length in longest[1:-1]]
    room = LINE - len(indent) - sum(widths) - len(_GAP) * len(widths)
    return [*widths, min(longest[-1], room)]


def _lines(row: Sequence[str], widths: Sequence[int], indent: str) -> list[str]:
    cells = zip(row[:-1], widths[:-1], strict=True)
    left = indent + "".join(cell.ljust(width) + _GAP for cell, width in cells)
    below = " " * (len(indent) + sum(widths[:-1]) + len(_GAP) * (len(widths) - 1))
    texts = textwrap.wrap(row[-1], widths[-1], break_on_hyphens=False) or [""]
    if len(left) > len(below):  # a name too long for its column has the line for itself
        return [left.rstrip(), *(below + text for text in texts)]
    return [(left + texts[0]).rstrip(), *(below + text for text in texts[1:])]
