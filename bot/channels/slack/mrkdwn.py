"""Small Markdown as Slack's own markup, in which nothing but our https links is ever a link."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kb.links import ADDRESS

LONGEST_SECTION = 2_900  # of the 3,000 characters that Slack allows
LONGEST_TEXT = 3_000
_LONGEST_PREFIX = 10  # a bullet or a number
_INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\*(?P<stressed>\w[^*]*)\*|`(?P<code>[^`]+)`"
    rf"|\[(?P<label>[^\]]{{1,500}})\]\((?P<address>{ADDRESS})\)"
)
_ITEM = re.compile(r"\s*(?:[-*]|(?P<number>\d{1,6})\.)\s+(?P<text>.*)")
_FENCE = re.compile(r"\s*```")
_WORD = re.compile(r"\S+\s*|\s+")
_IN_ADDRESS = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", "`": "%60", "&": "&amp;"})


@dataclass(frozen=True)
class _Block:
    """A paragraph, an item of a list with its bullet or number, or the text of a fence."""

    text: str
    bullet: str = ""
    is_code: bool = False
    gap: str = "\n\n"


def escape(text: str) -> str:
    """Return text in which nothing is a mention, a link or a channel to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def to_mrkdwn(markdown: str) -> str:
    """Return the small Markdown of message objects as mrkdwn."""
    return "".join(sections(markdown, sys.maxsize))


def sections(markdown: str, most: int = LONGEST_SECTION) -> list[str]:
    """Return mrkdwn in parts of at most ``most`` characters, each complete in itself.

    No part ends within code, a link, stressed words or an entity.
    """
    return pack(_pieces(markdown, most), most)


def pack(pieces: Iterable[tuple[str, str]], most: int = LONGEST_SECTION) -> list[str]:
    """Return parts of at most ``most`` characters, of pieces with the gap before each."""
    packed: list[str] = []
    for gap, piece in pieces:
        if packed and len(packed[-1]) + len(gap) + len(piece) <= most:
            packed[-1] += gap + piece
        else:
            packed.append(piece)
    return packed


def text_object(mrkdwn: str) -> dict[str, Any]:
    """Return text that Slack leaves as it is: no link or mention but those written out."""
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def preformatted(text: str, most: int = LONGEST_SECTION) -> list[str]:
    """Return lines that Slack shows as they are, as fences of at most ``most`` characters."""
    room = most - len("```\n\n```")
    lines = text.replace("```", "'''").splitlines()
    pieces = (("\n", piece) for line in lines for piece in _cut(line, room) or [""])
    chunks = pack(pieces, room)
    return [f"```\n{chunk}\n```" for chunk in chunks if chunk.strip()]


def plain(markdown: str, most: int = LONGEST_TEXT) -> str:
    """Return the words alone, escaped and cut, as notifications and screen readers have them."""
    text = "".join(
        block.gap + block.bullet + (block.text if block.is_code else _bare(block.text))
        for block in _blocks(markdown)
    )
    return shorten(text.strip(), most)


def in_line(text: str, most: int) -> str:
    """Return words of somebody else for a line of ours: one line, escaped, cut, without code."""
    return shorten(" ".join(text.split()).replace("`", "'"), most)


def shorten(text: str, most: int) -> str:
    """Return text escaped and with an ellipsis where it would be longer than ``most``."""
    escaped = escape(text)
    return escaped if len(escaped) <= most else f"{_cut(text, most - 1)[0].rstrip()}…"


def _pieces(markdown: str, most: int) -> Iterator[tuple[str, str]]:
    for block in _blocks(markdown):
        gap = block.gap
        parts = preformatted(block.text, most) if block.is_code else _fill(block, most)
        for part in parts:
            yield gap, part
            gap = "\n"


def _blocks(markdown: str) -> Iterator[_Block]:
    lines = re.split(r"\r?\n", markdown)
    while lines:
        if not lines[0].strip():
            lines.pop(0)
        elif _FENCE.match(lines[0]):
            yield _Block(_take_code(lines), is_code=True)
        elif _ITEM.fullmatch(lines[0]):
            yield from _take_list(lines)
        else:
            yield _Block(_take_paragraph(lines))


def _take_code(lines: list[str]) -> str:
    lines.pop(0)
    end = next((n for n, line in enumerate(lines) if _FENCE.match(line)), len(lines))
    code = "\n".join(lines[:end])
    del lines[: end + 1]
    return code


def _take_list(lines: list[str]) -> Iterator[_Block]:
    first = _ITEM.fullmatch(lines[0])
    number = int(first["number"]) if first and first["number"] else None
    gap = "\n\n"
    while lines and (item := _ITEM.fullmatch(lines[0])):
        if (item["number"] is None) != (number is None):
            return
        lines[0] = item["text"]
        yield _Block(_take_paragraph(lines), "• " if number is None else f"{number}. ", gap=gap)
        gap, number = "\n", None if number is None else number + 1
        if len(lines) > 1 and not lines[0].strip() and _ITEM.fullmatch(lines[1]):
            lines.pop(0)


def _take_paragraph(lines: list[str]) -> str:
    """Take a paragraph's lines, or those of an item; the first is one whatever stands in it."""
    end = next(
        (n for n, line in enumerate(lines) if n and _ends_paragraph(line)),
        len(lines),
    )
    text = " ".join(lines[:end])
    del lines[:end]
    return text


def _ends_paragraph(line: str) -> bool:
    return not line.strip() or bool(_FENCE.match(line) or _ITEM.fullmatch(line))


def _fill(block: _Block, most: int) -> Iterator[str]:
    """Yield the lines of a paragraph, as long as they may be."""
    line = block.bullet
    for atom in _atoms(block.text, most - _LONGEST_PREFIX):
        if line.strip() and len(line) + len(atom) > most:
            yield line.rstrip()
            line = ""
        line += atom
    if line.strip():
        yield line.rstrip()


def _atoms(text: str, most: int) -> Iterator[str]:
    """Yield the parts of a paragraph that must not be cut: words, code, links, stressed words."""
    end = 0
    for match in _INLINE.finditer(text):
        yield from _words(text[end : match.start()], most)
        yield from _span(match, most)
        end = match.end()
    yield from _words(text[end:], most)


def _words(text: str, most: int) -> Iterator[str]:
    """Yield words; a lone backtick could begin code that we did not mean."""
    for word in _WORD.findall(text.replace("`", "'")):
        yield from _cut(word, most)


def _span(match: re.Match[str], most: int) -> Iterator[str]:
    if match["code"]:
        yield from (f"`{part}`" for part in _cut(match["code"], most - 2))
    elif match["address"]:
        label, host = match["label"], match["host"]
        shown = label if label == host else f"{label} ({host})"  # where it leads is always seen
        yield from _link(shown, match["address"], most)
    elif match["bold"]:
        yield from _stressed(match, match["bold"], "*", most)
    else:
        yield from _stressed(match, match["stressed"], "_", most)


def _link(label: str, address: str, most: int) -> Iterator[str]:
    link = f"<{address.translate(_IN_ADDRESS)}|{in_line(label, most)}>"
    if label.strip() and len(link) <= most:
        yield link
    else:
        yield from _words(f"{label} {address}", most)


def _stressed(match: re.Match[str], text: str, mark: str, most: int) -> Iterator[str]:
    """Yield stressed words as one; without the mark where Slack would show it as a sign."""
    inner = "".join(_atoms(text, most))
    is_plain = mark in inner or inner != inner.strip() or len(inner) + 2 > most
    if mark == "_" and not _stands_apart(match):  # as in 2*3*4
        yield from _words(match.group(), most)
    elif is_plain or not _stands_apart(match):
        yield from _atoms(text, most)
    else:
        yield f"{mark}{inner}{mark}"


def _stands_apart(match: re.Match[str]) -> bool:
    around = match.string[: match.start()][-1:] + match.string[match.end() :][:1]
    return not any(character.isalnum() or character == "_" for character in around)


def _bare(text: str) -> str:
    return _INLINE.sub(_bare_span, text)


def _bare_span(match: re.Match[str]) -> str:
    if match["address"]:
        return f"{match['label']} ({match['address']})"
    return match["code"] or _bare(match["bold"] or match["stressed"])


def _cut(text: str, most: int) -> list[str]:
    """Return text escaped, in parts of at most ``most`` characters and whole entities."""
    escaped = escape(text)
    if len(escaped) <= most:
        return [escaped] if escaped else []
    parts = [""]
    for character in map(escape, text):
        if len(parts[-1]) + len(character) > most:
            parts.append("")
        parts[-1] += character
    return parts
