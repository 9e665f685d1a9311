"""The exam as it is stored, and the figures that are made of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kb.articles import read_articles
from kb.language import Language
from tests.evaluation.exam import (
    REHEARSAL,
    Question,
    article_questions,
    overlap,
    read_exam,
)
from tests.evaluation.figures import (
    TOPIC_SLICES,
    TOPICS,
    confusions,
    language_figures,
    slice_figures,
    topic_matrix,
)
from tests.evaluation.metrics import bootstrap_interval, calibration_error, macro_f1
from tests.evaluation.outcomes import Outcome
from tests.evaluation.record import dropped, read_record, write_record

FEWEST = 60
"""Sentences that the exam has of each topic in each language."""
SENTENCES_OF_A_SERVICE = 40


def outcome(expected: str, first: str, confidence: float = 0.9, **how: object) -> Outcome:
    decided = str(how.get("decided", first.partition("/")[0]))
    question = Question(
        Language.GERMAN, str(how.get("kind", "plain")), expected, "Satz", Path("x.tsv"), 1
    )
    several = tuple(str(how["several"]).split("+")) if "several" in how else ()
    return Outcome(question, first, "other", confidence, decided, several, 5.0)


def test_no_sentence_of_the_exam_is_taught() -> None:
    assert overlap(read_exam() + article_questions()) == []


@pytest.mark.parametrize("language", Language)
def test_each_topic_of_the_exam_has_enough_sentences(language: Language) -> None:
    counts = Counter(
        question.labels[0]
        for question in read_exam()
        if question.language is language and question.slice in TOPIC_SLICES
    )

    # A new article may have no more than the questions in its own file.
    assert set(counts) <= {f"ask/{id}" for id in read_articles()[language]}
    assert min(counts.values()) >= FEWEST


def test_the_rehearsal_shares_no_sentence_with_the_exam() -> None:
    exam = {question.text.casefold() for question in read_exam()}

    assert [each.text for each in read_exam(REHEARSAL) if each.text.casefold() in exam] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("intent", ["check_myself", "write_letter", "export_gateways"])
def test_each_service_has_a_slice_of_its_own(language: Language, intent: str) -> None:
    found = [
        question.expected
        for question in read_exam()
        if question.language is language and question.slice == intent
    ]

    assert found == [intent] * SENTENCES_OF_A_SERVICE


@pytest.mark.parametrize(
    ("found", "is_answered"),
    [
        (outcome("ask/a", "ask/a"), True),
        (outcome("ask/a", "ask/b"), False),
        (outcome("ask/a", "ask/a", decided="nlu_ambiguous"), False),
        (outcome("check_ports", "name_gateway"), True),
        (outcome("out_of_scope", "ask/a", decided="nlu_fallback"), True),
        (outcome("out_of_scope", "ask/a", decided="nlu_ambiguous"), False),
        (outcome("neutral", "greet"), True),
        (outcome("ask/a+ask/b", "ask/a", decided="several_questions", several="ask/b+ask/a"), True),
        (outcome("ask/a+ask/b", "ask/a"), False),
        (outcome("ask/a|check_myself", "ask/a"), True),
        (outcome("ask/a|check_myself", "check_myself"), True),
        (outcome("ask/a|check_myself", "check_myself", decided="nlu_ambiguous"), False),
        (outcome("ask/a|check_myself", "ask/b"), False),
        (outcome("ask/a|check_ports", "name_gateway"), True),
        (outcome("neutral", "write_letter"), False),
        (outcome("out_of_scope", "export_gateways"), False),
    ],
)
def test_what_counts_as_answered(found: Outcome, is_answered: bool) -> None:
    assert found.is_answered is is_answered


@pytest.mark.parametrize(
    ("first", "label", "is_right"),
    [
        ("ask/a", "ask/a", True),
        ("check_myself", "check_myself", True),
        ("ask/b", "ask/a", False),
        ("write_letter", "ask/a", False),
    ],
)
def test_a_sentence_counts_for_the_alternative_found_or_its_first(
    first: str, label: str, is_right: bool
) -> None:
    found = outcome("ask/a|check_myself", first)

    assert (found.expected, found.is_right) == (label, is_right)


def test_figures_of_slices_and_languages() -> None:
    outcomes = [
        outcome("ask/a", "ask/a"),
        outcome("ask/a", "ask/b", 0.6),
        outcome("ask/b", "ask/b", kind="typo"),
        outcome("ask/b", "ask/b", 0.2, decided="nlu_fallback", kind="typo"),
        outcome("out_of_scope", "out_of_scope", kind="out_of_scope"),
    ]

    slices = slice_figures(outcomes)
    german = language_figures(outcomes)[Language.GERMAN]
    [worst] = confusions(outcomes)

    assert slices[Language.GERMAN, TOPICS].score == 0.75
    assert slices[Language.GERMAN, "typo"].rejected == 0.5
    assert (german.outside_recall, german.false_rejections) == (1.0, 0.25)
    assert german.outside_precision == 0.5
    assert (worst.expected, worst.found, worst.count, worst.of) == ("ask/a", "ask/b", 1, 2)


def test_figures_count_either_alternative_as_right() -> None:
    outcomes = [
        outcome("ask/a", "ask/a"),
        outcome("ask/a|check_myself", "check_myself"),
        outcome("ask/a|check_myself", "ask/b"),
        outcome("ask/b", "ask/b"),
    ]

    slices = slice_figures(outcomes)
    german = language_figures(outcomes)[Language.GERMAN]
    [worst] = confusions(outcomes)

    assert slices[Language.GERMAN, TOPICS].score == 0.75
    assert german.false_rejections == 0
    assert german.macro_f1 == pytest.approx(2 / 3)  # of a and b alone
    assert (worst.expected, worst.found, worst.count, worst.of) == ("ask/a", "ask/b", 1, 2)
    assert topic_matrix(outcomes)["check_myself"] == {"check_myself": 1}


def test_a_slice_that_falls_below_its_interval_is_named(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    write_record(
        {"de/plain": {"score": 0.9, "low": 0.85}, "de/typo": {"score": 0.9, "low": 0.8}}, path
    )

    complaints = dropped({"de/plain": {"score": 0.84}}, read_record(path))

    assert complaints == [
        "de/plain: 84.0 %, recorded 90.0 % (down to 85.0 % is chance)",
        "de/typo: recorded, but not asked any more",
    ]


def test_a_slice_within_its_interval_passes(tmp_path: Path) -> None:
    assert dropped({"de/plain": {"score": 0.86}}, {"de/plain": {"score": 0.9, "low": 0.85}}) == []
    assert read_record(tmp_path / "nothing.json") == {}


def test_metrics() -> None:
    low, high = bootstrap_interval([1.0] * 90 + [0.0] * 10)

    assert 0.82 < low < 0.87 < 0.93 < high < 0.97
    assert bootstrap_interval([]) == (0.0, 1.0)
    assert calibration_error([0.95, 0.95, 0.15], [True, True, False]) == pytest.approx(0.25 / 3)
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)
    assert macro_f1(["a", "a", "c"], ["a", "a", "c"], ["a"]) == 1
