"""What Lotse shows in Slack before anybody asks, and what it says by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import pytest

from bot.channels.slack.home import home_view, suggested_prompts
from bot.channels.slack.words import WORDS, Words
from bot.settings import PROJECT
from kb.language import Language
from tests.bot.slack.block_rules import MOST_HOME_BLOCKS, block_faults, text_faults

WIDGET = (PROJECT / "bot" / "widget" / "strings.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("chosen", ["auto", "de", "en", "fr", ""])
def test_slack_takes_the_home_with_the_chosen_language(language: Language, chosen: str) -> None:
    view = home_view(language, chosen)

    assert set(view) == {"type", "blocks"}
    assert block_faults(view["blocks"], MOST_HOME_BLOCKS) == []
    [menu] = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert menu["action_id"] == "lotse-language"
    assert [option["value"] for option in menu["options"]] == ["auto", "de", "en"]
    expected = chosen if chosen in ("de", "en") else "auto"
    assert menu["initial_option"]["value"] == expected


@pytest.mark.parametrize("language", Language)
def test_the_examples_are_the_widgets_and_can_be_pressed(language: Language) -> None:
    blocks = home_view(language, "auto")["blocks"]
    row = next(block for block in blocks if block["type"] == "actions")

    assert [each["action_id"] for each in row["elements"]] == [
        f"lotse-example-{n}" for n in range(4)
    ]
    assert all(f'"{each["value"]}"' in WIDGET for each in row["elements"])
    assert all(each["text"]["text"] == each["value"] for each in row["elements"])


@pytest.mark.parametrize("language", Language)
def test_the_home_says_that_it_is_automated_and_wants_no_passwords(language: Language) -> None:
    text = str(home_view(language, "auto"))

    assert ("automated" in text) is (language is Language.ENGLISH)
    assert ("automatisch" in text) is (language is Language.GERMAN)
    assert "PIN" in text
    assert "/portcheck" in text


@pytest.mark.parametrize("language", Language)
def test_the_assistant_offers_four_prompts(language: Language) -> None:
    prompts = suggested_prompts(language)

    assert len(prompts) == 4
    assert all(set(prompt) == {"title", "message"} for prompt in prompts)
    assert all(f'"{prompt["message"]}"' in WIDGET for prompt in prompts)
    assert all(len(prompt["title"]) <= 30 for prompt in prompts)


def texts(words: Words) -> dict[str, str]:
    found: dict[str, str] = {"hello": words.hello}
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, Mapping):
            found |= {f"{field.name}.{key}": str(text) for key, text in value.items()}
        elif isinstance(value, tuple):
            found |= {f"{field.name}.{number}": text for number, text in enumerate(value)}
        else:
            found[field.name] = str(value)
    return found


@pytest.mark.parametrize("language", Language)
def test_no_text_needs_escaping(language: Language) -> None:
    assert {
        name: text_faults(text)
        for name, text in texts(WORDS[language]).items()
        if text_faults(text)
    } == {}


def test_both_languages_say_the_same_things_and_fill_in_the_same() -> None:
    english, german = (texts(WORDS[language]) for language in Language)

    def holes(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    assert english.keys() == german.keys()
    assert {name: holes(text) for name, text in english.items()} == {
        name: holes(text) for name, text in german.items()
    }
    same = {name for name, text in english.items() if text == german[name]}
    assert same == {"home_languages.de", "home_languages.en"}
