"""Which step a walking intent leads to, and what happens beside the steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.reply import Reply
from actions.steps_text import ALIKE, LIKELY, MOST_SYMPTOMS, named_step, told_branch, walk
from actions.turn import Near, Turn, Walk
from kb.article import Branch
from kb.articles import Articles
from kb.language import Language
from kb.passages import Part
from tests.actions.small_knowledge import (
    ARTICLES,
    article_of,
    english,
    german,
    near,
    pressed,
    shortened,
    step_of,
    titles,
    turn,
    with_article,
)

CARD = english("card")
SHORTER = with_article(shortened("card", steps=2))
A_LITTLE = 0.01


def walking(
    intent: str, step: int, *hits: Near, text: str = "?", paused: bool = False, **fields: object
) -> Turn:
    """Return a typed message while the card's steps are walked."""
    return turn(text, intent, *hits, topic="card", walk=Walk("card", step, paused=paused), **fields)


def button(intent: str, step: int, walk: Walk | None = None, **entities: str) -> Turn:
    """Return a button pressed that stood below a step of the card's article."""
    entities = {"article": "card", "step": str(step), **entities}
    return pressed("?", intent, entities=entities, topic="card", walk=walk)


def replied(turn: Turn, articles: Articles = ARTICLES) -> Reply:
    return walk(turn, articles)


# Steps


@pytest.mark.parametrize(
    ("intent", "before", "after"),
    [
        ("next_step", 1, 2),
        ("next_step", 3, 4),
        ("previous_step", 3, 2),
        ("previous_step", 1, 1),
        ("repeat_step", 3, 3),
        ("step_by_step", 3, 1),
    ],
)
def test_an_intent_leads_from_step_to_step(intent: str, before: int, after: int) -> None:
    reply = replied(walking(intent, before))

    assert f"**Step {after} of 4**\n\n{CARD.steps[after - 1]}" in reply.text
    assert (reply.kind, step_of(reply)) == ("step", after)
    assert reply.slots["walk"] == Walk("card", after).as_slot()


@pytest.mark.parametrize(
    ("step", "buttons"),
    [
        (1, ["Next", "I see something else", "Repeat", "Stop"]),
        (2, ["Next", "Back", "I see something else", "Repeat", "Stop"]),
        (4, ["Done", "Back", "I see something else", "Repeat", "Stop"]),
    ],
)
def test_each_step_has_the_buttons_that_fit(step: int, buttons: list[str]) -> None:
    assert titles(replied(walking("repeat_step", step))) == buttons


def test_before_the_first_step_there_is_none() -> None:
    assert replied(walking("previous_step", 1)).text.startswith("This already is the first step.")


def test_after_the_last_step_it_asks_whether_it_worked() -> None:
    reply = replied(walking("next_step", 4))

    assert titles(reply) == ["Yes, it worked", "No"]
    assert reply.slots == {"article": "card", "walk": None, "awaiting": {"what": "worked"}}


@pytest.mark.parametrize("intent", ["step_by_step", "next_step", "repeat_step"])
def test_a_walk_begins_with_the_topic(intent: str) -> None:
    reply = replied(turn("Go on", intent, topic="install-linux"))

    assert (article_of(reply), step_of(reply)) == ("install-linux", 1)


def test_without_a_topic_it_asks_for_one() -> None:
    assert replied(turn("Next", "next_step")).kind == "clarify"


def test_an_article_without_steps_is_shown_whole() -> None:
    reply = replied(turn("Step by step", "step_by_step", topic="fees"))

    assert reply.text.startswith("There are no steps to walk through here")
    assert english("fees").notes[0] in reply.text


def test_everything_is_shown_at_once() -> None:
    text = replied(turn("Show all", "show_all", topic="card")).text

    for part in (*CARD.steps, CARD.why, *CARD.notes):
        assert part in text
    assert "- Step 2: *The display stays dark.* Press longer." in text
    assert "- *The card is broken.* Ask for a new one." in text


def test_stopping_ends_the_walk() -> None:
    reply = replied(walking("stop", 2))

    assert reply.slots == {"walk": None, "awaiting": None, "article": None}


# Steps by their number


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Schritt 3", 3),
        ("step 3 please", 3),
        ("zum ersten Schritt", 1),
        ("zweiter Schritt", 2),
        ("nochmal Schritt drei", 3),
        ("den vierten bitte", 4),
        ("Schritt fünf", 5),
        ("Schritt fuenf", 5),
        ("zwölfter Schritt", 12),
        ("back to the first step", 1),
        ("step three", 3),
        ("go to the fourth step", 4),
        ("step twelve", 12),
        ("from step 4 back to step 2", 2),
        ("done with step 3", 4),
        ("I finished step two", 3),
        ("Schritt 1 ist erledigt", 2),
        ("mit dem zweiten bin ich fertig", 3),
        ("Schritt drei hab ich hinter mir", 4),
        ("step 1 done, now step 3", 3),
        ("that step", None),
        ("nächster Schritt", None),
        ("Schritt 1234", None),
    ],
)
def test_a_step_is_named_by_its_number(text: str, step: int | None) -> None:
    assert named_step(text) == step


@pytest.mark.parametrize(
    "text",
    [
        "what needs to be done in step 3?",
        "what did step 3 say?",
        "I am not done with step 3",
        "Was wird in Schritt 3 gemacht?",
        "Schritt 3 ist noch nicht fertig",
    ],
)
def test_a_step_that_is_not_done_is_shown_itself(text: str) -> None:
    assert named_step(text) == 3


@pytest.mark.parametrize("text", ["show me the second one", "the second one please"])
def test_the_word_one_after_a_number_is_none(text: str) -> None:
    assert named_step(text) == 2


@pytest.mark.parametrize(
    ("text", "step"), [("done with step 2", 3), ("step four", 4), ("that step", 2)]
)
def test_a_named_step_is_shown(text: str, step: int) -> None:
    reply = replied(walking("go_to_step", 2, text=text))

    assert step_of(reply) == step
    assert reply.slots["walk"] == Walk("card", step).as_slot()


@pytest.mark.parametrize("text", ["step 9", "done with step 4"])
def test_a_step_out_of_range_is_named_and_the_last_one_shown(text: str) -> None:
    reply = replied(walking("go_to_step", 2, text=text))

    number = named_step(text)
    assert reply.text.startswith(f"There is no step {number}; it has 4. This is the last:")
    assert step_of(reply) == 4


@pytest.mark.parametrize("text", ["step 0", "step zero please"])
def test_before_the_first_step_is_the_first(text: str) -> None:
    assert step_of(replied(walking("go_to_step", 2, text=text))) == 1


def test_the_german_steps_are_named_in_german() -> None:
    said = walking("go_to_step", 1, text="Schritt neun", language=Language.GERMAN)

    reply = replied(said)

    assert reply.text.startswith("Einen Schritt 9 gibt es nicht, es sind 4.")
    assert german("card").steps[3] in reply.text


# A walk that was interrupted


@pytest.mark.parametrize("intent", ["next_step", "repeat_step"])
def test_a_paused_walk_goes_on_at_the_same_step(intent: str) -> None:
    reply = replied(walking(intent, 3, paused=True))

    assert reply.text.startswith("We were here:\n\n**Step 3 of 4**")
    assert reply.slots["walk"] == Walk("card", 3).as_slot()


def test_the_way_back_goes_on_at_its_step() -> None:
    reply = replied(button("go_to_step", 3, walk=Walk("card", 3, paused=True)))

    assert reply.text.startswith("**Step 3 of 4**")
    assert reply.slots["walk"] == Walk("card", 3).as_slot()


@pytest.mark.parametrize("intent", ["step_by_step", "show_all"])
def test_a_walk_that_begins_after_a_pause_is_about_the_topic(intent: str) -> None:
    said = turn("Step by step", intent, topic="install-linux", walk=Walk("card", 2, paused=True))

    assert article_of(replied(said)) == "install-linux"


@pytest.mark.parametrize(
    ("intent", "step", "shown"),
    [("next_step", 1, 2), ("previous_step", 3, 2), ("go_to_step", 2, 2), ("next_step", 2, 3)],
)
@pytest.mark.parametrize(
    "state", [None, Walk("card", 4), Walk("install-linux", 1), Walk("card", 4, paused=True)]
)
def test_a_button_works_from_the_step_it_stood_below(
    intent: str, step: int, shown: int, state: Walk | None
) -> None:
    reply = replied(button(intent, step, walk=state))

    assert (article_of(reply), step_of(reply)) == ("card", shown)


# An article that became shorter since


@pytest.mark.parametrize(
    ("message", "step"),
    [
        (walking("repeat_step", 4), 2),
        (walking("previous_step", 4), 1),
        (walking("next_step", 4), None),
        (walking("go_to_step", 4, text="step 4"), 2),
        (button("next_step", 4), None),
        (button("previous_step", 4), 1),
        (button("go_to_step", 4), 2),
    ],
)
def test_steps_that_are_gone_count_as_the_last(message: Turn, step: int | None) -> None:
    assert step_of(replied(message, SHORTER)) == step


def test_a_branch_that_is_gone_is_not_guessed() -> None:
    reply = replied(button("see_branch", 2, branch="4"), SHORTER)

    assert reply.text.startswith("Then let's not guess")


def test_a_described_branch_that_is_gone_is_not_guessed() -> None:
    hit = near("card", Part.BRANCH, 0.9, 4)

    assert replied(walking("not_like_that", 2, hit), SHORTER).text.startswith("Then let's not")


# What is seen instead


def test_seeing_something_else_offers_what_may_be_seen_at_the_step() -> None:
    reply = replied(button("not_like_that", 1))

    assert reply.text == "What do you see instead?"
    assert titles(reply) == [
        "No challenge appears",
        "There are two index numbers",
        "The card is broken",
        "Something else",
    ]


def test_no_more_is_offered_than_one_can_overlook() -> None:
    branches = tuple(Branch(0, f"Sight {number}.", "Go on.") for number in range(9))

    reply = replied(button("not_like_that", 1), with_article(replace(CARD, branches=branches)))

    assert len(titles(reply)) == MOST_SYMPTOMS + 1
    assert titles(reply)[-1] == "Something else"


def test_a_branch_says_what_to_do_and_where_to_go_on() -> None:
    reply = replied(button("see_branch", 1, walk=Walk("card", 1), branch="1"))

    assert reply.text == "**No challenge appears.**\n\nCheck user name and password."
    assert titles(reply) == ["Go on with step 1", "Talk to a person"]
    assert reply.slots["walk"] == Walk("card", 1, ahead=1).as_slot()


def test_next_after_a_branch_goes_where_the_branch_leads() -> None:
    ahead = Walk("card", 3, ahead=2)

    reply = replied(turn("next", "next_step", topic="card", walk=ahead))

    assert step_of(reply) == 2
    assert reply.slots["walk"] == Walk("card", 2).as_slot()


def test_next_to_a_step_that_is_gone_shows_the_last() -> None:
    ahead = Walk("card", 1, ahead=4)

    assert step_of(replied(turn("next", "next_step", topic="card", walk=ahead), SHORTER)) == 2


@pytest.mark.parametrize(("number", "target"), [(2, 1), (3, 1), (4, 3)])
def test_a_branch_goes_on_where_it_says_else_at_the_same_step(number: int, target: int) -> None:
    reply = replied(button("see_branch", 1, branch=str(number)))

    assert reply.buttons[0].entities == {"article": "card", "step": str(target)}


@pytest.mark.parametrize(("step", "first"), [(1, "Show all"), (2, "Back")])
def test_something_else_again_is_not_guessed(step: int, first: str) -> None:
    reply = replied(button("see_branch", step, branch="none"))

    assert reply.text.startswith("Then let's not guess")
    assert (titles(reply)[0], titles(reply)[-1]) == (first, "Talk to a person")


def test_the_buttons_of_what_may_be_seen_lead_to_their_branches() -> None:
    offered = replied(button("not_like_that", 2)).buttons

    texts = [
        replied(pressed(each.title, each.intent, entities=each.entities)).text for each in offered
    ]

    assert [text.partition("\n")[0] for text in texts] == [
        "**The display stays dark.**",
        "**The card is broken.**",
        "Then let's not guess: I have nothing on what you see. You can go back a step, see "
        "everything at once, or talk to a person.",
    ]


def test_an_article_without_branches_is_not_guessed_about() -> None:
    said = turn("It looks different", "not_like_that", walk=Walk("install-linux", 2))

    assert replied(said).text.startswith("Then let's not guess")


def test_a_symptom_in_own_words_gets_its_remedy() -> None:
    hit = near("card", Part.BRANCH, ALIKE, 4)

    reply = replied(walking("not_like_that", 2, hit))

    assert reply.text == "**The display stays dark.**\n\nPress longer."


@pytest.mark.parametrize("text", ["The display stays dark!", "hm, the DISPLAY stays dark again"])
def test_a_symptom_word_for_word_is_its_branch(text: str) -> None:
    branch = told_branch(CARD, 1, text)

    assert branch is not None
    assert branch.symptom == "The display stays dark."


@pytest.mark.parametrize("text", ["", "the display is dark", "display stays dark", "xthe display"])
def test_less_than_the_words_of_a_symptom_is_none(text: str) -> None:
    assert told_branch(CARD, 1, text) is None


def test_a_symptom_told_twice_in_vain_is_not_asked_for_again() -> None:
    said = walking("not_like_that", 1, awaiting={"what": "symptom"})

    assert replied(said).text.startswith("Then let's not guess")


def test_the_last_step_can_be_asked_for() -> None:
    assert step_of(replied(walking("go_to_step", 1, text="the last step"))) == 4


def test_a_symptom_that_is_merely_likely_is_offered_first() -> None:
    hits = [near("card", Part.BRANCH, ALIKE - A_LITTLE, 4), near("card", Part.BRANCH, LIKELY, 3)]

    reply = replied(walking("not_like_that", 1, *hits))

    assert titles(reply) == [
        "The display stays dark",
        "The card is broken",
        "No challenge appears",
        "There are two index numbers",
        "Something else",
    ]


def test_a_symptom_that_is_unlikely_is_not_offered() -> None:
    hit = near("card", Part.BRANCH, LIKELY - A_LITTLE, 4)

    assert "The display stays dark" not in titles(replied(walking("not_like_that", 1, hit)))


def test_the_last_step_and_its_symptoms_leave_the_walk_where_it_is() -> None:
    reply = replied(walking("not_like_that", 4))

    assert reply.slots["walk"] == Walk("card", 4).as_slot()
    assert titles(reply) == ["The card is broken", "Something else"]


def test_a_button_of_an_article_that_is_gone_asks_for_a_topic() -> None:
    said = pressed("Next", "next_step", entities={"article": "gone", "step": "1"})

    assert replied(said).kind == "clarify"
