"""A message object as posts of Slack's Block Kit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.check import check_blocks, plain_summary
from bot.channels.slack.mrkdwn import (
    LONGEST_SECTION,
    LONGEST_TEXT,
    escape,
    in_line,
    plain,
    preformatted,
    sections,
    text_object,
)
from bot.channels.slack.words import WORDS, Words
from kb.language import Language

Block = dict[str, Any]
MOST_BLOCKS = 50
LONGEST_POST = 11_000
"""Characters of a post's blocks as JSON: Slack refuses about 13,000 and counts marks along."""
LONGEST_MENU = 8_000  # the same for a menu, so that it fits into a post with its article
LONGEST_LABEL = 75
LONGEST_NAME = 200  # of an article, a command or a document
BUTTONS_IN_ROW = 5
MOST_BUTTONS = 25
MOST_OPTIONS = 100
MOST_DOTS = 20  # steps that are drawn
RATED_KINDS = ("answer", "check", "fallback")


@dataclass(frozen=True)
class Post:
    """What one message in Slack shows; ``text`` is for notifications and screen readers."""

    text: str
    blocks: list[Block]


def answer_posts(
    message: Mapping[str, Any], *, is_ephemeral: bool = False, share: str = ""
) -> list[Post]:
    """Return the posts of a message object in order, its buttons in the last.

    Only an ephemeral one holds the document, since files cannot be. ``share`` is the id of the
    job that a button to share it names.
    """
    language = Language.parse(message.get("language")) or Language.ENGLISH
    words = WORDS[language]
    content = list(_content(message, language, is_ephemeral)) or [section(words.no_answer)]
    posts = _pack([*([block] for block in content), _tail(message, words, share)])
    following = (_continued(part, posts, words) for part in range(1, len(posts)))
    return [
        Post(*each) for each in zip([_summary(message, language), *following], posts, strict=True)
    ]


def reason_blocks(message_id: str, language: Language) -> list[Block]:
    """Return what stands below an answer that was not helpful: the question why."""
    words = WORDS[language]
    chips = [
        button(f"lotse-reason-{reason}", title, message_id)
        for reason, title in words.reasons.items()
    ]
    return [section(f"{words.thanks} {words.why}"), _actions(chips)]


def section(mrkdwn: str) -> Block:
    """Return text that Slack leaves as it is: no link or mention but those written out."""
    return {"type": "section", "text": text_object(mrkdwn)}


def context(mrkdwn: str) -> Block:
    """Return a line in small print."""
    return {"type": "context", "elements": [text_object(mrkdwn)]}


def button(action: str, title: str, value: str) -> Block:
    """Return a button; its title is cut where it is too long."""
    return {"type": "button", "action_id": action, "text": plain_label(title), "value": value}


def menu(action: str, placeholder: str, options: Sequence[Block]) -> Block:
    """Return a menu of options."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain_label(placeholder),
        "options": list(options),
    }


def option(title: str, value: str) -> Block:
    """Return a line of a menu."""
    return {"text": plain_label(title), "value": value}


def plain_label(title: str) -> Block:
    """Return a title without marks and pictures of any kind."""
    title = " ".join(title.split()) or "…"
    if len(title) > LONGEST_LABEL:
        title = f"{title[: LONGEST_LABEL - 1].rstrip()}…"
    return {"type": "plain_text", "text": title, "emoji": False}


def _actions(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _content(message: Mapping[str, Any], language: Language, is_ephemeral: bool) -> Iterator[Block]:
    words, article = WORDS[language], message.get("article") or {}
    text = str(message.get("text") or "")
    if article.get("step"):
        step = words.step.format(step=article["step"], steps=article["steps"])
        if step not in text.replace(f"**{step}**", ""):  # a passage names its step itself
            yield context(step + _dots(article))
        text = text.replace(f"**{step}**", "")
    if alarm := words.alarms.get(str(message.get("kind"))):
        yield section(f"⚠ *{alarm}*")
    yield from _text_and_check(text, message.get("check"), language)
    for command in message.get("commands") or ():
        yield from _titled(command["title"], command["text"])
    document = message.get("document")
    if document and is_ephemeral:
        yield from _titled(document["name"], document["text"])


def _dots(article: Mapping[str, Any]) -> str:
    step, steps = int(article["step"]), int(article["steps"] or 0)
    return f"  {'●' * step}{'○' * (steps - step)}" if step <= steps <= MOST_DOTS else ""


def _text_and_check(
    text: str, check: Mapping[str, Any] | None, language: Language
) -> Iterator[Block]:
    """Yield the text, and a check below its headline and above the advice."""
    head, _, rest = text.strip().partition("\n\n")
    if not check or not head.startswith("**"):
        head, rest = text, ""
    yield from map(section, sections(head))
    if check:
        yield from check_blocks(check, language)
    yield from map(section, sections(rest))


def _titled(title: str, text: str) -> Iterator[Block]:
    heading = f"*{in_line(title.replace('*', ''), LONGEST_NAME)}*\n"
    for part in preformatted(text, LONGEST_SECTION - len(heading)):
        yield section(heading + part)
        heading = ""


def _tail(message: Mapping[str, Any], words: Words, share: str) -> list[Block]:
    """Return what stays together below the text: the source, then everything to press."""
    tail = [context(_source(message["article"], words))] if message.get("article") else []
    tail += _replies(message, words)
    identifier = str(message.get("id") or "")
    last = _thumbs(identifier, words) if _can_be_rated(message) else []
    if share:
        last.append(button("lotse-share", words.share, share))
    return [*tail, _actions(last)] if last else tail


def _source(article: Mapping[str, Any], words: Words) -> str:
    """Return an article's title, number, date of review and, where it matters, status."""
    number, status = article.get("kb"), words.status.get(str(article.get("status")))
    date = _date(str(article.get("reviewed") or ""), words)
    parts = [
        in_line(str(article["title"]), LONGEST_NAME) or "…",
        in_line(str(number), LONGEST_NAME) if number and number != "none" else "",
        words.reviewed.format(date=date) if date else "",
        f"⚠ {status}" if status else "",
    ]
    return " · ".join(part for part in parts if part)


def _date(day: str, words: Words) -> str:
    parts = day.split("-")
    if words is WORDS[Language.GERMAN] and len(parts) == 3:
        day = ".".join(reversed(parts))
    return in_line(day, LONGEST_NAME)


def _replies(message: Mapping[str, Any], words: Words) -> list[Block]:
    replies = message.get("buttons") or []
    is_choice = message.get("kind") == "clarify" and len(replies) > BUTTONS_IN_ROW
    if is_choice or len(replies) > MOST_BUTTONS:
        options = [option(reply["title"], reply["id"]) for reply in replies]
        return [_actions([menu("lotse-choose", words.choose, part)]) for part in _menus(options)]
    buttons = [
        button(f"lotse-press-{number}", reply["title"], reply["id"])
        for number, reply in enumerate(replies)
    ]
    rows = range(0, len(buttons), BUTTONS_IN_ROW)
    return [_actions(buttons[first : first + BUTTONS_IN_ROW]) for first in rows]


def _menus(options: Sequence[Block]) -> Iterator[list[Block]]:
    part: list[Block] = []
    for each in options:
        if part and (len(part) == MOST_OPTIONS or _size([*part, each]) > LONGEST_MENU):
            yield part
            part = []
        part.append(each)
    yield part


def _can_be_rated(message: Mapping[str, Any]) -> bool:
    """Return whether the widget rates such a message too: answers, and the last step of a walk."""
    article = message.get("article") or {}
    is_last = bool(article.get("step")) and article["step"] == article.get("steps")
    return bool(message.get("id")) and (message.get("kind") in RATED_KINDS or is_last)


def _thumbs(identifier: str, words: Words) -> list[Block]:
    return [
        button("lotse-rate-up", f"👍 {words.helpful}", identifier),
        button("lotse-rate-down", f"👎 {words.not_helpful}", identifier),
    ]


def _pack(units: Sequence[list[Block]]) -> list[list[Block]]:
    """Return posts from units that stay together where they fit into one at all."""
    posts: list[list[Block]] = [[]]
    for unit in units:
        if _fits(posts[-1] + unit):
            posts[-1] += unit
        elif _fits(unit):
            posts.append(unit)
        elif len(unit) > 1:
            posts += _pack([[block] for block in unit])
        else:  # nothing of ours is that long
            posts.append(unit)
    return [post for post in posts if post]


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MOST_BLOCKS and _size(blocks) <= LONGEST_POST


def _size(blocks: Sequence[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))


def _summary(message: Mapping[str, Any], language: Language) -> str:
    """Return what a notification says; all of an answer where it is short enough."""
    words = WORDS[language]
    parts = [words.alarms.get(str(message.get("kind")), ""), plain(str(message.get("text") or ""))]
    if message.get("check") and not message["check"].get("finished"):
        parts.append(escape(plain_summary(message["check"], language)))
    parts += [in_line(str(each["title"]), LONGEST_NAME) for each in message.get("commands") or ()]
    if message.get("document"):
        parts.append(in_line(str(message["document"]["name"]), LONGEST_NAME))
    return _joined([part for part in parts if part.strip()] or [words.no_answer])


def _continued(part: int, posts: Sequence[list[Block]], words: Words) -> str:
    texts = [block["text"]["text"] for block in posts[part] if block["type"] == "section"]
    return _joined([words.continued.format(part=part + 1, parts=len(posts)), *texts])


def _joined(parts: Sequence[str]) -> str:
    """Return the parts that fit into a notification; the first always does."""
    text = parts[0]
    for part in parts[1:]:
        if len(text) + 2 + len(part) <= LONGEST_TEXT:
            text += f"\n\n{part}"
    return text
