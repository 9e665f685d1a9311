"""Small Markdown as Slack's own markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.slack.mrkdwn import escape, plain, preformatted, sections, to_mrkdwn
from tests.bot.slack.block_rules import text_faults

SHOWN = {
    "Open **Trader Workstation** and *wait*.": "Open *Trader Workstation* and _wait_.",
    "one\ntwo\n\nthree": "one two\n\nthree",
    "- a\n- b\n  goes on\n\n- c": "• a\n• b   goes on\n• c",
    "First:\n3. a\n1. b\n\nThen": "First:\n\n3. a\n4. b\n\nThen",
    "- a\n1. b": "• a\n\n1. b",
    "Run:\n```sh\nping *a* <b>\n```\ndone": "Run:\n\n```\nping *a* &lt;b&gt;\n```\n\ndone",
    "Use `a & b`.": "Use `a &amp; b`.",
    "See [the guide](https://example.com/a?b=1&c=2|3).": (
        "See <https://example.com/a?b=1&amp;c=2%7C3|the guide (example.com)>."
    ),
    "[a](http://example.com) [b](javascript:x)": "[a](http://example.com) [b](javascript:x)",
    "**Port**nummer und 2*3*4": "Portnummer und 2*3*4",
    "<!channel> <@U1> <#C1> https://x.org": "&lt;!channel&gt; &lt;@U1&gt; &lt;#C1&gt; https://x.org",
    "[<!here>](https://x.org/<@U1>)": "<https://x.org/%3C@U1%3E|&lt;!here&gt; (x.org)>",
    "[x.org](https://x.org)": "<https://x.org|x.org>",
    "**bold with `code`**": "*bold with `code`*",
    "**`*.log`**": "`*.log`",
    "don`t": "don't",
    "": "",
}
SIGNS = "<>&!@#|*_`[]()-1. \n\rhttps://x.orgUC~:"
PARTS = (
    *("**", "*", "`", "```\n", "- ", "1. ", "\n", "\n\n", "&amp;", "&lt;!here&gt;", "wörter "),
    *("[a`b](https://x.org/`<!here>)", "<!channel>", "<@U1>", "<#C1|x>", "a" * 50),
)
MARKDOWN = st.text(alphabet=st.sampled_from(SIGNS)) | st.lists(
    st.sampled_from(PARTS), max_size=60
).map("".join)


@pytest.mark.parametrize(("markdown", "mrkdwn"), SHOWN.items())
def test_small_markdown_becomes_mrkdwn(markdown: str, mrkdwn: str) -> None:
    assert to_mrkdwn(markdown) == mrkdwn


@given(MARKDOWN)
@example("[a](https://x|<!channel>)")
@example("```\na ``` <@U1>")
def test_every_sign_that_slack_reads_is_ours(markdown: str) -> None:
    assert text_faults(to_mrkdwn(markdown)) == []


@given(MARKDOWN, st.integers(min_value=60, max_value=200))
def test_parts_are_short_enough_and_whole(markdown: str, most: int) -> None:
    parts = sections(markdown, most)

    assert all(1 <= len(part) <= most for part in parts)
    assert [fault for part in parts for fault in text_faults(part)] == []


@given(MARKDOWN)
def test_parts_lose_no_words(markdown: str) -> None:
    def letters(text: str) -> str:
        return re.sub(r"[^a-zöU]", "", text)

    together = letters("".join(sections(markdown, 100_000)))

    assert letters("".join(sections(markdown, 400))) == together


@given(MARKDOWN, st.integers(min_value=10, max_value=100))
def test_plain_words_have_no_signs_that_slack_reads_and_end_within_no_entity(
    markdown: str, most: int
) -> None:
    text = plain(markdown, most)

    assert len(text) <= most
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text)


def test_plain_words_have_no_marks() -> None:
    markdown = "**Bold** *em* `code` [guide](https://x.org)\n\n1. a\n2. b\n\n```\nx < y\n```"

    assert plain(markdown) == "Bold em code guide (https://x.org)\n\n1. a\n2. b\n\nx &lt; y"


def test_a_long_paragraph_is_cut_between_words() -> None:
    parts = sections("Ein sehr langer Absatz über Ports. " * 200)

    assert len(parts) == 3
    assert " ".join(parts).split() == ("Ein sehr langer Absatz über Ports. " * 200).split()
    assert all(len(part) > 2_800 for part in parts[:-1])


def test_a_long_fence_is_closed_and_opened_again() -> None:
    parts = preformatted("\n".join(f"line {number}" for number in range(100)), 200)

    assert len(parts) == 5
    assert all(part.startswith("```\nline ") and part.endswith("\n```") for part in parts)


def test_preformatted_text_cannot_leave_its_fence() -> None:
    assert preformatted("a ``` <!here>") == ["```\na ''' &lt;!here&gt;\n```"]


def test_nothing_is_escaped_twice() -> None:
    assert escape("a & b < c > d &amp;") == "a &amp; b &lt; c &gt; d &amp;amp;"
