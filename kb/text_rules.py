"""Slips that a text may have taken over from its source, though it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb.article import Article
from kb.article_rules import shown_texts
from kb.errors import Complaint
from kb.language import Language

# A slip that is talked about stands in quotation marks or code.
_QUOTED = re.compile(r"„[^“]*“|“[^”]*”|\"[^\"]*\"|‘[^’]*’|`[^`]*`")
_REFERENCE = {
    Language.ENGLISH: re.compile(r"\b[Ss]teps? (?P<name>\d{1,2}|[A-Z])\b"),
    Language.GERMAN: re.compile(r"\bSchritt(?:e|en|s)? (?P<name>\d{1,2}|[A-Z])\b"),
}
# In the broker's own articles (facts, section 2 and 8): wrong words that a spelling checker passes.
_SLIPS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {"serve does not": "server does not", "must to be": "must be"},
    Language.GERMAN: {"Kopf": "Knopf"},
}


def check_texts(article: Article) -> Iterator[Complaint]:
    """Find known slips, and references to steps that the article does not have."""
    for text, line in shown_texts(article):
        words = _QUOTED.sub(" ", text)
        for slip, right in _SLIPS[article.language].items():
            if re.search(rf"\b{slip}\b", words):
                mend = f"'{slip}' is a slip of the source; write '{right}'"
                yield Complaint(article.path, line, "slip", mend)
        for name in _REFERENCE[article.language].findall(words):
            if name.isalpha() or (article.steps and not 1 <= int(name) <= len(article.steps)):
                mend = f"there is no step {name}; the steps are 1 to {len(article.steps)}"
                yield Complaint(article.path, line, "step-reference", mend)
