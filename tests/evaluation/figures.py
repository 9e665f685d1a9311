"""Turn outcomes into figures: by language and slice, out of scope, calibration, confusions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from kb.language import Language
from tests.evaluation.exam import OUTSIDE
from tests.evaluation.metrics import bootstrap_interval, calibration_error, macro_f1
from tests.evaluation.outcomes import Outcome

TOPICS = "all topics"
TOPIC_SLICES = {"plain", "terse", "typo", "mixed", "bare", "long"}
"""Slices of which each topic has sentences of its own; together they are `TOPICS`."""
MOST_CONFUSIONS = 20


@dataclass(frozen=True)
class SliceFigures:
    """What a slice comes to: shares from 0 to 1, the interval that of ``score``.

    ``score`` is the share answered at once where nothing or two things are expected, else the share
    that is right at first choice.
    """

    count: int
    score: float
    low: float
    high: float
    answered: float
    asked_back: float
    rejected: float
    macro_f1: float
    calibration_error: float


@dataclass(frozen=True)
class LanguageFigures:
    """What a language comes to over all its sentences."""

    macro_f1: float
    outside_recall: float
    outside_precision: float
    false_rejections: float
    calibration_error: float


@dataclass(frozen=True)
class Confusion:
    """A topic that is taken for another, and how often."""

    language: Language
    expected: str
    found: str
    count: int
    of: int
    asked_back: int


def slice_figures(outcomes: Sequence[Outcome]) -> dict[tuple[Language, str], SliceFigures]:
    """Return the figures of each slice by language and name, all topics first."""
    groups: dict[tuple[Language, str], list[Outcome]] = {}
    for language in Language:
        own = [each for each in outcomes if each.question.language is language]
        groups[language, TOPICS] = [each for each in own if each.question.slice in TOPIC_SLICES]
        for each in own:
            groups.setdefault((language, each.question.slice), []).append(each)
    return {key: _figures(group) for key, group in groups.items() if group}


def _figures(group: Sequence[Outcome]) -> SliceFigures:
    scores = [_score(outcome) for outcome in group]
    low, high = bootstrap_interval(scores)
    return SliceFigures(
        len(group),
        _share(scores),
        low,
        high,
        _share(outcome.is_answered for outcome in group),
        _share(outcome.is_asked_back for outcome in group),
        _share(outcome.is_rejected for outcome in group),
        _topics_f1(group, [_label(each) for each in group]),
        calibration_error([each.confidence for each in group], [each.is_right for each in group]),
    )


def _topics_f1(group: Sequence[Outcome], found: Sequence[str]) -> float:
    """Return the mean F1 over what stands first; an alternative is right wherever it counts."""
    averaged = {each.question.labels[0] for each in group}
    return macro_f1([each.expected for each in group], found, averaged)


def _label(outcome: Outcome) -> str:
    """Return the first choice under the name that is expected where both mean the same."""
    return outcome.expected if outcome.is_right else outcome.first


def _score(outcome: Outcome) -> bool:
    expected = outcome.expected
    by_answer = expected in OUTSIDE or "+" in expected
    return outcome.is_answered if by_answer else outcome.is_right


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def language_figures(outcomes: Sequence[Outcome]) -> dict[Language, LanguageFigures]:
    """Return the figures of each language; topics for F1 and rejections, the rest for scope."""
    spoken = {outcome.question.language for outcome in outcomes}
    return {
        language: _of_language(
            [outcome for outcome in outcomes if outcome.question.language is language]
        )
        for language in Language
        if language in spoken
    }


def _of_language(own: Sequence[Outcome]) -> LanguageFigures:
    topics = [each for each in own if each.question.slice in TOPIC_SLICES]
    outside = [each for each in own if each.expected == "out_of_scope"]
    caught = [each for each in outside if each.gets_nothing]
    lost = [each for each in topics if each.gets_nothing]
    judged = [*topics, *outside]
    return LanguageFigures(
        _topics_f1(topics, [each.first for each in topics]),
        len(caught) / max(len(outside), 1),
        len(caught) / max(len(caught) + len(lost), 1),
        len(lost) / max(len(topics), 1),
        calibration_error([each.confidence for each in judged], [each.is_right for each in judged]),
    )


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """Return the worst confusions of one topic with another, the most frequent first."""
    pairs: Counter[tuple[Language, str, str]] = Counter()
    back: Counter[tuple[Language, str, str]] = Counter()
    totals: Counter[tuple[Language, str]] = Counter()
    for outcome in outcomes:
        question = outcome.question
        if question.slice not in TOPIC_SLICES and outcome.expected not in ("check_ports",):
            continue
        totals[question.language, outcome.expected] += 1
        if not outcome.is_right:
            key = (question.language, outcome.expected, outcome.first)
            pairs[key] += 1
            back[key] += outcome.is_asked_back
    ordered = sorted(pairs, key=lambda key: (-pairs[key], key))
    return [
        Confusion(*key, pairs[key], totals[key[0], key[1]], back[key])
        for key in ordered[:MOST_CONFUSIONS]
    ]


def parse_milliseconds(outcomes: Iterable[Outcome]) -> float:
    """Return the CPU milliseconds of a message, in the middle."""
    return median(outcome.milliseconds for outcome in outcomes)


def topic_matrix(outcomes: Iterable[Outcome]) -> Mapping[str, Counter[str]]:
    """Return for each expected topic what it was taken for and how often, both languages."""
    matrix: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        if outcome.question.slice in TOPIC_SLICES:
            matrix[outcome.expected][outcome.first] += 1
    return matrix


def as_record(figures: Mapping[tuple[Language, str], SliceFigures]) -> dict[str, dict[str, float]]:
    """Return the figures as JSON takes them, by ``<language>/<slice>``."""
    return {f"{language.value}/{name}": asdict(each) for (language, name), each in figures.items()}
