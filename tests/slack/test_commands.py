"""The commands ``/lotse`` and ``/portcheck``, and sharing what they answer."""

from __future__ import annotations

import asyncio

import pytest

from tests.slack.conftest import Served
from tests.slack.pretend_slack import PretendSlack
from tests.slack.talk import CARD, REVIEWED, WALK, ask, command, faults_of, whisper
from tests.slack.workspace import HELPDESK, RANDOM

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHARE = {"de": "Im Kanal teilen", "en": "Share in this channel"}
SHARED_BY = {"de": "Geteilt von <@{}>", "en": "Shared by <@{}>"}
ALREADY = {
    "de": "Das ist im Kanal schon geteilt.",
    "en": "This has been shared in the channel already.",
}
PLACES = {"de": "Zürich", "en": "Europe"}
OUTCOME = {"de": "TWS Europa (Zürich): teilweise", "en": "TWS Europe (Zurich): partly"}
CHECKING = {
    "de": "Ich prüfe die Ports, einen Moment bitte…",
    "en": "Checking the ports, one moment…",
}
USAGE = {
    "de": {"/lotse": "hinter den Befehl", "/portcheck": "Nennen Sie eine Region"},
    "en": {"/lotse": "after the command", "/portcheck": "Name a region or a gateway"},
}


@pytest.mark.parametrize("channel", [HELPDESK, RANDOM], ids=["member", "no member"])
async def test_only_who_asks_sees_the_answer_to_lotse(
    served: Served, user: str, spoken: str, channel: str
) -> None:
    slack = served.slack
    posted = len(slack.answers())

    answer = await command(slack, user, channel, "/lotse", CARD[spoken])
    await served.settle()

    assert answer.ephemeral_to == user
    assert f"KB2634 · {REVIEWED[spoken]}" in answer.shown_text
    assert answer.buttons[-1] == SHARE[spoken]
    assert len(slack.answers()) == posted
    assert not faults_of(answer)


async def test_only_who_asks_sees_a_port_check(slack: PretendSlack, user: str, spoken: str) -> None:
    await command(slack, user, RANDOM, "/lotse", CARD[spoken])  # so that the language is known

    answer = await command(slack, user, RANDOM, "/portcheck", PLACES[spoken])

    told = slack.ephemerals(user=user)[-2]
    assert told.text == CHECKING[spoken]
    assert OUTCOME[spoken] in answer.shown_text
    assert answer.ephemeral_to == user
    assert not faults_of(answer)


@pytest.mark.parametrize("host", ["zdc1.example.com", "<http://zdc1.example.com|zdc1.example.com>"])
async def test_a_host_that_is_not_listed_is_not_connected_to(
    slack: PretendSlack, user: str, host: str
) -> None:
    answer = await command(slack, user, HELPDESK, "/portcheck", host)

    assert "`zdc1.example.com`" in answer.shown_text
    assert "nicht auf meiner Liste" in answer.shown_text or "not on my list" in answer.shown_text


@pytest.mark.parametrize("name", ["/lotse", "/portcheck"])
async def test_a_command_without_text_tells_how_it_is_used(
    slack: PretendSlack, user: str, spoken: str, name: str
) -> None:
    answer = await command(slack, user, HELPDESK, name)

    assert USAGE[spoken][name] in answer.text
    assert f"`{name} " in answer.text
    assert answer.ephemeral_to == user


@pytest.mark.parametrize("channel", [HELPDESK, RANDOM], ids=["member", "no member"])
async def test_an_answer_is_shared_once(
    served: Served, user: str, spoken: str, channel: str
) -> None:
    slack = served.slack
    answer = await command(slack, user, channel, "/lotse", CARD[spoken])
    posted = len(slack.answers())

    await slack.press(user, answer, SHARE[spoken])
    await served.settle()
    shared = slack.answers()[posted:]

    assert [one.channel for one in shared] == [channel]
    assert f"KB2634 · {REVIEWED[spoken]}" in shared[0].shown_text
    assert shared[0].shown_text.endswith(SHARED_BY[spoken].format(user))
    assert not shared[0].buttons
    assert not shared[0].unfurls
    assert SHARE[spoken] not in answer.buttons
    assert f"KB2634 · {REVIEWED[spoken]}" in answer.shown_text


async def test_who_shares_again_is_told_so(served: Served, user: str, spoken: str) -> None:
    slack = served.slack
    answer = await command(slack, user, HELPDESK, "/lotse", CARD[spoken])
    button = next(each for _, each in answer.elements() if each["action_id"] == "lotse-share")
    posted = len(slack.answers())

    await slack.act(user, answer, button)
    await slack.act(user, answer, button)
    await served.settle()

    assert len(slack.answers()) == posted + 1
    assert slack.ephemerals(user=user)[-1].text == ALREADY[spoken]


async def test_nobody_shares_what_only_somebody_else_saw(
    served: Served, english: str, german: str
) -> None:
    slack = served.slack
    theirs = await command(slack, english, HELPDESK, "/lotse", CARD["en"])
    own = await command(slack, german, RANDOM, "/lotse", CARD["de"])
    button = next(each for _, each in theirs.elements() if each["action_id"] == "lotse-share")
    posted = len(slack.answers())

    await slack.act(german, own, button)
    await served.settle()
    assert len(slack.answers()) == posted

    await slack.act(english, theirs, button)
    await served.settle()
    assert len(slack.answers()) == posted + 1


async def test_who_shared_is_not_kept_beyond_what_they_can_have_deleted(
    served: Served, english: str
) -> None:
    slack = served.slack
    answer = await command(slack, english, HELPDESK, "/lotse", CARD["en"])
    await slack.press(english, answer, SHARE["en"])
    await served.settle()

    claims = served.read("select name || owner from lotse_slack_claims")

    assert claims
    assert not [claim for claim in claims if english in str(claim)]


async def test_pressing_many_times_at_once_shares_once(served: Served, english: str) -> None:
    slack = served.slack
    answer = await command(slack, english, HELPDESK, "/lotse", CARD["en"])
    button = next(each for _, each in answer.elements() if each["action_id"] == "lotse-share")
    posted = len(slack.answers())

    await asyncio.gather(*(slack.act(english, answer, button) for _ in range(4)))
    await served.settle()

    assert len(slack.answers()) == posted + 1


async def test_two_people_share_their_own_answers(
    served: Served, english: str, german: str
) -> None:
    slack = served.slack
    first = await command(slack, english, HELPDESK, "/lotse", CARD["en"])
    second = await command(slack, german, HELPDESK, "/lotse", CARD["de"])
    posted = len(slack.answers())

    await slack.press(english, first, SHARE["en"])
    await slack.press(german, second, SHARE["de"])
    await served.settle()

    texts = [one.shown_text for one in slack.answers()[posted:]]
    assert [f"<@{english}>" in texts[0], f"<@{german}>" in texts[1]] == [True, True]
    assert len(texts) == 2


async def test_buttons_below_an_answer_that_one_person_sees_answer_that_person(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    answer = await command(slack, user, HELPDESK, "/lotse", CARD[spoken])
    posted, seen = len(slack.answers()), len(slack.ephemerals(user=user))

    await slack.press(user, answer, WALK[spoken])
    step = await whisper(slack, user, seen)
    await served.settle()

    assert step.ephemeral_to == user
    assert step.shown_text.startswith({"de": "Schritt 1", "en": "Step 1"}[spoken])
    assert answer.edits == 0
    assert len(slack.answers()) == posted


async def test_what_a_button_brought_can_be_shared_too(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    answer = await command(slack, user, HELPDESK, "/lotse", CARD[spoken])
    seen, posted = len(slack.ephemerals(user=user)), len(slack.answers())
    await slack.press(user, answer, WALK[spoken])
    step = await whisper(slack, user, seen)

    await slack.press(user, step, SHARE[spoken])
    await served.settle()

    shared = slack.answers()[posted:]
    assert len(shared) == 1
    assert shared[0].shown_text.startswith({"de": "Schritt 1", "en": "Step 1"}[spoken])


async def test_thumbs_below_an_answer_that_one_person_sees(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    answer = await command(slack, user, RANDOM, "/lotse", CARD[spoken])
    seen = len(slack.ephemerals(user=user))

    await slack.press(user, answer, "lotse-rate-down")
    asked = await whisper(slack, user, seen)
    await slack.press(user, asked, "lotse-reason-wrong")
    await slack.wait_for(lambda: asked.edits)

    assert asked.text == {"de": "Danke.", "en": "Thank you."}[spoken]
    assert answer.edits == 0


async def test_a_letter_that_one_person_sees_stands_in_the_message(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    question, begin = {
        "de": ("Schreiben an unsere IT wegen Zürich", "Betreff: Freigabe"),
        "en": ("Write a letter to our IT about Zurich", "Subject: "),
    }[spoken]
    files = len(slack.files)

    answer = await command(slack, user, HELPDESK, "/lotse", question)

    assert begin in answer.shown_text
    assert len(slack.files) == files


async def test_in_direct_messages_a_command_has_nothing_to_share(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    answer = await command(slack, user, user, "/lotse", CARD[spoken])

    assert f"KB2634 · {REVIEWED[spoken]}" in answer.shown_text
    assert SHARE[spoken] not in answer.buttons


async def test_a_command_goes_on_with_what_was_said_directly_but_only_there(
    slack: PretendSlack, english: str
) -> None:
    await ask(slack, english, CARD["en"])

    there = await command(slack, english, english, "/lotse", "step by step please")
    elsewhere = await command(slack, english, HELPDESK, "/lotse", "step by step please")

    assert "KB2634" in there.shown_text
    assert "KB2634" not in elsewhere.shown_text
