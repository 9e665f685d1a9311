"""Read the plain lists of questions without a Markdown parser: they are most of every article."""

from __future__ import annotations

import re
from collections.abc import Container

# Starts like a sentence, so that it is a paragraph, and has nothing that Markdown makes a link,
# an image or HTML of; emphasis and code stay in the text as they are typed. All else is parsed.
_PLAIN_ITEM = re.compile(r"- (?!\d+[.)](?:\s|$))(?:[^\W_]|[„\"'(?])[^<\[\]\t]*")

Items = tuple[tuple[str, ...], tuple[int, ...]]
"""The texts of a list and their lines."""


def cut_question_lists(text: str, headings: Container[str]) -> tuple[str, dict[str, Items]]:
    """Return the text before the lists that end it, and the items by heading.

    A heading counts if its name is among ``headings``. Where anything below the first is not plain,
    nothing is cut off; the Markdown parser then knows what is wrong.
    """
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if _heading(line) in headings), len(lines))
    found: dict[str, list[tuple[str, int]]] = {}
    current: list[tuple[str, int]] | None = None
    for number, line in enumerate(lines[start:], start + 1):
        name = _heading(line)
        if name in headings and name not in found:
            current = found.setdefault(name, [])
        elif current is not None and _PLAIN_ITEM.fullmatch(line):
            current.append((line[2:].rstrip(), number))
        elif line or (current and number < len(lines) and _PLAIN_ITEM.fullmatch(lines[number])):
            return text, {}
    if not all(found.values()):
        return text, {}
    lists = {
        name: (tuple(text for text, _ in items), tuple(line for _, line in items))
        for name, items in found.items()
    }
    return "\n".join(lines[:start]), lists


def _heading(line: str) -> str:
    return line[3:] if line.startswith("## ") else ""
