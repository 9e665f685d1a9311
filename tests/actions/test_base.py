"""What holds for every reply of an action, over a small knowledge base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from actions.answer import Answer
from actions.change_language import ChangeLanguage
from actions.follow_up import FollowUp
from actions.offer_articles import OfferArticles
from actions.probing.prober import Prober
from actions.resources import Resources
from actions.turn import Walk
from actions.walk_steps import WalkSteps
from kb.gateways import read_gateways
from kb.library import Library
from tests.actions.acting import message, pressed, run, titles
from tests.actions.small_knowledge import ARTICLES_FOLDER, KNOWLEDGE, english, german

RESUME = "Go on with step 2 of 4"
WALKING = Walk("card", 2).as_slot()
PAUSED = Walk("card", 2, paused=True).as_slot()


@pytest.fixture(scope="module")
def resources() -> Resources:
    gateways = read_gateways()
    return Resources(Library(ARTICLES_FOLDER), gateways, Prober(gateways))


def languages(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    return [message["language"] for message in messages]


# Beside a walk


@pytest.mark.parametrize("before", [WALKING, PAUSED])
async def test_a_reply_about_something_else_pauses_the_walk(
    resources: Resources, before: dict[str, Any]
) -> None:
    question = message("What does it cost?", "ask", {"article": "fees"})

    [said], slots = await run(Answer(resources), question, {"walk": before, "article": "card"})

    assert said["text"] == english("fees").answer
    assert titles(said)[-1] == RESUME
    assert (slots["article"], slots["walk"]) == ("fees", PAUSED)


async def test_an_offer_pauses_the_walk(resources: Resources) -> None:
    unknown = message("Who won the match?", "out_of_scope")

    [said], slots = await run(OfferArticles(resources), unknown, {"walk": WALKING})

    assert titles(said) == ["Talk to a person", RESUME]
    assert slots["walk"] == PAUSED


async def test_the_way_back_leads_to_the_step(resources: Resources) -> None:
    question = message("What does it cost?", "ask", {"article": "fees"})
    [said], slots = await run(Answer(resources), question, {"walk": WALKING, "article": "card"})
    back = pressed(said["buttons"][-1]["title"], said["buttons"][-1]["payload"])

    [step], after = await run(WalkSteps(resources), back, slots)

    assert (step["kind"], step["article"]["id"], step["article"]["step"]) == ("step", "card", 2)
    assert (after["article"], after["walk"]) == ("card", WALKING)


async def test_a_yes_in_a_paused_walk_shows_its_step(resources: Resources) -> None:
    [said], slots = await run(FollowUp(resources), message("yes", "affirm"), {"walk": PAUSED})

    assert said["text"].startswith("We were here:\n\n**Step 2 of 4**")
    assert slots["walk"] == WALKING


async def test_a_step_is_no_reply_about_something_else(resources: Resources) -> None:
    [said], slots = await run(WalkSteps(resources), message("next", "next_step"), {"walk": WALKING})

    assert titles(said) == ["Next", "Back", "I see something else", "Repeat", "Stop"]
    assert slots["walk"] == Walk("card", 3).as_slot()


async def test_the_walk_of_an_article_that_is_gone_ends(resources: Resources) -> None:
    question = message("What does it cost?", "ask", {"article": "fees"})

    [said], slots = await run(Answer(resources), question, {"walk": Walk("gone", 2).as_slot()})

    assert slots["walk"] is None
    assert titles(said) == ["More on this"]


async def test_the_walk_of_an_article_that_became_shorter_pauses_at_its_last_step(
    resources: Resources,
) -> None:
    question = message("What does it cost?", "ask", {"article": "fees"})

    [said], slots = await run(Answer(resources), question, {"walk": Walk("card", 9).as_slot()})

    assert titles(said)[-1] == "Go on with step 4 of 4"
    assert slots["walk"] == Walk("card", 4, paused=True).as_slot()


async def test_without_a_walk_there_is_no_way_back(resources: Resources) -> None:
    question = message("What does it cost?", "ask", {"article": "fees"})

    [said], slots = await run(Answer(resources), question)

    assert titles(said) == ["More on this"]
    assert "walk" not in slots


async def test_what_the_message_shows_goes_before_the_symptoms(resources: Resources) -> None:
    said_to_be_seen = message("But it shows CHALLNG>", "not_like_that")

    [said], slots = await run(WalkSteps(resources), said_to_be_seen, {"walk": WALKING})

    assert said["article"]["step"] == 3
    assert slots["walk"] == Walk("card", 3).as_slot()


async def test_steps_of_the_article_that_leads_to_variants_begin_with_the_question_which(
    resources: Resources,
) -> None:
    wish = message("Step by step", "step_by_step")

    [said], slots = await run(WalkSteps(resources), wish, {"article": "transfer"})

    assert titles(said) == ["Same user name", "Different user name"]
    assert slots["awaiting"]["what"] == "variant"


async def test_passages_of_another_version_are_no_symptoms(resources: Resources) -> None:
    rows = {"card": [["branch", 4, 0.9]]}
    passages = {"version": KNOWLEDGE.version + 1, "all": [], "articles": rows}
    denial = message("No, it is dark", "deny", nearest_passages=passages)

    [said], _ = await run(FollowUp(resources), denial, {"walk": WALKING})

    assert said["text"] == "What do you see instead?"


# The languages of an article


async def test_an_answer_in_the_other_language_is_labelled_first(resources: Resources) -> None:
    question = message("Where do I send a fax?", "ask", {"article": "fax"})

    said, slots = await run(Answer(resources), question)

    assert languages(said) == ["en", "de"]
    assert [each["text"] for each in said] == [
        "I have this in German only:",
        german("fax").answer,
    ]
    assert titles(said[0]) == []
    assert titles(said[1]) == ["Schritt für Schritt", "Alles zeigen"]
    assert "language" not in slots


async def test_a_step_in_the_other_language_is_labelled_first(resources: Resources) -> None:
    said, slots = await run(
        WalkSteps(resources), message("next", "next_step"), {"walk": Walk("fax", 1).as_slot()}
    )

    assert languages(said) == ["en", "de"]
    assert said[1]["text"].startswith("**Schritt 2 von 2**")
    assert slots["walk"] == Walk("fax", 2).as_slot()


async def test_a_german_question_about_an_english_article_is_labelled_in_german(
    resources: Resources,
) -> None:
    question = message("Was kostet das?", "ask", {"article": "fees"})

    said, _ = await run(Answer(resources), question, {"language": "de"})

    assert languages(said) == ["de", "en"]
    assert said[0]["text"] == "Das liegt mir nur auf Englisch vor:"


async def test_an_answer_in_both_languages_is_not_labelled(resources: Resources) -> None:
    question = message("Wie melde ich mich an?", "ask", {"article": "card"})

    said, _ = await run(Answer(resources), question, {"language": "de"})

    assert languages(said) == ["de"]


async def test_an_offer_of_articles_is_not_labelled(resources: Resources) -> None:
    passages = {"version": KNOWLEDGE.version, "all": [["fax", "note", 1, 0.6]], "articles": {}}

    said, _ = await run(
        OfferArticles(resources), message("Fax?", "nlu_fallback", nearest_passages=passages)
    )

    assert languages(said) == ["en"]
    assert titles(said[0])[0] == german("fax").title


async def test_changing_the_language_labels_what_does_not_exist_in_it(resources: Resources) -> None:
    wish = message("auf Deutsch bitte", "change_language")

    said, slots = await run(ChangeLanguage(resources), wish, {"article": "fees"})

    assert languages(said) == ["de", "en"]
    assert said[0]["text"] == "Das liegt mir nur auf Englisch vor:"
    assert slots["language"] == "de"


async def test_changing_the_language_repeats_the_step(resources: Resources) -> None:
    wish = message("auf Deutsch bitte", "change_language")

    said, slots = await run(ChangeLanguage(resources), wish, {"walk": WALKING, "article": "card"})

    assert languages(said) == ["de"]
    assert said[0]["text"].startswith("**Schritt 2 von 4**")
    assert (slots["language"], slots["walk"]) == ("de", WALKING)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "*Die englische Fassung dieses Artikels ist neuer: geprüft am 22.11.2026.*"),
        ("en", None),
    ],
)
async def test_an_older_translation_says_that_the_other_is_newer(
    resources: Resources, language: str, line: str | None
) -> None:
    question = message("card?", "ask", {"article": "card"})

    [said], _ = await run(Answer(resources), question, {"language": language})

    article = german("card") if language == "de" else english("card")
    assert said["text"] == (f"{article.answer}\n\n{line}" if line else article.answer)
