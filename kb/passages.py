"""The pieces of articles that can be quoted as an answer on their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from kb.article import Article
from kb.language import Language

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_MARKS = re.compile(r"\*\*|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")


class Part(str, Enum):
    """Where in an article a passage stands."""

    TITLE = "title"
    ANSWER = "answer"
    STEP = "step"
    BRANCH = "branch"
    WHY = "why"
    NOTE = "note"


@dataclass(frozen=True)
class PassageKey:
    """Names a passage in all languages; ``number`` counts from 1 within its part."""

    article: str
    part: Part
    number: int = 1


@dataclass(frozen=True)
class Passage:
    """A passage in one language; ``text`` is plain, without Markdown."""

    key: PassageKey
    language: Language
    text: str


def passages_of(article: Article) -> Iterator[Passage]:
    """Return all that can be quoted, in the order of the article."""
    branches = [f"{branch.symptom} {branch.remedy}" for branch in article.branches]
    parts = {
        Part.TITLE: [article.title],
        Part.ANSWER: article.answer.split("\n\n"),
        Part.STEP: article.steps,
        Part.BRANCH: branches,
        Part.WHY: [article.why] if article.why else [],
        Part.NOTE: article.notes,
    }
    for part, texts in parts.items():
        for number, text in enumerate(texts, 1):
            yield Passage(PassageKey(article.id, part, number), article.language, plain(text))


def plain(markdown: str) -> str:
    """Return small Markdown as the words alone."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown))


def quote(article: Article, key: PassageKey) -> str | None:
    """Return a passage as small Markdown; None where the article has none of that number."""
    index = key.number - 1
    parts = {
        Part.ANSWER: article.answer.split("\n\n"),
        Part.STEP: article.steps,
        Part.BRANCH: [branch.remedy for branch in article.branches],
        Part.WHY: [article.why] if article.why else [],
        Part.NOTE: article.notes,
    }
    texts = parts.get(key.part, [])
    return texts[index] if 0 <= index < len(texts) else None
