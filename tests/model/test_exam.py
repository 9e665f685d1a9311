"""Questions that were never taught, asked to the trained model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.fallback_classifier import AMBIGUOUS
from bot.nlu.words import fold_case, split_words
from bot.service import Parts
from bot.settings import PROJECT
from kb.articles import read_articles
from kb.language import Language

EXAM = Path(__file__).parent / "exam"
RIGHT_AT_FIRST_CHOICE = 0.90
CHECK_INTENTS = {"check_ports", "name_gateway"}
MISSES = {"out_of_scope", "nlu_fallback", AMBIGUOUS}


def lines(language: Language, name: str) -> list[str]:
    return (EXAM / language.value / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def words(text: str) -> str:
    return " ".join(split_words(fold_case(text)))


async def understood(parts: Parts, questions: Iterable[str]) -> list[dict[str, Any]]:
    return [await parts.agent.parse(question) for question in questions]


def share(results: list[bool]) -> float:
    return sum(results) / len(results)


@pytest.mark.parametrize("language", Language)
async def test_exam_questions_find_their_article(
    parts: Parts, language: Language, record_property: Any
) -> None:
    first, answered, asked_back = [], [], []
    for article in read_articles()[language].values():
        for found in await understood(parts, article.exam_questions):
            right = found["intent_ranking"][0]["name"] == f"ask/{article.id}"
            first.append(right)
            answered.append(right and found["intent"]["name"] == "ask")
            asked_back.append(found["intent"]["name"] == AMBIGUOUS)

    print(
        f"\nexam {language.value}: {len(first)} questions, right at first choice "
        f"{share(first):.1%}, answered at once {share(answered):.1%}, "
        f"asked back {share(asked_back):.1%}"
    )
    assert share(first) >= RIGHT_AT_FIRST_CHOICE


@pytest.mark.parametrize("language", Language)
async def test_exam_questions_are_answered_in_their_language(
    parts: Parts, language: Language
) -> None:
    questions = [
        question
        for article in read_articles()[language].values()
        for question in article.exam_questions
    ]

    found = await understood(parts, questions)

    detected = [
        any(e["entity"] == "language" and e["value"] == language.value for e in each["entities"])
        for each in found
    ]
    assert share(detected) >= 0.95


@pytest.mark.parametrize("language", Language)
async def test_live_checks_are_recognised(parts: Parts, language: Language) -> None:
    found = await understood(parts, lines(language, "check_ports"))

    right = [each["intent"]["name"] in CHECK_INTENTS for each in found]
    print(f"\nlive checks {language.value}: {sum(right)} of {len(right)}")
    assert share(right) >= 0.85


@pytest.mark.parametrize("language", Language)
async def test_what_is_out_of_scope_gets_no_article(parts: Parts, language: Language) -> None:
    found = await understood(parts, lines(language, "out_of_scope"))

    right = [each["intent"]["name"] in MISSES for each in found]
    print(f"\nout of scope {language.value}: {sum(right)} of {len(right)} got no article")
    assert share(right) >= 0.85


@pytest.mark.parametrize("language", Language)
async def test_small_talk_is_recognised(parts: Parts, language: Language) -> None:
    expected, texts = zip(
        *(line.split("\t") for line in lines(language, "small_talk")), strict=True
    )

    found = await understood(parts, texts)

    right = [each["intent"]["name"] == name for each, name in zip(found, expected, strict=True)]
    print(f"\nsmall talk {language.value}: {sum(right)} of {len(right)}")
    assert share(right) >= 0.85


def test_no_exam_question_is_taught() -> None:
    articles = read_articles()
    taught = {words(q) for each in articles.values() for a in each.values() for q in a.questions}
    for path in (PROJECT / "data" / "nlu").glob("*/*.yml"):
        examples = path.read_text(encoding="utf-8").partition("examples: |")[2]
        taught |= {words(line.strip()[2:]) for line in examples.splitlines()}
    asked = [q for each in articles.values() for a in each.values() for q in a.exam_questions]
    for path in EXAM.glob("*/*.txt"):
        asked += [line.split("\t")[-1] for line in path.read_text(encoding="utf-8").splitlines()]

    overlap = [question for question in asked if words(question) and words(question) in taught]

    assert overlap == []
