"""What Lotse shows before anybody asks: its App Home, and prompts in the assistant pane."""

from __future__ import annotations

from typing import Any

from bot.channels.slack.blocks import Block, button, context, menu, option, plain_label, section
from bot.channels.slack.words import WORDS, Words
from bot.stores.slack import AUTO
from kb.language import Language


def home_view(language: Language, chosen: str, is_forgotten: bool = False) -> dict[str, Any]:
    """Return the App Home; ``chosen`` is ``auto``, ``de`` or ``en``.

    ``is_forgotten`` says that what was kept of the person has just been deleted.
    """
    words = WORDS[language]
    examples = [
        button(f"lotse-example-{number}", example, example)
        for number, example in enumerate(words.examples)
    ]
    blocks = [
        _header(words.home_title),
        section(words.about),
        _header(words.prompt),
        section(words.home_examples),
        {"type": "actions", "elements": examples},
        _header(words.home_where_title),
        section(words.home_where),
        _header(words.home_language_title),
        {**section(words.home_language), "accessory": _language_menu(words, chosen)},
        _header(words.forget_title),
        section(words.forgotten if is_forgotten else words.forget),
        {"type": "actions", "elements": [_forget_button(words)]},
        {"type": "divider"},
        context(words.home_careful),
    ]
    return {"type": "home", "blocks": blocks}


def suggested_prompts(language: Language) -> list[dict[str, str]]:
    """Return what the assistant pane offers; Slack takes at most four."""
    words = WORDS[language]
    return [
        {"title": title, "message": message}
        for title, message in zip(words.short_examples, words.examples, strict=True)
    ]


def _header(title: str) -> Block:
    return {"type": "header", "text": plain_label(title)}


def _forget_button(words: Words) -> Block:
    confirm = {
        "title": plain_label(words.forget_title),
        "text": plain_label(words.forget_question),
        "confirm": plain_label(words.forget_yes),
        "deny": plain_label(words.forget_no),
        "style": "danger",
    }
    pressed = button("lotse-forget", words.forget_button, "forget")
    return {**pressed, "style": "danger", "confirm": confirm}


def _language_menu(words: Words, chosen: str) -> Block:
    options = {code: option(title, code) for code, title in words.home_languages.items()}
    initial = options.get(chosen, options[AUTO])
    return {
        **menu("lotse-language", words.home_language_title, list(options.values())),
        "initial_option": initial,
    }
