"""Suggest what to teach where one topic is taken for another, without quoting the exam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from bot.nlu.sentence_featurizer import encode
from kb.articles import Articles
from kb.language import Language
from tests.evaluation.figures import Confusion
from tests.evaluation.outcomes import Outcome

CLOSEST = 2


def suggestion(confusion: Confusion, outcomes: Iterable[Outcome], articles: Articles) -> str:
    """Return one sentence: which taught sentences attract the other topic's, and what to do."""
    missed = [
        outcome.question.text
        for outcome in outcomes
        if outcome.question.language is confusion.language
        and outcome.expected == confusion.expected
        and outcome.first == confusion.found
    ]
    taught = _taught(articles, confusion.language)
    attracting = _attracting(missed, taught.get(confusion.found, ()))
    if not attracting:
        return f"teach `{confusion.expected}` in more words; nothing taught is near"
    quoted = " and ".join(f"“{text}”" for text in attracting)
    return (
        f"{quoted} of `{confusion.found}` attract it: check that they belong there, and teach "
        f"`{confusion.expected}` what tells the two apart"
    )


def _taught(articles: Articles, language: Language) -> Mapping[str, Sequence[str]]:
    return {f"ask/{id}": article.questions for id, article in articles[language].items()}


def _attracting(missed: Sequence[str], taught: Sequence[str]) -> list[str]:
    """Return the taught sentences that are nearest to the missed ones, most often first."""
    if not missed or not taught:
        return []
    near = np.argmax(encode(list(missed)) @ encode(list(taught)).T, axis=1)
    counts = Counter(taught[place] for place in near)
    return [text for text, _ in counts.most_common(CLOSEST)]
