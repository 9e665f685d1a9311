"""Where Lotse answers in Slack, and where it keeps quiet."""

from __future__ import annotations

import pytest

from tests.slack import payloads
from tests.slack.conftest import Served
from tests.slack.pretend_slack import PretendSlack
from tests.slack.talk import CARD, REVIEWED, answer_to, ask, mention
from tests.slack.workspace import BOT_USER, GROUP_TALK, HELPDESK, RANDOM, SECRET_CLUB

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORTS = {
    "de": "Welche Ports muss unsere Firewall freigeben?",
    "en": "Which ports must our firewall allow?",
}
KB = {"card": "KB2634", "ports": "KB2816"}
GERMAN, ENGLISH = REVIEWED["de"], REVIEWED["en"]


async def test_a_direct_message_is_answered_where_it_stands(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    answer = await ask(slack, user, CARD[spoken])

    assert answer.thread_ts is None
    assert f"{KB['card']} · {REVIEWED[spoken]}" in answer.shown_text


async def test_a_thread_in_direct_messages_is_answered_in_it(
    slack: PretendSlack, german: str
) -> None:
    first = await ask(slack, german, CARD["de"])

    answer = await ask(slack, german, PORTS["de"], thread=first.ts)

    assert answer.thread_ts == first.ts
    assert KB["ports"] in answer.shown_text


async def test_a_mention_is_answered_once_and_in_its_thread_though_two_events_come(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    known = len(slack.deliveries)

    asked = await slack.mention(user, HELPDESK, CARD[spoken])
    answer = await answer_to(slack, asked)
    await served.settle()

    told = [each.payload["event"] for each in slack.deliveries[known:]]
    assert {"app_mention", "message"} <= {event["type"] for event in told}
    assert slack.answers(HELPDESK, asked.ts) == [answer]
    assert f"{KB['card']} · {REVIEWED[spoken]}" in answer.shown_text


@pytest.mark.parametrize(
    "text", ["{text} <@{bot}>", "Hi <@{bot}>, {text}", "<@{bot}|lotse>: {text}"]
)
async def test_the_mention_may_stand_anywhere(slack: PretendSlack, english: str, text: str) -> None:
    asked = text.format(text=CARD["en"], bot=BOT_USER)

    answer = await ask(slack, english, asked, HELPDESK)

    assert KB["card"] in answer.shown_text


async def test_a_follow_up_in_its_thread_needs_no_mention(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    first = await mention(slack, user, CARD[spoken], HELPDESK)

    answer = await ask(slack, user, PORTS[spoken], HELPDESK, first.thread_ts)

    assert answer.thread_ts == first.thread_ts
    assert KB["ports"] in answer.shown_text


async def test_a_follow_up_that_is_shown_in_the_channel_too_is_answered_in_the_thread(
    slack: PretendSlack, english: str
) -> None:
    first = await mention(slack, english, CARD["en"], HELPDESK)
    asked = slack.write(english, HELPDESK, PORTS["en"], first.thread_ts)
    asked.subtype = "thread_broadcast"

    for event in slack.events_of(asked):
        await slack.deliver_event(event)

    answer = await answer_to(slack, asked)
    assert answer.thread_ts == first.thread_ts


async def test_a_private_channel_is_answered_like_any_other(
    slack: PretendSlack, german: str
) -> None:
    answer = await mention(slack, german, CARD["de"], SECRET_CLUB)

    assert GERMAN in answer.shown_text


async def test_a_talk_of_several_needs_a_mention(served: Served, english: str) -> None:
    slack = served.slack
    ignored = await slack.say(english, GROUP_TALK, CARD["en"])

    answer = await mention(slack, english, CARD["en"], GROUP_TALK)
    await served.settle()

    assert KB["card"] in answer.shown_text
    assert not slack.answers(GROUP_TALK, ignored.ts)
    assert not [one for one in slack.answers(GROUP_TALK) if one.thread_ts is None]


async def test_channel_talk_is_left_alone(served: Served, english: str, german: str) -> None:
    slack = served.slack
    known = len(slack.answers())
    root = await slack.say(english, HELPDESK, CARD["en"])

    await slack.say(german, HELPDESK, CARD["de"], root.ts)
    await slack.say(english, HELPDESK, f"<@{german}> {CARD['en']}")
    await slack.say(english, HELPDESK, f"<!here> {CARD['en']}")
    await slack.mention(english, RANDOM, CARD["en"])
    await served.settle()

    assert len(slack.answers()) == known


async def test_a_word_to_somebody_else_in_its_thread_is_left_alone(
    served: Served, english: str, german: str
) -> None:
    slack = served.slack
    first = await mention(slack, english, CARD["en"], HELPDESK)

    await slack.say(english, HELPDESK, f"<@{german}> {PORTS['en']}", first.thread_ts)
    await served.settle()

    assert slack.answers(HELPDESK, first.thread_ts) == [first]


async def test_whoever_has_not_asked_lotse_is_not_answered_in_its_thread(
    served: Served, english: str, german: str
) -> None:
    slack = served.slack
    first = await mention(slack, english, CARD["en"], HELPDESK)

    await slack.say(german, HELPDESK, PORTS["de"], first.thread_ts)
    await served.settle()

    assert slack.answers(HELPDESK, first.thread_ts) == [first]


async def test_two_people_who_talk_in_its_thread_are_not_interrupted(
    served: Served, english: str, german: str
) -> None:
    slack = served.slack
    first = await mention(slack, english, CARD["en"], HELPDESK)

    for user, text in (
        (german, "Did that help?"),
        (english, "Yes, thanks a lot, see you at lunch"),
        (german, "Great, the new place round the corner?"),
        (english, "ok"),
        (english, "Bring Tom along, he knows the menu"),
    ):
        await slack.say(user, HELPDESK, text, first.thread_ts)
    await slack.send_file(english, HELPDESK, "menu.png", thread_ts=first.thread_ts)
    await served.settle()

    assert slack.answers(HELPDESK, first.thread_ts) == [first]


async def test_a_question_in_between_is_still_answered(
    slack: PretendSlack, english: str, german: str
) -> None:
    first = await mention(slack, english, CARD["en"], HELPDESK)
    await slack.say(german, HELPDESK, "Did that help?", first.thread_ts)

    answer = await ask(slack, english, PORTS["en"], HELPDESK, first.thread_ts)

    assert KB["ports"] in answer.shown_text


async def test_bots_edits_deletions_and_joins_are_left_alone(served: Served, english: str) -> None:
    slack = served.slack
    channel = slack.workspace.channels[HELPDESK]
    first = await mention(slack, english, CARD["en"], HELPDESK)
    follow_up = slack.write(english, HELPDESK, PORTS["en"], first.thread_ts)
    loud = slack.write(english, HELPDESK, f"<@{BOT_USER}> {PORTS['en']}")
    known = len(slack.answers())

    for message in (follow_up, loud):
        await slack.deliver_event(payloads.bot_message_event(message, channel))
        await slack.deliver_event(payloads.other_app_event(message, channel))
        await slack.edit(message, f"{message.text} Please!")
        await slack.delete(message)
    await slack.deliver_event(payloads.joined_event(english, channel))
    await served.settle()

    assert len(slack.answers()) == known


async def test_it_does_not_answer_itself(served: Served, english: str) -> None:
    slack = served.slack
    known = len(slack.deliveries)

    first = await mention(slack, english, CARD["en"], HELPDESK)
    direct = await ask(slack, english, CARD["en"])
    await slack.wait_for(
        lambda: (
            {first.ts, direct.ts}
            <= {each.payload.get("event", {}).get("ts") for each in slack.deliveries[known:]}
        )
    )
    await served.settle()

    assert slack.answers(HELPDESK, first.thread_ts) == [first]
    assert slack.answers(english) == [direct]


async def test_each_person_in_a_thread_keeps_their_own_language_and_conversation(
    slack: PretendSlack, english: str, german: str
) -> None:
    first = await mention(slack, english, CARD["en"], HELPDESK)
    thread = first.thread_ts
    other = await mention(slack, german, PORTS["de"], HELPDESK, thread)

    english_steps = await ask(slack, english, "step by step please", HELPDESK, thread)
    german_steps = await ask(slack, german, "Schritt für Schritt bitte", HELPDESK, thread)

    assert ENGLISH in first.shown_text
    assert GERMAN in other.shown_text
    assert KB["card"] in english_steps.shown_text
    assert ENGLISH in english_steps.shown_text
    assert KB["ports"] in german_steps.shown_text
    assert GERMAN in german_steps.shown_text


async def test_people_are_answered_in_the_language_in_which_they_write(
    slack: PretendSlack, german: str
) -> None:
    vague = await ask(slack, german, "DSC+")
    english = await ask(slack, german, PORTS["en"])
    after = await ask(slack, german, "DSC+")

    assert GERMAN in vague.shown_text
    assert ENGLISH in english.shown_text
    assert ENGLISH in after.shown_text


async def test_what_was_said_directly_never_shows_in_a_channel(
    slack: PretendSlack, german: str
) -> None:
    await ask(slack, german, PORTS["de"])

    answer = await mention(slack, german, "Schritt für Schritt bitte", HELPDESK)

    assert KB["ports"] not in answer.shown_text
    assert "Ports" not in answer.shown_text
