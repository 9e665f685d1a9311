"""What a question, a follow-up or a message that was not understood leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.choice_text import NEAR_SIMILARITY
from actions.dialogue import (
    FOCUS,
    FOCUS_BRANCH,
    FOCUS_LEAD,
    FOCUS_STEP,
    FOLLOW,
    FOLLOW_BRANCH,
    FOLLOW_LAG,
    FOLLOW_SHORT,
    RECALLED,
    SYMPTOM_LAG,
    respond,
    search,
    step_seen,
)
from actions.reply import Reply
from actions.steps_text import ALIKE
from actions.turn import Near, Turn, Walk
from kb.language import Language
from kb.library import Knowledge
from kb.passages import Part
from tests.actions.small_knowledge import (
    ARTICLES,
    INSTALL,
    KNOWLEDGE,
    TRANSFER,
    article_of,
    asked,
    english,
    german,
    near,
    pressed,
    ranking,
    remembered,
    step_of,
    titles,
    turn,
)

LONG = "How much is it to hold a short position in a stock over night with you"
A_LITTLE = 0.01
CARD, FEES = english("card"), english("fees")
WAYS_ON = ["Step by step", "Show all"]
WALKING = Walk("card", 1)
NEWER = Knowledge(ARTICLES, KNOWLEDGE.version + 1)
WHICH_USER = {"what": "variant", "variants": TRANSFER}


def replied(turn: Turn) -> Reply:
    return respond(turn, KNOWLEDGE)


# One passage instead of the summary


def test_a_question_gets_the_short_answer_and_the_ways_on() -> None:
    reply = replied(asked("How do I log in with the card?", "card"))

    assert (reply.kind, reply.text, titles(reply)) == ("answer", CARD.answer, WAYS_ON)
    assert reply.slots == {"article": "card", "awaiting": None}


@pytest.mark.parametrize(
    ("note", "summary", "step", "focused"),
    [
        (FOCUS, 0.0, 0.0, True),
        (FOCUS - A_LITTLE, 0.0, 0.0, False),
        (FOCUS + FOCUS_LEAD, FOCUS, 0.0, True),
        (FOCUS + FOCUS_LEAD - A_LITTLE, FOCUS, 0.0, False),
        (FOCUS, 0.0, FOCUS + FOCUS_STEP, True),
        (FOCUS, 0.0, FOCUS + FOCUS_STEP + A_LITTLE, False),
    ],
)
def test_a_note_is_the_answer_if_it_leads_enough(
    note: float, summary: float, step: float, focused: bool
) -> None:
    hits = [
        near("card", Part.NOTE, note, 2),
        near("card", Part.ANSWER, summary),
        near("card", Part.STEP, step),
    ]

    reply = replied(asked("How long does the battery last?", "card", *hits))

    assert reply.text == (CARD.notes[1] if focused else CARD.answer)


def test_a_reason_can_be_the_answer() -> None:
    reply = replied(asked("What is the card good for?", "card", near("card", Part.WHY, FOCUS)))

    assert reply.text == CARD.why


@pytest.mark.parametrize("summary", [Part.TITLE, Part.ANSWER])
def test_the_title_counts_as_summary(summary: Part) -> None:
    hits = [near("card", summary, 0.9), near("card", Part.NOTE, 0.9)]

    assert replied(asked("Log in", "card", *hits)).text == CARD.answer


def test_a_step_alone_is_never_the_answer() -> None:
    hits = [near("card", Part.STEP, 0.99, 3), near("card", Part.ANSWER, 0.2)]

    assert replied(asked("Where does the challenge go?", "card", *hits)).text == CARD.answer


def test_what_to_do_about_a_symptom_must_be_nearer_than_a_note() -> None:
    short_of_it = near("card", Part.BRANCH, FOCUS_BRANCH - A_LITTLE, 4)
    enough = near("card", Part.BRANCH, FOCUS_BRANCH, 4)

    too_far, near_enough = (
        replied(asked("The display is dark", "card", hit)) for hit in (short_of_it, enough)
    )

    assert too_far.text == CARD.answer
    assert near_enough.text == "**The display stays dark.** Press longer."
    assert step_of(near_enough) == 2


def test_a_button_gets_the_summary() -> None:
    hits = {"card": (near("card", Part.NOTE, 0.9),)}
    button = pressed("Log in", "ask", entities={"article": "card"}, nearest_in=hits)

    assert replied(button).text == CARD.answer


def test_an_answer_about_the_steps_being_walked_keeps_their_buttons() -> None:
    question = asked("How long does the battery last?", "card", walk=Walk("card", 2, paused=True))

    reply = replied(question)

    assert titles(reply) == ["Next", "Back", "I see something else", "Repeat", "Stop"]
    assert reply.slots["walk"] == Walk("card", 2).as_slot()


def test_an_article_removed_since_training_leads_to_the_nearest() -> None:
    reply = replied(asked("Where is the fee?", "gone", near("fees", Part.ANSWER, 0.6)))

    assert (reply.kind, titles(reply)) == ("fallback", [FEES.title, "Talk to a person"])


def test_an_article_missing_in_a_language_is_answered_in_the_other() -> None:
    reply = replied(asked("Where do I send a fax?", "fax"))

    assert (reply.language, reply.text) == (Language.GERMAN, german("fax").answer)


def test_passages_of_another_version_are_not_quoted() -> None:
    question = asked("How much is a lost card?", "fees", near("fees", Part.NOTE, 0.9))

    assert respond(question, KNOWLEDGE).text == FEES.notes[0]
    assert respond(question.in_version(NEWER.version), NEWER).text == FEES.answer


def test_passages_of_another_version_lead_to_no_offer() -> None:
    unknown = turn("How much is a lost card?", "nlu_fallback", near("fees", Part.NOTE, 0.9))

    assert FEES.title in titles(respond(unknown, KNOWLEDGE))
    assert FEES.title not in titles(respond(unknown.in_version(NEWER.version), NEWER))


# Variants


@pytest.mark.parametrize("intent", ["nlu_fallback", "nlu_ambiguous", "name_variant"])
@pytest.mark.parametrize(
    ("name", "id"), [("same-user", "transfer-same"), ("other-user", "transfer-other")]
)
def test_words_answer_the_question_which_variant(intent: str, name: str, id: str) -> None:
    said = turn("the other one", intent, entities=(("user", name),), awaiting=WHICH_USER)

    reply = replied(said)

    assert reply.text == english(id).answer
    assert reply.slots == {"article": id, "awaiting": None, "user": name}


def test_a_new_question_is_no_answer_to_the_question_which_variant() -> None:
    question = asked(
        "Does the card of another person cost anything at all?",
        "fees",
        entities=(("user", "other-user"),),
        awaiting=WHICH_USER,
    )

    assert replied(question).text == FEES.answer


def test_naming_both_variants_chooses_none() -> None:
    entities = (("user", "same-user"), ("user", "other-user"))
    said = turn("same or other", "nlu_fallback", entities=entities, awaiting=WHICH_USER)

    assert replied(said).kind == "fallback"


@pytest.mark.parametrize("intent", ["name_variant", "nlu_fallback", "nlu_ambiguous"])
def test_a_follow_up_switches_the_variant(intent: str) -> None:
    entities = (("platform", "macos"),)

    reply = replied(turn("and on the Mac?", intent, entities=entities, topic="install-linux"))

    assert reply.text == english("install-macos").answer
    assert reply.slots["platform"] == "macos"


def test_a_short_question_taken_for_another_article_switches_the_variant() -> None:
    question = asked(
        "and on the Mac?", "fees", entities=(("platform", "macos"),), topic="install-linux"
    )

    assert replied(question).text == english("install-macos").answer


def test_a_whole_question_is_no_switch() -> None:
    text = "What does it cost me to have this on my Mac?"
    question = asked(text, "fees", entities=(("platform", "macos"),), topic="install-linux")

    assert replied(question).text == FEES.answer


@pytest.mark.parametrize("topic", ["card", "transfer"])
def test_a_short_question_about_another_article_with_that_variant_is_answered(topic: str) -> None:
    question = asked(
        "install it on Windows", "install-windows", entities=(("platform", "windows"),), topic=topic
    )

    assert replied(question).text == english("install-windows").answer


@pytest.mark.parametrize(
    ("topic", "entity", "kind"),
    [
        ("card", ("platform", "linux"), "systems"),
        ("card", ("user", "other-user"), "user names"),
        ("transfer-same", ("platform", "linux"), "systems"),
    ],
)
def test_where_variants_make_no_difference_it_says_so(
    topic: str, entity: tuple[str, str], kind: str
) -> None:
    reply = replied(turn("and there?", "name_variant", entities=(entity,), topic=topic))

    assert reply.text == f"The article I have makes no difference between {kind} here."
    assert article_of(reply) == topic


def test_a_variant_that_is_missing_among_others_is_not_called_alike() -> None:
    topic = replace(
        english("install-linux"), variants={"linux": "install-linux", "macos": "install-macos"}
    )
    articles = {
        **ARTICLES,
        Language.ENGLISH: {**ARTICLES[Language.ENGLISH], "install-linux": topic},
    }
    said = turn(
        "and on Windows?",
        "name_variant",
        entities=(("platform", "windows"),),
        topic="install-linux",
    )

    assert respond(said, Knowledge(articles, KNOWLEDGE.version)).kind == "fallback"


def test_without_a_topic_a_variant_alone_is_not_understood() -> None:
    reply = replied(turn("Linux", "name_variant", entities=(("platform", "linux"),)))

    assert reply.kind == "fallback"


def test_the_article_that_leads_to_variants_asks_which() -> None:
    reply = replied(asked("How do I take my settings along?", "transfer"))

    assert reply.kind == "clarify"
    assert reply.text.startswith(english("transfer").answer)
    assert titles(reply) == ["Same user name", "Different user name"]
    assert reply.slots == {"article": "transfer", "awaiting": WHICH_USER}


def test_a_remembered_variant_is_used_and_the_others_are_offered() -> None:
    question = asked("settings along?", "transfer", remembered=remembered(user="other-user"))

    reply = replied(question)

    assert reply.text == english("transfer-other").answer
    assert titles(reply) == ["More on this", "Same user name"]


def test_a_named_variant_goes_before_the_remembered_one() -> None:
    question = asked(
        "Can I take my settings along to the same user?",
        "transfer",
        entities=(("user", "same-user"),),
        remembered=remembered(user="other-user"),
    )

    reply = replied(question)

    assert reply.text == english("transfer-same").answer
    assert titles(reply) == ["More on this"]


def test_a_question_clearly_about_one_variant_goes_before_the_remembered_one() -> None:
    question = asked(
        "How do I install it with a package manager?",
        "install-linux",
        ranking=ranking(("ask/install-linux", 1.0), ("ask/install-macos", 0.1)),
        remembered=remembered(platform="macos"),
    )

    assert replied(question).text == english("install-linux").answer


TORN = ranking(("ask/install-linux", 1.0), ("ask/install-macos", 0.9), ("ask/card", 0.2))


@pytest.mark.parametrize(
    "question",
    [
        asked("How do I install it?", "install-linux", ranking=TORN),
        turn("How do I install it?", "nlu_ambiguous", ranking=TORN),
    ],
    ids=["understood", "ambiguous"],
)
def test_torn_between_variants_it_asks_which(question: Turn) -> None:
    reply = replied(question)

    assert reply.kind == "clarify"
    assert reply.text == "Which system is it for?"
    assert titles(reply) == ["Linux", "macOS", "Windows"]
    assert reply.slots["awaiting"] == {"what": "variant", "variants": INSTALL}


def test_torn_between_variants_the_remembered_one_decides() -> None:
    said = turn(
        "How do I install it?",
        "nlu_ambiguous",
        ranking=TORN,
        remembered=remembered(platform="macos"),
    )

    reply = replied(said)

    assert reply.text == english("install-macos").answer
    assert titles(reply) == [*WAYS_ON, "Linux", "Windows"]


def test_a_variant_and_the_article_that_leads_to_it_are_no_two_things() -> None:
    found = ranking(("ask/transfer-same", 1.0), ("ask/transfer", 0.9), ("ask/card", 0.1))

    reply = replied(turn("settings along", "nlu_ambiguous", ranking=found))

    assert "Something else" not in titles(reply)


def test_torn_between_a_variant_and_the_article_that_leads_to_it_it_asks_which() -> None:
    found = ranking(("ask/transfer-same", 1.0), ("ask/transfer", 0.9), ("ask/card", 0.1))

    reply = replied(turn("settings along", "nlu_ambiguous", ranking=found))

    assert titles(reply) == ["Same user name", "Different user name"]


@pytest.mark.parametrize(
    ("found", "choices"),
    [
        ((("ask/card", 1.0), ("ask/fees", 0.9)), [CARD.title, FEES.title]),
        ((("ask/card", 1.0), ("ask/fees", 0.9), ("ask/fax", 0.1)), [CARD.title, FEES.title]),
        ((("ask/card", 1.0), ("check_ports", 0.9)), [CARD.title, "Check the gateways now"]),
        (
            (("ask/install-linux", 1.0), ("ask/install-macos", 0.9), ("ask/card", 0.8)),
            ["Install on Linux", "Install on macOS", CARD.title],
        ),
        (
            (("hand_over", 1.0), ("ask/card", 0.9), ("ask/fees", 0.9), ("ask/fax", 0.9)),
            ["Talk to a person", CARD.title, FEES.title],
        ),
    ],
)
def test_torn_between_what_is_unrelated_it_asks_what_is_meant(
    found: tuple[tuple[str, float], ...], choices: list[str]
) -> None:
    reply = replied(turn("card or cost", "nlu_ambiguous", ranking=ranking(*found)))

    assert reply.kind == "clarify"
    assert titles(reply) == [*choices, "Something else"]


# Follow-ups about the topic


def test_a_detail_is_said_again() -> None:
    hits = [near("card", Part.BRANCH, 0.9), near("card", Part.STEP, RECALLED, 3)]

    reply = replied(turn("What was that about CHALLNG?", "recall_detail", *hits, topic="card"))

    assert reply.text == f"Step 3 of 4: {CARD.steps[2]}"
    assert step_of(reply) == 3


def test_without_a_near_passage_the_answer_is_said_again() -> None:
    assert replied(turn("Again?", "recall_detail", topic="card")).text == CARD.answer


def test_a_detail_said_again_in_a_walk_keeps_the_walk() -> None:
    hit = near("card", Part.NOTE, 0.4)

    reply = replied(turn("The buttons?", "recall_detail", hit, topic="card", walk=Walk("card", 4)))

    assert reply.text == CARD.notes[0]
    assert reply.slots["walk"] == Walk("card", 4).as_slot()


@pytest.mark.parametrize("intent", ["recall_detail", "ask_why"])
def test_without_a_topic_there_is_nothing_to_go_back_to(intent: str) -> None:
    assert replied(turn("Why?", intent)).kind == "fallback"


@pytest.mark.parametrize(
    ("topic", "text"),
    [("card", CARD.why), ("fees", "The text I have gives no reason for it.")],
)
def test_the_reason_is_given_or_that_there_is_none(topic: str, text: str) -> None:
    assert replied(turn("Why?", "ask_why", topic=topic)).text == text


@pytest.mark.parametrize("intent", ["nlu_fallback", "nlu_ambiguous", "not_like_that"])
def test_what_is_not_understood_but_near_the_topic_is_answered_from_it(intent: str) -> None:
    hit = near("fees", Part.NOTE, FOLLOW)

    assert replied(turn("And a lost one?", intent, hit, topic="fees")).text == FEES.notes[0]


def test_a_title_near_to_what_was_asked_hides_no_passage() -> None:
    hits = [near("fees", Part.TITLE, FOLLOW + FOLLOW_LAG), near("fees", Part.NOTE, FOLLOW)]

    assert replied(turn("?", "nlu_fallback", *hits, topic="fees")).text == FEES.notes[0]


@pytest.mark.parametrize(
    ("hits", "intent"),
    [
        ([near("fees", Part.NOTE, FOLLOW_SHORT - A_LITTLE)], "nlu_fallback"),
        ([near("fees", Part.TITLE, 0.9)], "nlu_fallback"),
        ([near("fees", Part.BRANCH, FOLLOW_BRANCH - A_LITTLE)], "nlu_fallback"),
    ],
    ids=["too far", "only the title", "a symptom nobody told"],
)
def test_what_is_not_near_the_topic_is_not_answered_from_it(hits: list[Near], intent: str) -> None:
    assert replied(turn("And a lost one?", intent, *hits, topic="fees")).kind == "fallback"


def test_a_long_message_near_another_article_is_not_answered_from_the_topic() -> None:
    hits = [
        near("card", Part.NOTE, FOLLOW + FOLLOW_LAG + A_LITTLE),
        near("fees", Part.NOTE, FOLLOW),
    ]

    assert replied(turn(LONG, "nlu_fallback", *hits, topic="fees")).kind == "fallback"


def test_a_long_message_that_is_off_topic_is_not_answered_from_the_topic() -> None:
    said = turn(LONG, "out_of_scope", near("fees", Part.NOTE, 0.9), topic="fees")

    assert replied(said).kind == "fallback"


def test_a_few_words_that_lean_on_the_topic_are_answered_from_it() -> None:
    said = turn(
        "And a lost one?", "out_of_scope", near("fees", Part.NOTE, FOLLOW_SHORT), topic="fees"
    )

    assert replied(said).text == f"What the same article says on that:\n\n{FEES.notes[0]}"


@pytest.mark.parametrize(("confidence", "expected"), [(0.49, "fees"), (0.51, "card")])
def test_a_few_words_hardly_understood_are_about_the_topic(
    confidence: float, expected: str
) -> None:
    hits = [near("fees", Part.NOTE, FOLLOW), near("card", Part.NOTE, FOLLOW)]
    ranking = ({"name": "ask/card", "confidence": confidence, "margin": 0.1},)
    said = replace(asked("And a lost one?", "card", *hits, topic="fees"), ranking=ranking)

    assert article_of(replied(said)) == expected


# Search


def test_the_search_goes_by_passages_and_by_what_was_taught() -> None:
    taught = ({"name": "ask/card", "similarity": 0.5}, {"name": "ask/transfer", "similarity": 0.9})
    hits = [
        near("fees", Part.NOTE, 0.8),
        near("card", Part.STEP, 0.7),
        near("fees", Part.ANSWER, 0.4),
        near("gone", Part.NOTE, 0.3),
    ]

    found = search(turn("?", "nlu_fallback", *hits, similar_intents=taught), ARTICLES)

    assert [hit.key.article for hit in found] == ["transfer", "fees", "card"]


def test_at_most_three_articles_are_offered() -> None:
    ids = ["card", "fees", "transfer", "install-linux"]
    hits = [near(id, Part.NOTE, 0.4 - number / 100) for number, id in enumerate(ids)]

    reply = replied(turn("?", "nlu_fallback", *hits))

    assert titles(reply) == [*(english(id).title for id in ids[:3]), "Talk to a person"]


def test_a_grunt_is_near_nothing() -> None:
    hit = near("fees", Part.NOTE, 0.9)

    assert titles(replied(turn("hm", "out_of_scope", hit))) == ["Talk to a person"]


def test_what_is_off_topic_gets_only_what_is_near() -> None:
    hits = [
        near("fees", Part.NOTE, NEAR_SIMILARITY),
        near("card", Part.NOTE, NEAR_SIMILARITY - A_LITTLE),
    ]

    reply = replied(turn("What about taxes?", "out_of_scope", *hits))

    assert titles(reply) == [FEES.title, "Talk to a person"]


def test_where_nothing_is_near_only_a_person_is_offered() -> None:
    reply = replied(turn("?", "nlu_fallback"))

    assert reply.text == "I have no reviewed answer to that."
    assert titles(reply) == ["Talk to a person"]


# What is seen


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("da steht PIN>", 2),
        ("Auf der Anzeige steht jetzt CHALLNG", 3),
        ("the card shows CHALLNG>", 3),
        ("it says pin", 2),
        ("PIN> erscheint", 2),
        ("PIN is showing", 2),
        ("PIN vergessen", None),
        ("I forgot the PIN", None),
        ("Was ist die PIN?", None),
        ("Wo kommt die CHALLNG hin?", None),
        ("it shows PINK", None),
        ("it says OK", None),
        ("I see the Send response button", None),
        ("it shows nothing", None),
    ],
)
def test_only_what_is_said_to_be_seen_names_a_step(text: str, step: int | None) -> None:
    assert step_seen(CARD, text) == step


@pytest.mark.parametrize(
    "text",
    ["I am unable to send response", "Can you see my PIN?", "Ich bin meine PIN los"],
)
def test_being_is_not_seeing(text: str) -> None:
    assert step_seen(CARD, text) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"topic": "card"},
        {"walk": WALKING, "topic": "fees"},
        {"intent": "ask", "entities": (("article", "card"),)},
    ],
    ids=["the topic", "the walk", "the question"],
)
def test_what_is_seen_leads_to_its_step(fields: dict[str, object]) -> None:
    said = replace(turn("It shows CHALLNG>", "nlu_fallback"), **fields)  # type: ignore[arg-type]

    reply = replied(said)

    assert reply.text.startswith("Then you are at this step:\n\n**Step 3 of 4**")
    assert reply.slots["walk"] == Walk("card", 3).as_slot()


def test_a_forgotten_pin_leads_to_no_step() -> None:
    assert replied(asked("PIN forgotten", "card", topic="card")).kind == "answer"


# Symptoms in a walk


@pytest.mark.parametrize("intent", ["ask", "nlu_fallback", "not_like_that", "out_of_scope"])
def test_a_symptom_told_in_a_walk_gets_its_remedy(intent: str) -> None:
    hit = near("card", Part.BRANCH, ALIKE, 4)

    reply = replied(turn("It is all dark", intent, hit, walk=WALKING, topic="card"))

    assert reply.text == "**The display stays dark.**\n\nPress longer."
    assert titles(reply) == ["Go on with step 3", "Talk to a person"]
    assert reply.slots["walk"] == Walk("card", 1, ahead=3).as_slot()


@pytest.mark.parametrize(
    ("hits", "walk", "intent"),
    [
        ([near("card", Part.BRANCH, ALIKE - A_LITTLE)], WALKING, "nlu_fallback"),
        ([near("card", Part.BRANCH, 0.9)], Walk("card", 1, paused=True), "ask"),
        ([near("card", Part.BRANCH, 0.9)], None, "ask"),
        ([near("card", Part.BRANCH, 0.9)], WALKING, "check_ports"),
        (
            [near("card", Part.NOTE, ALIKE + A_LITTLE), near("card", Part.BRANCH, ALIKE)],
            WALKING,
            "ask",
        ),
        (
            [
                near("fees", Part.NOTE, ALIKE + SYMPTOM_LAG + A_LITTLE),
                near("card", Part.BRANCH, ALIKE),
            ],
            WALKING,
            "ask",
        ),
    ],
    ids=["unlike", "paused", "no walk", "a check", "a note is nearer", "another is nearer"],
)
def test_other_messages_are_no_symptoms(hits: list[Near], walk: Walk | None, intent: str) -> None:
    said = turn("Fee?", intent, *hits, walk=walk, entities=(("article", "fees"),))

    assert CARD.branches[0].remedy not in replied(said).text


def test_what_is_not_understood_in_a_walk_asks_what_is_seen() -> None:
    reply = replied(turn("Hm", "nlu_fallback", walk=WALKING, topic="card"))

    assert reply.text == "What do you see instead?"
    assert titles(reply) == [
        "No challenge appears",
        "There are two index numbers",
        "The card is broken",
        "Something else",
    ]
