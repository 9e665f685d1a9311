"""Slack's published limits of Block Kit, and what blocks break of them.

From docs.slack.dev/reference/block-kit: blocks, block elements and composition objects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Block = Mapping[str, Any]
MOST_BLOCKS = 50
MOST_HOME_BLOCKS = 100
LONGEST_POST = 13_000
"""Not published: ``msg_blocks_too_long`` came at 13,297 characters (bolt-js, issue 2509)."""
FIELDS: Mapping[str, tuple[set[str], set[str]]] = {
    "section": ({"type", "text"}, {"block_id", "accessory", "expand"}),
    "context": ({"type", "elements"}, {"block_id"}),
    "actions": ({"type", "elements"}, {"block_id"}),
    "header": ({"type", "text"}, {"block_id"}),
    "divider": ({"type"}, {"block_id"}),
    "button": (
        {"type", "text"},
        {"action_id", "value", "style", "url", "accessibility_label", "confirm"},
    ),
    "confirm": ({"title", "text", "confirm", "deny"}, {"style"}),
    "static_select": ({"type", "options"}, {"action_id", "placeholder", "initial_option"}),
    "option": ({"text", "value"}, {"description"}),
    "mrkdwn": ({"type", "text"}, {"verbatim"}),
    "plain_text": ({"type", "text"}, {"emoji"}),
}
_BARE_SIGN = re.compile(r"<(?!https://[^\s<>|]+\|[^<>]+>)|&(?!amp;|lt;|gt;)")
_LINK = re.compile(r"<https://[^\s<>|]+\|[^<>]+>")


def block_faults(blocks: list[Any], most: int = MOST_BLOCKS) -> list[str]:
    """Return what Slack would refuse in blocks, or show as something that was not meant."""
    faults = [f"{len(blocks)} blocks"] if not 1 <= len(blocks) <= most else []
    if (size := len(json.dumps(blocks, ensure_ascii=False))) > LONGEST_POST:
        faults.append(f"{size} characters")
    for number, block in enumerate(blocks):
        faults += [f"{number}: {fault}" for fault in _block(block)]
    identifiers = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(identifiers)) < len(identifiers):
        faults.append("a block_id twice")
    return faults


def text_faults(text: str) -> list[str]:
    """Return what is wrong with mrkdwn: signs that Slack reads, parts that are cut off."""
    faults = [f"a bare sign: {found}" for found in _BARE_SIGN.findall(text)]
    if ">" in _LINK.sub("", text):
        faults.append("a bare >")
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    if "```" in outside:
        faults.append("an open fence")
    elif outside.count("`") % 2:
        faults.append("an open code span")
    return faults


def _block(block: Block) -> Iterator[str]:
    kind = str(block.get("type"))
    if kind not in ("section", "context", "actions", "header", "divider"):
        yield f"unknown block {kind}"
        return
    yield from _fields(kind, block)
    if kind == "section":
        yield from _text(block["text"], 3_000)
        yield from _element(block["accessory"]) if "accessory" in block else ()
    elif kind == "header":
        yield from _text(block["text"], 150, "plain_text")
    elif kind == "context":
        yield from _count("context", block["elements"], 10)
        for each in block["elements"]:
            yield from _text(each, 3_000)
    elif kind == "actions":
        yield from _row(block["elements"])


def _row(elements: list[Block]) -> Iterator[str]:
    yield from _count("actions", elements, 25)
    actions = [each["action_id"] for each in elements]
    if len(set(actions)) < len(actions):
        yield "an action_id twice"
    for each in elements:
        yield from _element(each)


def _element(element: Block) -> Iterator[str]:
    kind = str(element.get("type"))
    if kind not in ("button", "static_select"):
        yield f"unknown element {kind}"
        return
    yield from _fields(kind, element)
    yield from _length("action_id", str(element.get("action_id", "x")), 255)
    if kind == "button":
        yield from _text(element["text"], 75, "plain_text")
        yield from _length("value", str(element.get("value", "x")), 2_000)
        yield from _confirm(element["confirm"]) if "confirm" in element else ()
        return
    yield from _text(element["placeholder"], 150, "plain_text")
    yield from _count("options", element["options"], 100)
    for option in element["options"]:
        yield from _fields("option", option)
        yield from _text(option["text"], 75, "plain_text")
        yield from _length("value", str(option["value"]), 150)
    if element.get("initial_option", element["options"][0]) not in element["options"]:
        yield "an initial_option that is none of the options"


def _confirm(confirm: Block) -> Iterator[str]:
    yield from _fields("confirm", confirm)
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from _text(confirm[name], most, "plain_text")


def _text(text: Block, most: int, only: str = "") -> Iterator[str]:
    kind = str(text.get("type"))
    if kind not in ("mrkdwn", "plain_text") or (only and kind != only):
        yield f"a text of type {kind}"
        return
    yield from _fields(kind, text)
    yield from _length("text", text["text"], most)
    if not text["text"].strip():
        yield "an empty text"
    if kind == "mrkdwn":
        yield from text_faults(text["text"])
        if text.get("verbatim") is not True:
            yield "mrkdwn that Slack may make links in"


def _fields(kind: str, node: Block) -> Iterator[str]:
    needed, allowed = FIELDS[kind]
    yield from (f"{kind} without {name}" for name in needed - set(node))
    yield from (f"{kind} with {name}" for name in set(node) - needed - allowed)


def _length(name: str, value: str, most: int) -> Iterator[str]:
    if not 1 <= len(value) <= most:
        yield f"{name} of {len(value)} characters"


def _count(name: str, values: list[Any], most: int) -> Iterator[str]:
    if not 1 <= len(values) <= most:
        yield f"{name} of {len(values)}"
