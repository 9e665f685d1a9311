"""Find in the articles the texts that programs show when something goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.article import Article
from kb.articles import Articles

_LITERAL = re.compile(r"`([^`]+)`|\"([^\"]+)\"|„([^“”]+)[“”]|“([^”]+)”")
_TROUBLE = re.compile(
    r"\b(?:fail\w*|cannot|could ?n.t|can.t|unable|denied|disabled|already|refused|timed? ?out|"
    r"expired|unsupported|error|invalid|no module)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*(?:…|\.\.\.)\s*")
FEWEST_WORDS = 2  # one word is a label


def error_texts(articles: Articles) -> dict[str, frozenset[str]]:
    """Return each error text that articles quote, with the ids of the articles that quote it.

    Where a quotation leaves something out ("Unable to expand … unsupported format"), its pieces are
    texts of their own.
    """
    found: dict[str, set[str]] = {}
    for each in articles.values():
        for article in each.values():
            for text in _texts_of(article):
                found.setdefault(text, set()).add(article.id)
    return {text: frozenset(ids) for text, ids in found.items()}


def _texts_of(article: Article) -> Iterator[str]:
    symptoms = (text for branch in article.branches for text in (branch.symptom, branch.remedy))
    for paragraph in (article.title, article.answer, *article.steps, *symptoms, *article.notes):
        for groups in _LITERAL.findall(paragraph):
            literal = next(group for group in groups if group)
            if _TROUBLE.search(literal):
                pieces = (piece.strip(" .,:;") for piece in _GAP.split(literal))
                yield from (piece for piece in pieces if len(piece.split()) >= FEWEST_WORDS)
