"""The app's home, and the assistant pane."""

from __future__ import annotations

import pytest

from tests.bot.slack.block_rules import MOST_HOME_BLOCKS, block_faults
from tests.slack import faults
from tests.slack.conftest import Served
from tests.slack.pretend_slack import PretendSlack
from tests.slack.talk import CARD, REVIEWED, WALK, ask, faults_of, mention, press
from tests.slack.workspace import HELPDESK, View

pytestmark = pytest.mark.asyncio(loop_scope="session")

TITLE = {"de": "Lotse, ein automatischer Assistent", "en": "Lotse, an automated assistant"}
EXAMPLE = {
    "de": "Welche Ports muss unsere Firewall freigeben?",
    "en": "Which ports must our firewall allow?",
}
ASKED = {"de": "Sie haben gefragt: ", "en": "You asked: "}
OTHER = {"de": "en", "en": "de"}
GREETING = {"de": "Guten Tag, ich bin Lotse", "en": "I am Lotse"}
THINKING = {"de": "schaut nach…", "en": "is looking that up…"}


async def home_of(slack: PretendSlack, user: str) -> View:
    await slack.open_home(user)
    await slack.wait_for(lambda: user in slack.homes)
    return slack.homes[user]


async def test_the_home_speaks_the_person_s_language(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    home = await home_of(slack, user)

    assert home.shown_text.startswith(TITLE[spoken])
    assert EXAMPLE[spoken] in home.buttons
    assert not block_faults(home.blocks, MOST_HOME_BLOCKS)


async def test_the_messages_tab_alone_makes_no_home(served: Served, english: str) -> None:
    await served.slack.open_home(english, tab="messages")
    await served.settle()

    assert english not in served.slack.homes


async def test_an_example_is_answered_in_direct_messages(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    home = await home_of(slack, user)

    await slack.press(user, home, EXAMPLE[spoken])
    await slack.wait_for(lambda: len(slack.answers(user)) == 2)

    asked, answer = slack.answers(user)
    assert asked.text == ASKED[spoken] + EXAMPLE[spoken]
    assert f"KB2816 · {REVIEWED[spoken]}" in answer.shown_text
    assert not faults_of(answer)


async def test_buttons_below_an_example_s_answer_go_on(slack: PretendSlack, english: str) -> None:
    await slack.press(english, await home_of(slack, english), EXAMPLE["en"])
    await slack.wait_for(lambda: len(slack.answers(english)) == 2)

    step = await press(slack, english, slack.answers(english)[1], "Step by step")

    assert step.shown_text.startswith("Step 1")


async def test_an_example_is_answered_though_direct_messages_cannot_be_opened(
    slack: PretendSlack, english: str
) -> None:
    home = await home_of(slack, english)
    slack.fail("conversations.open", faults.api_error("missing_scope"))

    await slack.press(english, home, EXAMPLE["en"])

    await slack.wait_for(lambda: len(slack.answers(english)) == 2)


async def test_choosing_a_language_changes_the_home_at_once(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    home = await home_of(slack, user)

    await slack.choose(user, home, OTHER[spoken])
    await slack.wait_for(lambda: slack.homes[user].versions == 2)
    changed = slack.homes[user]
    menu = next(each for _, each in changed.elements() if each["action_id"] == "lotse-language")

    assert changed.shown_text.startswith(TITLE[OTHER[spoken]])
    assert menu["initial_option"]["value"] == OTHER[spoken]


async def test_a_chosen_language_is_what_conversations_begin_in(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    await slack.choose(user, await home_of(slack, user), OTHER[spoken])
    await served.settle()

    direct = await ask(slack, user, "DSC+")
    empty = await mention(slack, user, "", HELPDESK)

    assert REVIEWED[OTHER[spoken]] in direct.shown_text
    assert GREETING[OTHER[spoken]] in empty.text


async def test_a_chosen_language_holds_for_a_conversation_under_way(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    before = await ask(slack, user, CARD[spoken])
    await slack.choose(user, await home_of(slack, user), OTHER[spoken])
    await served.settle()

    vague = await ask(slack, user, "DSC+")
    after = await ask(slack, user, EXAMPLE[spoken])
    step = await press(slack, user, after, WALK[OTHER[spoken]])

    assert REVIEWED[spoken] in before.shown_text
    assert REVIEWED[OTHER[spoken]] in vague.shown_text
    assert REVIEWED[OTHER[spoken]] in after.shown_text
    assert REVIEWED[OTHER[spoken]] in step.shown_text


async def test_who_chooses_no_language_any_more_is_answered_in_what_they_write(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    await slack.choose(user, await home_of(slack, user), OTHER[spoken])
    await served.settle()
    before = await ask(slack, user, EXAMPLE[spoken])

    await slack.choose(user, slack.homes[user], "auto")
    await served.settle()
    after = await ask(slack, user, CARD[spoken])

    assert REVIEWED[OTHER[spoken]] in before.shown_text
    assert REVIEWED[spoken] in after.shown_text


async def test_choosing_none_leads_back_to_the_person_s_own(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    await slack.choose(user, await home_of(slack, user), OTHER[spoken])
    await served.settle()

    await slack.choose(user, slack.homes[user], "auto")
    await slack.wait_for(lambda: slack.homes[user].versions == 3)

    assert slack.homes[user].shown_text.startswith(TITLE[spoken])


async def test_the_pane_greets_and_suggests_what_to_ask(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    root = await slack.open_assistant(user)
    await slack.wait_for(lambda: (root.channel, root.ts) in slack.workspace.prompts)

    greetings = slack.answers(root.channel, root.ts)
    prompts = slack.workspace.prompts[(root.channel, root.ts)]
    assert len(greetings) == 1
    assert GREETING[spoken] in greetings[0].text
    assert EXAMPLE[spoken] in [prompt["message"] for prompt in prompts]


async def test_the_pane_shows_that_an_answer_is_coming_and_has_it_in_its_thread(
    slack: PretendSlack, user: str, spoken: str
) -> None:
    root = await slack.open_assistant(user)
    await slack.wait_for(lambda: (root.channel, root.ts) in slack.workspace.prompts)

    await slack.say(user, root.channel, EXAMPLE[spoken], root.ts)
    await slack.wait_for(lambda: len(slack.answers(root.channel, root.ts)) == 2)
    await slack.wait_for(lambda: slack.calls_of("assistant.threads.setStatus"))

    answer = slack.answers(root.channel, root.ts)[1]
    asked_for = [call.body["status"] for call in slack.calls_of("assistant.threads.setStatus")]
    assert f"KB2816 · {REVIEWED[spoken]}" in answer.shown_text
    assert asked_for[-1] == THINKING[spoken]


async def test_a_walk_in_the_pane_stays_in_its_thread(slack: PretendSlack, english: str) -> None:
    root = await slack.open_assistant(english)
    await slack.wait_for(lambda: slack.answers(root.channel, root.ts))
    answer = await ask(slack, english, EXAMPLE["en"], root.channel, root.ts)

    step = await press(slack, english, answer, "Step by step")

    assert step.thread_ts == root.ts


async def test_another_channel_beside_the_pane_is_no_question(served: Served, english: str) -> None:
    slack = served.slack
    root = await slack.open_assistant(english)
    await served.settle()
    known = len(slack.answers())

    await slack.change_context(english, root, {"channel_id": HELPDESK})
    await served.settle()

    assert len(slack.answers()) == known


async def test_a_workspace_without_the_pane_is_answered_all_the_same(
    served: Served, english: str
) -> None:
    slack = served.slack
    for method in ("setStatus", "setSuggestedPrompts"):
        slack.fail(f"assistant.threads.{method}", faults.api_error("missing_scope"))
    root = await slack.open_assistant(english)
    await served.settle()

    await slack.say(english, root.channel, EXAMPLE["en"], root.ts)
    await served.settle()

    assert len(slack.answers(root.channel, root.ts)) == 2
