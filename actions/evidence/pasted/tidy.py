"""Undo what copying and chats do to the output of a tool."""

from __future__ import annotations

import re

_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u202f\t\v\f", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\x00"),
        **dict.fromkeys("„“”«»‟", '"'),
        **dict.fromkeys("‚‘’‹›‛", "'"),
        "\r": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "…": "...",
    }
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # as Slack sends them
_LINK = re.compile(r"<https?://[^|>\s]{1,300}\|([^>\s]{1,300})>")
_ESCAPE = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_SPACES = re.compile(r" {2,}")
_LINE_START = re.compile(r"^(?: ?>(?!>))+ ?", re.MULTILINE)
_BULLET = re.compile(r"^[•·∙●] ", re.MULTILINE)
_FENCE = re.compile(r"```[ \t]*(?:\w{1,15}(?=\n))?")
_EDGES = re.compile(r"^ | $", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """Return the text with plain quotes, single spaces, and no quote marks, links or fences."""
    text = text.replace("\r\n", "\n").translate(_CHARACTERS)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    text = _LINK.sub(r"\1", _ESCAPE.sub("", text))
    text = _SPACES.sub(" ", _FENCE.sub("\n", text))
    text = _BULLET.sub("* ", _LINE_START.sub("", text))
    text = _EDGES.sub("", _EDGES.sub("", text))
    return _BLANK_LINES.sub("\n\n", text).strip().replace("`", "")
