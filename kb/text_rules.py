"""Slips that a text may have taken over from its source, though it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kb.article import Article
from kb.article_rules import located, shown_texts
from kb.errors import Complaint
from kb.language import Language

# A slip that is talked about stands in quotation marks or code.
_QUOTED = re.compile(r"„[^“]*“|“[^”]*”|\"[^\"]*\"|‘[^’]*’|`[^`]*`")
_REFERENCE = {
    Language.ENGLISH: re.compile(r"\b[Ss]teps? (\d+|[A-HJ-Z]\b)(?: (?:and|to|or) (\d+))?"),
    Language.GERMAN: re.compile(r"\bSchritt(?:e|en|s)? (\d+|[A-Z]\b)(?: (?:und|bis|oder) (\d+))?"),
}
# In the broker's own articles (facts, section 2 and 8): wrong words that a spelling checker passes.
_SLIPS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {"serve does not": "server does not", "must to be": "must be"},
    Language.GERMAN: {"Kopf": "Knopf"},
}


def check_texts(article: Article) -> Iterator[Complaint]:
    """Find known slips, what is left of the template, and steps that the article does not have."""
    for part in ("questions", "exam_questions"):
        yield from _check_template(article, located(article, part))
    yield from _check_template(article, shown_texts(article))
    for text, line in shown_texts(article):
        words = _QUOTED.sub(" ", text)
        for slip, right in _SLIPS[article.language].items():
            if re.search(rf"\b{slip}\b", words):
                mend = f"'{slip}' is a slip of the source; write '{right}'"
                yield Complaint(article.path, line, "slip", mend)
        for names in _REFERENCE[article.language].findall(words):
            for name in filter(None, names):
                if article.steps and (name.isalpha() or not 1 <= int(name) <= len(article.steps)):
                    mend = f"there is no step {name}; the steps are 1 to {len(article.steps)}"
                    yield Complaint(article.path, line, "step-reference", mend)


def _check_template(article: Article, texts: Iterable[tuple[str, int]]) -> Iterator[Complaint]:
    for text, line in texts:
        if "TODO" in text:
            mend = "this line still is the template's; write it, or remove it"
            yield Complaint(article.path, line, "todo", mend)
