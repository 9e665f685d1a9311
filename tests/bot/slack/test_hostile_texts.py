"""Hundreds of hostile texts in Slack's markup: no mention, no channel, no link but plain ones."""

from __future__ import annotations

import re

import pytest

from bot.channels.slack.mrkdwn import escape, in_line, plain, preformatted, sections, to_mrkdwn
from bot.channels.slack.text_in import unescape
from tests.bot.slack.block_rules import text_faults
from tests.browser.hostile_texts import hostile_texts

OURS = re.compile(
    r"<(?P<address>https://(?P<host>(?:(?!xn--)[a-z0-9-]+\.)+[a-z]+)(?:/[^<>|\s\\]*)?)"
    r"\|(?P<label>[^<>|]*)>"
)


@pytest.mark.parametrize("text", hostile_texts())
def test_nothing_in_it_is_more_than_text(text: str) -> None:
    shown = [to_mrkdwn(text), *sections(text, 300), *preformatted(text)]

    for part in shown:
        assert text_faults(part) == []
        rest = OURS.sub("", part)
        assert not set("<>") & set(rest)
    for link in OURS.finditer("".join(shown)):
        assert link["host"] in link["label"]
    assert not set("<>") & set(plain(text) + in_line(text, 500))


@pytest.mark.parametrize("text", hostile_texts())
def test_what_is_escaped_comes_back_as_it_was(text: str) -> None:
    assert unescape(escape(text)) == text
