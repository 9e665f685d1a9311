"""What an answer looks like in Slack, and what can be done with it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.settings import PROJECT
from tests.slack import faults
from tests.slack.conftest import Served
from tests.slack.pretend_slack import PretendSlack
from tests.slack.talk import CARD, answer_to, ask, faults_of, mention, press, whisper
from tests.slack.workspace import HELPDESK, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCES = {
    "de": "Mit der Digitalen Sicherheitskarte (DSC+) anmelden · KB2634 · geprüft am 22.11.2026",
    "en": "Log in with the Digital Security Card+ (DSC+) · KB2634 · reviewed on 2026-11-22",
}
WALK = {"de": ("Schritt für Schritt", "Weiter"), "en": ("Step by step", "Next")}
STEP = {"de": "Schritt {} von {}", "en": "Step {} of {}"}
RATED = {
    "de": ("Danke.", "Was hat nicht gepasst?", "Veraltet"),
    "en": ("Thank you.", "What was wrong?", "Out of date"),
}
LETTERS = {
    "de": ("Schreiben an unsere IT wegen Zürich", "Betreff: Freigabe", "nicht als Datei anhängen"),
    "en": ("Write a letter to our IT about Zurich", "Subject: ", "could not attach the letter"),
}
SLOW = {
    "de": ("Ist das Gateway in Hongkong erreichbar?", "TWS Asien (Hongkong)", "wird geprüft"),
    "en": ("Is the Chicago gateway reachable?", "(Chicago)", "checking"),
}
HOSTILE = (
    "Is <!channel> <!here> <@U0BEN0001> <#C0RANDOM1> &lt;!everyone&gt; &amp;lt;!channel&amp;gt; "
    "*bold* `<!here>` <https://evil.example/a|bank.example> evil.example:4001 reachable?"
)


async def test_an_answer_names_its_article_in_small_print(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    answer = await ask(slack, user, CARD[spoken])

    small = [block for block in answer.blocks if block["type"] == "context"]
    assert [block["elements"][0]["text"] for block in small] == [SOURCES[spoken]]
    assert not faults_of(answer)
    assert not answer.unfurls


async def test_buttons_lead_through_all_steps(slack: PretendSlack, user: str, spoken: str) -> None:
    begin, go_on = WALK[spoken]
    answer = await ask(slack, user, CARD[spoken])

    steps = [await press(slack, user, answer, begin)]
    while go_on in steps[-1].buttons:
        steps.append(await press(slack, user, steps[-1], go_on))

    names = [STEP[spoken].format(number, len(steps)) for number in range(1, len(steps) + 1)]
    assert len(steps) > 3
    assert [step.shown_text.split("  ")[0] for step in steps] == names
    assert [step.shown_text.count(name) for step, name in zip(steps, names, strict=True)] == (
        [1] * len(steps)
    )
    assert not [fault for step in steps for fault in faults_of(step)]


async def test_a_choice_leads_to_its_answer(slack: PretendSlack, user: str, spoken: str) -> None:
    question = {"de": "API installieren", "en": "install the API"}[spoken]
    choice = await mention(slack, user, question, HELPDESK)

    answer = await press(slack, user, choice, "Linux")

    assert answer.thread_ts == choice.thread_ts
    assert "Linux" in answer.shown_text
    assert not faults_of(choice)


async def test_a_menu_leads_to_the_same_answer_as_a_button(
    slack: PretendSlack, english: str
) -> None:
    choice = await ask(slack, english, "install the API")
    button = next(each for _, each in choice.elements() if each["text"]["text"] == "Linux")
    option = {"text": button["text"], "value": button["value"]}
    known = len(slack.answers(english))

    chosen = {"type": "static_select", "action_id": "lotse-choose", "selected_option": option}
    await slack.act(english, choice, chosen)

    await slack.wait_for(lambda: len(slack.answers(english)) > known)
    assert "Linux" in slack.answers(english)[-1].shown_text


async def test_thumbs_are_kept_with_their_reason(served: Served, user: str, spoken: str) -> None:
    slack = served.slack
    thanks, why, reason = RATED[spoken]
    answer = await mention(slack, user, CARD[spoken], HELPDESK)
    before = report(served)

    await slack.press(user, answer, "lotse-rate-up")
    praised = await whisper(slack, user)
    await slack.press(user, answer, "lotse-rate-down")
    asked = await whisper(slack, user, 1)
    question = asked.shown_text
    await slack.press(user, asked, reason)
    await slack.wait_for(lambda: asked.edits)
    await served.settle()

    assert praised.text == thanks
    assert why in question
    assert asked.thread_ts == answer.thread_ts
    assert (asked.text, asked.blocks) == (thanks, [])
    assert report(served) == before + 1


def report(served: Served) -> int:
    """Return how many answers were rated as out of date."""
    command = [sys.executable, "-m", "bot", "report", "--json"]
    environment = {"LOTSE_DATA": str(served.database.parent), "PATH": ""}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return json.dumps(json.loads(done.stdout)).count("outdated")


async def test_a_letter_comes_as_a_file_in_the_same_place(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    question, words, _ = LETTERS[spoken]

    answer = await mention(slack, user, question, HELPDESK)
    await slack.wait_for(lambda: [one for one in slack.files if one.thread_ts == answer.thread_ts])

    file = next(one for one in slack.files if one.thread_ts == answer.thread_ts)
    assert file.name.endswith(".txt")
    assert words in file.content.decode()
    assert words not in answer.shown_text


async def test_a_letter_comes_as_text_where_files_may_not_be_uploaded(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    question, words, excuse = LETTERS[spoken]
    slack.fail("files.getUploadURLExternal", faults.api_error("missing_scope"))

    await ask(slack, user, question)
    await slack.wait_for(lambda: len(slack.answers(user)) == 2)

    letter = slack.answers(user)[1]
    assert excuse in letter.text
    assert words in letter.shown_text
    assert not letter.unfurls
    assert not faults_of(letter)


async def test_a_check_is_one_message_that_fills_up(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    question, place, checking = SLOW[spoken]

    answer = await mention(slack, user, question, HELPDESK)
    first = answer.shown_text
    await slack.wait_for(lambda: place in answer.text)

    assert checking in first
    assert checking not in answer.shown_text
    assert slack.answers(HELPDESK, answer.thread_ts) == [answer]
    assert 1 <= answer.edits <= 4
    assert answer.buttons
    assert not faults_of(answer)


async def test_nothing_that_people_write_becomes_a_mention_or_a_link(
    slack: PretendSlack, english: str
) -> None:
    written = [await ask(slack, english, HOSTILE)]
    written.append(await mention(slack, english, HOSTILE, HELPDESK))
    for text in ("<!channel>", "&lt;!channel&gt; login", "login <https://evil.example|here>", "*"):
        written.append(await ask(slack, english, text))

    shown = "\n".join(f"{one.text}\n{one.shown_text}" for one in written)
    assert not [fault for one in written for fault in faults_of(one)]
    assert "<" not in shown
    assert not any(one.unfurls for one in written)


async def test_a_question_with_marks_and_links_is_understood(
    slack: PretendSlack, english: str
) -> None:
    asked = await slack.say(
        english, english, "*Which* _ports_ does <http://zdc1.ibllc.com|zdc1.ibllc.com> need?"
    )

    answer = await answer_to(slack, asked)

    assert "4001" in answer.shown_text


async def test_everything_that_was_posted_is_valid_and_has_a_text(slack: PretendSlack) -> None:
    posted: list[Message] = [*slack.answers(), *slack.ephemerals()]

    broken = {one.ts: faults_of(one) for one in posted if not one.files and faults_of(one)}

    assert posted
    assert broken == {}
