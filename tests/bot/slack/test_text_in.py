"""What a person typed, from the text that Slack sends of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.slack.text_in import mentioned_users, plain_text

BOT = "U0LOTSE"
TYPED = {
    "<@U0LOTSE> how do I log in?": "how do I log in?",
    "<@U0LOTSE>: how do I log in?": "how do I log in?",
    "<@U0LOTSE|lotse>, wie melde ich mich an?": "wie melde ich mich an?",
    "Guten Tag <@U0LOTSE> wie melde ich mich an": "Guten Tag wie melde ich mich an",
    "wie melde ich mich an <@U0LOTSE>": "wie melde ich mich an",
    "<@U0LOTSE>": "",
    "can <@U012ABC> log in?": "can log in?",
    "<!here> <!channel> is TWS down? <!subteam^S123|@support>": "is TWS down?",
    "seit <!date^1700000000^{date_short}|14. Nov. 2023> kaputt": "seit 14. Nov. 2023 kaputt",
    "see <#C012AB|tws-help> and <#C9>": "see #tws-help and",
    "is <http://zdc1.ibllc.com|zdc1.ibllc.com> up?": "is zdc1.ibllc.com up?",
    "is <http://zdc1_hb1.ibllc.com/|zdc1_hb1.ibllc.com> up?": "is zdc1_hb1.ibllc.com up?",
    "open <https://example.com/a?b=1&amp;c=2>": "open https://example.com/a?b=1&c=2",
    "open <https://example.com/a|my bank>": "open https://example.com/a",
    "write to <mailto:help@example.com|help@example.com>": "write to help@example.com",
    "write to <mailto:help@example.com>": "write to help@example.com",
    "call <tel:+41445551234|+41 44 555 12 34>": "call +41 44 555 12 34",
    "ports &lt; 1024 &amp; &gt; 4000": "ports < 1024 & > 4000",
    "it shows &amp;lt;b&amp;gt;": "it shows &lt;b&gt;",
    "*Which* ports, _please_, and ~not~ `443`?": "Which ports, please, and not 443?",
    "*_really_* urgent (*now*!)": "really urgent (now!)",
    "*<http://zdc1.ibllc.com|zdc1.ibllc.com>* and _<@U1>_ _x_": "zdc1.ibllc.com and __ x",
    "zdc1_hb1.ibllc.com and cdc1_hb1.ibllc.com": "zdc1_hb1.ibllc.com and cdc1_hb1.ibllc.com",
    "my DSC+ and 2*3*4 = 24": "my DSC+ and 2*3*4 = 24",
    "allow *.ibllc.com and *.example.com": "allow *.ibllc.com and *.example.com",
    "allow *.ibllc.com,*.example.com": "allow *.ibllc.com,*.example.com",
    "`*.log` in ~/Jts and ~/logs": "*.log in ~/Jts and ~/logs",
    "the method __init__ and snake_case_name": "the method __init__ and snake_case_name",
    "I don`t know and can`t say": "I don`t know and can`t say",
    "“Invalid” or ‘locked’ – what’s that?": "“Invalid” or ‘locked’ – what’s that?",
    "a < b and <> stay": "a < b and <> stay",
    "<nonsense> stays": "<nonsense> stays",
}
OUTPUT = """C:\\&gt;tracert <http://zdc1.ibllc.com|zdc1.ibllc.com>
  1    &lt;1 ms  _gateway_ [10.0.0.1]

  2     *        *        *     Request timed out."""
PASTED = f"<@{BOT}> *what* is this?\n```{OUTPUT}```"


@pytest.mark.parametrize(("sent", "typed"), TYPED.items())
def test_slacks_notation_becomes_what_was_typed(sent: str, typed: str) -> None:
    assert plain_text(sent, BOT) == typed


def test_pasted_output_keeps_its_lines_and_signs() -> None:
    lines = plain_text(PASTED, BOT).splitlines()

    assert lines[0] == "what is this?"
    assert lines[-4:] == [
        "C:\\>tracert zdc1.ibllc.com",
        "  1    <1 ms  _gateway_ [10.0.0.1]",
        "",
        "  2     *        *        *     Request timed out.",
    ]


def test_everybody_mentioned_is_known() -> None:
    text = "<@U0LOTSE> ask <@W9|anna> or <!subteam^S1>, not @U7 or <#C1|x>"

    assert mentioned_users(text) == {"U0LOTSE", "W9"}


@given(st.text(alphabet=st.sampled_from("<>@!#|&;ampltgt*_~`U0LOTSE \n\x1a\x1b/:.a")), st.text())
@example("<@U0LOTSE>```", "")
@example("\x1a*\x1b*`\x1a`", "U0LOTSE")
def test_nothing_raises_and_no_stand_in_remains(text: str, bot_user: str) -> None:
    result = plain_text(text, bot_user)

    assert "\x1a" not in result
    assert "\x1b" not in result
    assert mentioned_users(text) is not None


@pytest.mark.parametrize("part", ["*a ", "_a ", "<", "`", "``` ", "<@U1", "&amp;", " ", "*_~"])
def test_forty_thousand_characters_are_read_at_once(part: str) -> None:
    begin = time.perf_counter()

    plain_text(part * (40_000 // len(part)), BOT)

    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize("mark", ["*", "~", "_"])
@pytest.mark.parametrize("part", ["b_", "b_c*", "b_c~", "_b ", "<#C1|b>_"])
def test_no_text_takes_twice_as_long_with_each_part(mark: str, part: str) -> None:
    """Takes longer than the test may where it does."""
    assert plain_text(f"{mark}a{part * 400}", BOT)
