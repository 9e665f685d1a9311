"""Read the exam: sentences that are never taught, with what they should be taken for."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.settings import PROJECT
from kb.articles import read_articles
from kb.language import Language
from kb.sentence_rules import (
    Sentence,
    check_sentences,
    read_intent_sentences,
    sentences_of_article,
)

EXAM = PROJECT / "tests" / "model" / "exam"
REHEARSAL = PROJECT / "tests" / "model" / "rehearsal"
ARTICLE_SLICE = "article"
"""The slice of the exam questions that stand in the articles themselves."""
INTENTS = PROJECT / "data" / "nlu"
NEUTRAL = "neutral"
OUTSIDE = {"out_of_scope", NEUTRAL}
"""What neither an article nor any service of the bot should be given for."""


@dataclass(frozen=True)
class Question:
    """A sentence of the exam.

    ``expected`` is an intent (``ask/dsc-login``), ``neutral``, two intents joined by ``+`` where
    both are asked for, or intents joined by ``|`` where either is right, the likelier first;
    ``slice`` says what kind of sentence it is; ``path`` and ``line`` where it stands.
    """

    language: Language
    slice: str
    expected: str
    text: str
    path: Path
    line: int

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what the sentence may be taken for: one label, or each that ``|`` joins."""
        return tuple(self.expected.split("|"))


class ExamError(Exception):
    """A line of the exam that cannot be read; its text names file and line."""


def read_exam(folder: Path = EXAM) -> list[Question]:
    """Return all sentences below ``<folder>/<language>/*.tsv``; raise `ExamError`."""
    return [question for language in Language for question in _of_language(folder, language)]


def _of_language(folder: Path, language: Language) -> Iterator[Question]:
    for path in sorted((folder / language.value).glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            fields = line.split("\t")
            if len(fields) != 3 or not all(fields):
                raise ExamError(f"{path}:{number}: write intent, slice and sentence, with tabs")
            expected, kind, text = fields
            if fault := _fault(expected, _known(language)):
                raise ExamError(f"{path}:{number}: {fault}")
            spoken = text.replace("\\n", "\n")  # e-mails have several lines
            yield Question(language, kind.partition("/")[0], expected, spoken, path, number)


@cache
def _known(language: Language) -> frozenset[str]:
    """Return all intents; the files in which they are taught bear their names."""
    taught = {path.stem for path in INTENTS.glob("*/*.yml")}
    articles = {f"ask/{id}" for id in read_articles()[language]}
    return frozenset(taught | articles | {NEUTRAL})


def _fault(expected: str, known: AbstractSet[str]) -> str:
    """Return what is wrong with an expectation; empty where nothing is."""
    several = [name for label in expected.split("|") for name in label.split("+")]
    if strange := [name for name in several if name not in known]:
        return f"no intent is called '{strange[0]}'"
    if len(set(several)) < len(several):
        return "name each intent once"
    if "|" in expected and ("+" in expected or OUTSIDE.intersection(several)):
        return "only single intents can be joined by '|', and neither neutral nor out_of_scope"
    return ""


def article_questions() -> list[Question]:
    """Return the exam questions that stand in the articles."""
    return [
        Question(language, ARTICLE_SLICE, f"ask/{article.id}", text, article.path, 0)
        for language, articles in read_articles().items()
        for article in articles.values()
        for text in article.exam_questions
    ]


def overlap(questions: list[Question]) -> list[str]:
    """Return a complaint for each sentence that is taught, or is nearly one that is."""
    taught = [
        sentence
        for articles in read_articles().values()
        for article in articles.values()
        for sentence in sentences_of_article(article)
        if not sentence.is_exam
    ]
    taught += read_intent_sentences(PROJECT / "data" / "nlu")
    asked = [Sentence(q.text, q.labels[0], q.path, q.line, is_exam=True) for q in questions]
    rules = {"exam-taught", "exam-near"}
    return [
        f"{complaint.path}:{complaint.line}: {complaint.text}"
        for complaint in check_sentences([*taught, *asked])
        if complaint.rule in rules
    ]
