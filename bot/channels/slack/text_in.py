"""What a person typed, from the text that Slack sends of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_KEPT, _DROPPED = "\x1a", "\x1b"  # stand for a part; typed text has no control characters
_PART = re.compile(
    r"\n?```\n?(?P<fence>.*?)\n?```\n?"
    r"|(?<![\w`])`(?P<code>[^`\n]+)`(?![\w`])"
    r"|<(?P<control>[^<>\n]+)>",
    re.DOTALL,
)
_CONTROL = re.compile(r"<([^<>\n]+)>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>\n]*)?>")
_MOST_MARKED = 500  # characters between two marks, so that no text takes long


def plain_text(text: str, bot_user: str) -> str:
    """Return the text without our mention and without Slack's own notation.

    Links become what was typed, channels ``#name``; mentions are left out. What stands in a fence
    keeps its lines and every character.
    """
    text = text.replace(_KEPT, " ").replace(_DROPPED, " ")
    parts: list[str] = []

    def take_out(match: re.Match[str]) -> str:
        part = _read_part(match)
        if not part:
            return _DROPPED
        parts.append(part)
        return _KEPT

    text = _without_address(text, bot_user)
    text = unescape(_without_marks(_PART.sub(take_out, text)))
    text = text.replace(f" {_DROPPED}", "").replace(_DROPPED, "")
    remaining = iter(parts)
    return re.sub(_KEPT, lambda _: next(remaining), text).strip()


def mentioned_users(text: str) -> frozenset[str]:
    """Return the ids of everybody mentioned in a text as Slack sends it."""
    return frozenset(_MENTION.findall(text))


def unescape(text: str) -> str:
    """Return the text with Slack's three entities as characters; each is read once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _without_address(text: str, bot_user: str) -> str:
    """Return the text without our mention and the comma or colon after it."""
    return re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>\n]*)?>[,:]?", _DROPPED, text)


def _read_part(match: re.Match[str]) -> str:
    if match["control"] is not None:
        return _read_control(match["control"])
    content = match["code"] if match["fence"] is None else match["fence"]
    content = "".join(_read_code(content.replace(_DROPPED, "")))
    return content if match["fence"] is None else f"\n{content}\n"


def _read_code(content: str) -> Iterator[str]:
    """Yield the parts of code, in which Slack may have made links."""
    end = 0
    for match in _CONTROL.finditer(content):
        yield unescape(content[end : match.start()])
        yield _read_control(match[1])
        end = match.end()
    yield unescape(content[end:])


def _read_control(control: str) -> str:
    """Return what a person sees, or would have typed, for what stands between ``<`` and ``>``."""
    target, _, label = (unescape(part) for part in control.partition("|"))
    if target.startswith("@"):
        return ""
    if target.startswith("#"):
        return f"#{label}" if label else ""
    if target.startswith("!"):
        return label if target.startswith("!date^") else ""
    scheme, colon, rest = target.partition(":")
    if not colon:
        return f"<{unescape(control)}>"
    if scheme == "tel":
        return label or rest
    if scheme == "mailto":
        return label if label and rest.startswith(label) else rest
    is_typed = rest.strip("/").casefold() == label.strip("/").casefold()
    return label if label and is_typed else target


def _without_marks(text: str) -> str:
    """Return the text without the marks of bold, italic and struck words, at most three deep."""
    for _ in range(3):
        bare = text
        for mark in _MARKED:
            bare = mark.sub(r"\1", bare)
        if bare == text:
            break
        text = bare
    return text


def _marked(mark: str) -> re.Pattern[str]:
    """Return what finds marked words; a mark within a word or before a dot is a sign of its own."""
    others = "*_~".replace(mark, "")
    before = rf"(?<![^\s(\[{{\"'„“‚‘«»{others}{_KEPT}{_DROPPED}])"
    first = rf"(?=[^\W_]|[\"'„“‚‘«»(#/+&{others}{_KEPT}])"
    after = rf"(?![^\s.,;:!?)\]}}\"'“”’»…–{others}{_KEPT}{_DROPPED}-])"
    sign = re.escape(mark)
    within = r"|(?<=\w)_(?=\w)" if mark == "_" else ""  # two ways to read a sign take for ever
    content = rf"((?:[^\n{sign}]{within}){{1,{_MOST_MARKED}}})"
    return re.compile(rf"{before}{sign}{first}{content}(?<![\s,/\\]){sign}{after}")


_MARKED = tuple(_marked(mark) for mark in "*_~")
