"""A light check of Block Kit, so that what Slack would refuse is refused here too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST_BLOCKS = 50
MOST_BLOCKS_OF_A_VIEW = 100
BLOCKS = {
    "actions", "alert", "call", "carousel", "card", "context", "context_actions", "divider",
    "file", "header", "image", "input", "markdown", "plan", "rich_text", "section", "table",
    "task_card", "video",
}  # fmt: skip
LONGEST = {
    "section": 3_000,
    "header": 150,
    "context": 3_000,
    "button": 75,
    "option": 75,
    "placeholder": 150,
}
MOST_ELEMENTS = {"actions": 25, "context": 10}
MOST_OPTIONS = {"static_select": 100, "overflow": 5, "radio_buttons": 10, "checkboxes": 10}


def block_faults(blocks: Any, most: int = MOST_BLOCKS) -> list[str]:
    """Return what Slack would complain about, as it puts it in ``response_metadata``."""
    if not isinstance(blocks, list):
        return ["[ERROR] must be an array [json-pointer:/blocks]"]
    faults = [] if len(blocks) <= most else [f"no more than {most} items allowed [/blocks]"]
    for number, block in enumerate(blocks):
        faults += [f"[ERROR] {fault} [json-pointer:/blocks/{number}]" for fault in _faults(block)]
    for name in _doubled([block.get("block_id") for block in blocks if isinstance(block, dict)]):
        faults.append(f"[ERROR] block_id {name} is not unique [json-pointer:/blocks]")
    return faults


def _doubled(names: list[Any]) -> set[str]:
    known = [name for name in names if name is not None]
    return {name for name in known if known.count(name) > 1}


def _faults(block: Any) -> Iterator[str]:
    if not isinstance(block, dict) or block.get("type") not in BLOCKS:
        yield "unsupported type"
        return
    if block["type"] in ("section", "header"):
        yield from _text_block_faults(block)
    if block["type"] == "image" and not (block.get("alt_text") and "image_url" in block):
        yield "missing required field: image_url or alt_text"
    if block["type"] in MOST_ELEMENTS:
        yield from _elements_faults(block)
    if "accessory" in block:
        yield from _element_faults(block["accessory"])


def _text_block_faults(block: dict[str, Any]) -> Iterator[str]:
    if "text" in block:
        yield from _text_faults(block["text"], block["type"])
    elif not block.get("fields"):
        yield "missing required field: text or fields"
    if len(block.get("fields", [])) > 10:
        yield "no more than 10 items allowed: fields"


def _text_faults(text: Any, where: str) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"invalid text object: {where}"
        return
    if where not in ("section", "context") and text["type"] != "plain_text":
        yield f"must be plain_text: {where}"
    length = len(text.get("text") or "")
    if not 0 < length <= LONGEST[where]:
        yield f"must be 1 to {LONGEST[where]} characters, not {length}: {where}"


def _elements_faults(block: dict[str, Any]) -> Iterator[str]:
    elements, most = block.get("elements"), MOST_ELEMENTS[block["type"]]
    if not isinstance(elements, list) or not 0 < len(elements) <= most:
        yield f"must have 1 to {most} elements"
        return
    for element in elements:
        if block["type"] == "actions":
            yield from _element_faults(element)
        elif element.get("type") != "image":
            yield from _text_faults(element, "context")
    for name in _doubled([element.get("action_id") for element in elements]):
        yield f"action_id {name} is not unique"


def _element_faults(element: Any) -> Iterator[str]:
    if not isinstance(element, dict) or "type" not in element:
        yield "invalid element"
        return
    if len(element.get("action_id", "")) > 255:
        yield "action_id is longer than 255 characters"
    if element["type"] == "button":
        yield from _text_faults(element.get("text"), "button")
        if len(element.get("value", "")) > 2_000:
            yield "value is longer than 2000 characters"
    if "placeholder" in element:
        yield from _text_faults(element["placeholder"], "placeholder")
    if element["type"] in MOST_OPTIONS:
        yield from _option_faults(element)


def _option_faults(element: dict[str, Any]) -> Iterator[str]:
    groups = element.get("option_groups", [])
    options = element.get("options") or [one for group in groups for one in group["options"]]
    if not 0 < len(options) <= MOST_OPTIONS[element["type"]]:
        yield f"must have 1 to {MOST_OPTIONS[element['type']]} options"
    for option in options:
        yield from _text_faults({**option.get("text", {}), "type": "plain_text"}, "option")
        if not 0 < len(option.get("value", "")) <= 150:
            yield "an option's value must be 1 to 150 characters"
    if element.get("initial_option") not in (None, *options):
        yield "initial_option must be one of the options"
