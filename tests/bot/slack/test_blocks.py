"""Message objects as posts of Slack's Block Kit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.blocks import Post, answer_posts, reason_blocks
from bot.channels.slack.words import WORDS
from bot.stores.feedback import REASONS
from kb.language import Language
from tests.bot.slack.block_rules import block_faults, text_faults

GERMAN = "Bitte öffnen Sie die **Konfiguration** und prüfen Sie `api.port` & die Firewall. "
HOSTILE = "<!channel> <@U1> <#C1|x> &lt;!here&gt; ``` ` *a* [x](https://y.org/<!here>) \x00 "
ARTICLE = {
    "id": "log-in",
    "title": "Log in <with> a card",
    "kb": "KB1234",
    "status": "current",
    "reviewed": "2026-11-12",
    "step": None,
    "steps": 4,
}


def said(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("article", "check", "commands", "document"))
    message = {"id": "m1", "kind": "answer", "language": "en", "text": "Text.", "buttons": []}
    return {**message, **empty, **fields}


def buttons(count: int, title: str = "Choice") -> list[dict[str, str]]:
    return [{"id": f"id-{number}", "title": f"{title} {number}"} for number in range(count)]


def check(count: int, reason: str = "is open") -> dict[str, Any]:
    rows = [
        {
            "host": f"zdc{number // 4}_hb1.ibllc.com",
            "port": 4000 + number,
            "label": "TWS Europe",
            "state": "ok",
            "reason": reason,
            "milliseconds": 23,
        }
        for number in range(count)
    ]
    return {"seen_from": "server", "time": "", "finished": True, "rows": rows}


def shown(posts: list[Post]) -> str:
    blocks = [block for post in posts for block in post.blocks]
    texts = [block["text"]["text"] for block in blocks if "text" in block]
    texts += [
        each["text"] for block in blocks if block["type"] == "context" for each in block["elements"]
    ]
    return "\n".join(texts)


def elements(posts: list[Post]) -> list[dict[str, Any]]:
    rows = [block for post in posts for block in post.blocks if block["type"] == "actions"]
    return [element for row in rows for element in row["elements"]]


def pressed(posts: list[Post]) -> list[str]:
    return [element["action_id"] for element in elements(posts)]


def faults(posts: list[Post]) -> list[str]:
    found = [fault for post in posts for fault in block_faults(post.blocks)]
    found += [fault for post in posts for fault in text_faults(post.text) if "bare" in fault]
    return found + [f"text {len(post.text)}" for post in posts if not 1 <= len(post.text) <= 3_000]


MESSAGES = {
    "short": said(),
    "empty": said(text=" ", kind="smalltalk"),
    "long": said(text="\n\n".join([GERMAN * 30] * 12), language="de", article=ARTICLE),
    "one long word": said(text="&" * 9_000),
    "long code": said(text=f"`{'<' * 9_000}`"),
    "five buttons": said(kind="clarify", buttons=buttons(5)),
    "sixty buttons": said(buttons=buttons(60)),
    "sixty long buttons": said(buttons=buttons(60, GERMAN * 3), article=ARTICLE, language="de"),
    "three hundred buttons": said(buttons=buttons(300, GERMAN)),
    "hostile buttons": said(buttons=buttons(7, HOSTILE)),
    "button without a title": said(buttons=[{"id": "1", "title": " "}]),
    "check of 200 rows": said(kind="check", text="**Open.**\n\nAdvice.", check=check(200)),
    "long check": said(kind="check", language="de", check=check(200, "wird abgelehnt " * 8)),
    "check without rows": said(kind="check", check=check(0)),
    "commands": said(commands=[{"title": "Windows", "text": "Test-NetConnection\n" * 400}] * 3),
    "document": said(
        document={"name": "letter.txt", "media_type": "text/plain", "text": GERMAN * 99}
    ),
    "hostile": said(
        text=HOSTILE * 400,
        kind="warning",
        article={**ARTICLE, "title": HOSTILE * 20, "kb": HOSTILE, "reviewed": HOSTILE},
        commands=[{"title": HOSTILE * 9, "text": HOSTILE * 99}],
        document={"name": HOSTILE * 9, "media_type": "", "text": HOSTILE * 99},
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("is_ephemeral", [False, True])
def test_slack_takes_every_message(name: str, language: Language, is_ephemeral: bool) -> None:
    message = {**MESSAGES[name], "language": language.value}

    posts = answer_posts(message, is_ephemeral=is_ephemeral, share="job-1")

    assert faults(posts) == []


@given(
    st.text(),
    st.text(),
    st.lists(st.text(max_size=99), max_size=30),
    st.sampled_from(["a", "clarify"]),
)
def test_slack_takes_whatever_stands_in_a_message(
    text: str, other: str, titles: list[str], kind: str
) -> None:
    article = {**ARTICLE, "title": other, "kb": other, "reviewed": other, "step": 2}
    commands = [{"title": other, "text": text}]
    replies = [{"id": "x", "title": title} for title in titles]

    posts = answer_posts(
        said(kind=kind, text=text, article=article, commands=commands, buttons=replies),
        is_ephemeral=True,
    )

    assert faults(posts) == []


def test_up_to_25_buttons_stand_in_rows_of_five() -> None:
    [post] = answer_posts(said(buttons=buttons(12)))

    rows = [len(block["elements"]) for block in post.blocks if block["type"] == "actions"]
    assert rows == [5, 5, 2, 2]
    assert pressed([post]) == [f"lotse-press-{n}" for n in range(12)] + [
        "lotse-rate-up",
        "lotse-rate-down",
    ]
    assert elements([post])[3]["value"] == "id-3"


@pytest.mark.parametrize(("kind", "count"), [("clarify", 6), ("answer", 26), ("smalltalk", 60)])
def test_more_choices_become_a_menu(kind: str, count: int) -> None:
    posts = answer_posts(said(kind=kind, buttons=buttons(count)))

    menu = elements(posts)[0]
    assert menu["action_id"] == "lotse-choose"
    assert [option["value"] for option in menu["options"]] == [f"id-{n}" for n in range(count)]


def test_no_choice_is_lost_among_three_hundred() -> None:
    posts = answer_posts(MESSAGES["three hundred buttons"])

    menus = [each for each in elements(posts) if each["action_id"] == "lotse-choose"]
    assert [o["value"] for menu in menus for o in menu["options"]] == [
        f"id-{n}" for n in range(300)
    ]


def test_a_long_answer_is_several_posts_with_the_buttons_in_the_last() -> None:
    posts = answer_posts({**MESSAGES["long"], "buttons": buttons(3)})

    assert len(posts) > 2
    assert shown(posts).count("Firewall") == 360
    assert not any(pressed([post]) for post in posts[:-1])
    assert len(pressed(posts[-1:])) == 5
    begin = f"Fortsetzung, Teil 2 von {len(posts)}\n\nBitte öffnen Sie die *Konfiguration*"
    assert posts[1].text.startswith(begin)


def test_a_step_says_how_far_it_is_once() -> None:
    article = {**ARTICLE, "step": 2}
    text = "We were here:\n\n**Schritt 2 von 4**\n\nÖffnen Sie TWS."

    posts = answer_posts(said(kind="step", language="de", text=text, article=article))

    assert shown(posts).count("Schritt 2 von 4") == 1
    assert "Schritt 2 von 4  ●●○○" in shown(posts)
    assert pressed(posts) == []


def test_a_passage_that_names_its_step_is_not_told_it_twice() -> None:
    article = {**ARTICLE, "step": 2}

    posts = answer_posts(
        said(text="That says the article:\n\nStep 2 of 4: Press.", article=article)
    )

    assert shown(posts).count("Step 2 of 4") == 1


def test_the_last_step_can_be_rated() -> None:
    posts = answer_posts(said(kind="step", article={**ARTICLE, "step": 4}))

    assert pressed(posts) == ["lotse-rate-up", "lotse-rate-down"]
    assert {element["value"] for element in elements(posts)} == {"m1"}


@pytest.mark.parametrize(
    ("kind", "is_rated"),
    [("answer", True), ("check", True), ("fallback", True), ("clarify", False), ("error", False)],
)
def test_the_kinds_that_the_widget_rates_have_thumbs(kind: str, is_rated: bool) -> None:
    assert ("lotse-rate-up" in pressed(answer_posts(said(kind=kind)))) is is_rated


@pytest.mark.parametrize(
    ("language", "status", "line"),
    [
        ("en", "current", "Log in &lt;with&gt; a card · KB1234 · reviewed on 2026-11-12"),
        ("de", "current", "Log in &lt;with&gt; a card · KB1234 · geprüft am 12.11.2026"),
        ("de", "outdated", "geprüft am 12.11.2026 · ⚠ veraltet"),
        ("en", "unconfirmed", "reviewed on 2026-11-12 · ⚠ not confirmed"),
    ],
)
def test_the_article_is_named(language: str, status: str, line: str) -> None:
    article = {**ARTICLE, "status": status}

    assert line in shown(answer_posts(said(language=language, article=article)))


def test_a_number_that_is_none_is_left_out() -> None:
    posts = answer_posts(said(article={**ARTICLE, "kb": "none"}))

    assert "a card · reviewed" in shown(posts)


@pytest.mark.parametrize(("kind", "alarm"), [("warning", "Achtung"), ("error", "schiefgegangen")])
def test_warnings_and_errors_say_so(kind: str, alarm: str) -> None:
    [post] = answer_posts(said(kind=kind, language="de"))

    assert post.blocks[0]["text"]["text"].startswith("⚠ *")
    assert alarm in post.blocks[0]["text"]["text"]
    assert alarm in post.text


def test_a_check_stands_between_its_headline_and_the_advice() -> None:
    posts = answer_posts(MESSAGES["check of 200 rows"])

    text = shown(posts)
    assert (
        text.index("*Open.*")
        < text.index("✓ 4000:")
        < text.index("✓ 4199:")
        < text.index("Advice.")
    )
    assert posts[0].text == "Open.\n\nAdvice."


def test_a_check_under_way_says_how_far_it_is_in_notifications() -> None:
    check = {**MESSAGES["check of 200 rows"]["check"], "finished": False}

    posts = answer_posts({**MESSAGES["check of 200 rows"], "check": check})

    assert posts[0].text.endswith("From our server, 200 of 200 finished")


def test_commands_stand_in_fences_below_their_titles() -> None:
    posts = answer_posts(said(commands=[{"title": "On Windows", "text": "a < b\nc"}]))

    assert "*On Windows*\n```\na &lt; b\nc\n```" in shown(posts)


def test_only_an_ephemeral_post_holds_the_document() -> None:
    message = said(document={"name": "letter.txt", "media_type": "text/plain", "text": "Dear IT"})

    assert "Dear IT" not in shown(answer_posts(message))
    assert "*letter.txt*\n```\nDear IT\n```" in shown(answer_posts(message, is_ephemeral=True))


def test_a_job_can_be_shared() -> None:
    share = elements(answer_posts(said(), is_ephemeral=True, share="job-7"))[-1]

    assert (share["action_id"], share["value"]) == ("lotse-share", "job-7")


@pytest.mark.parametrize("language", Language)
def test_the_reasons_are_those_that_are_kept(language: Language) -> None:
    blocks = reason_blocks("m1", language)

    assert block_faults(blocks) == []
    assert [each["action_id"] for each in blocks[1]["elements"]] == [
        f"lotse-reason-{reason}" for reason in REASONS
    ]
    assert {each["value"] for each in blocks[1]["elements"]} == {"m1"}


def test_nobody_gets_silence() -> None:
    [post] = answer_posts(MESSAGES["empty"])

    assert post.text == WORDS[Language.ENGLISH].no_answer
    assert shown([post]) == WORDS[Language.ENGLISH].no_answer


def test_the_rules_see_what_slack_refuses() -> None:
    text = {"type": "mrkdwn", "text": "<!here> `a", "verbatim": False}
    title = {"type": "plain_text", "text": "x" * 76}
    blocks = [
        {"type": "section", "text": text, "texts": []},
        {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": title}] * 2},
        {"type": "image"},
    ]

    assert block_faults(blocks) == [
        "0: section with texts",
        "0: a bare sign: <",
        "0: a bare >",
        "0: an open code span",
        "0: mrkdwn that Slack may make links in",
        "1: an action_id twice",
        "1: text of 76 characters",
        "1: text of 76 characters",
        "2: unknown block image",
    ]
