"""Ask which variant of an article is meant, and choose it; no Rasa in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.answer_text import article_card
from actions.reply import Button, Reply
from actions.turn import Turn
from kb.article import Article
from kb.language import Language
from kb.variants import DIMENSION_OF, Dimension, dimension_of

CLOSE_MARGIN = 0.3  # SVM margin; an intent this far behind the best may be the one that is meant
_TITLES: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "linux": "Linux",
        "macos": "macOS",
        "windows": "Windows",
        "same-user": "Same user name",
        "other-user": "Different user name",
    },
    Language.GERMAN: {
        "linux": "Linux",
        "macos": "macOS",
        "windows": "Windows",
        "same-user": "Gleicher Benutzername",
        "other-user": "Anderer Benutzername",
    },
}
_QUESTIONS: Mapping[Language, Mapping[Dimension, str]] = {
    Language.ENGLISH: {
        Dimension.PLATFORM: "Which system is it for?",
        Dimension.USER: "Same user name on both sides, or a different one?",
    },
    Language.GERMAN: {
        Dimension.PLATFORM: "Für welches System?",
        Dimension.USER: "Auf beiden Seiten derselbe Benutzername oder ein anderer?",
    },
}
_NO_DIFFERENCE: Mapping[Language, Mapping[Dimension, str]] = {
    Language.ENGLISH: {
        Dimension.PLATFORM: "The article I have makes no difference between systems here.",
        Dimension.USER: "The article I have makes no difference between user names here.",
    },
    Language.GERMAN: {
        Dimension.PLATFORM: (
            "Der Artikel, der mir vorliegt, unterscheidet hier nicht nach Systemen."
        ),
        Dimension.USER: (
            "Der Artikel, der mir vorliegt, unterscheidet hier nicht nach Benutzernamen."
        ),
    },
}


def ask_variant(article: Article) -> Reply:
    """Ask which of its variants is meant; the buttons are remembered."""
    dimension = dimension_of(article.variants)
    assert dimension is not None
    language = article.language
    buttons = tuple(variant_button(name, id, language) for name, id in article.variants.items())
    text = _QUESTIONS[language][dimension]
    overview = article.variant is None
    if overview:  # its answer may end in the question
        asks = article.answer.rstrip().endswith("?")
        text = article.answer if asks else f"{article.answer}\n\n**{text}**"
    awaiting: dict[str, Any] = {"what": "variant", "variants": dict(article.variants)}
    slots = {"article": article.id, "awaiting": awaiting}
    card = article_card(article) if overview else None
    return Reply("clarify", language, text, buttons, card, slots=slots)


def variant_button(name: str, id: str, language: Language) -> Button:
    """Return a button that chooses a variant."""
    entities = {"article": id, DIMENSION_OF[name].value: name}
    return Button(_TITLES[language][name], "ask", entities)


def no_difference(reply: Reply, dimension: Dimension) -> Reply:
    """Say instead of an answer that its article has no such variants."""
    return replace(reply, text=_NO_DIFFERENCE[reply.language][dimension])


def named_variant(turn: Turn, variants: Mapping[str, str]) -> str | None:
    """Return the one of these variants that the message names; None for none or several."""
    named = {value for d in Dimension for value in turn.values(d.value) if value in variants}
    return named.pop() if len(named) == 1 else None


def chosen_variant(article: Article, turn: Turn) -> str | None:
    """Return the id of the variant that is meant; None where it must be asked for.

    What the message names comes first; then, unless the message is clearly about this variant,
    what the person has named before.
    """
    dimension = dimension_of(article.variants)
    if dimension is None:
        return article.id
    name = named_variant(turn, article.variants)
    if name is None and (article.variant is None or _is_torn(article, turn)):
        name = turn.remembered.get(dimension)
    elif name is None:
        name = article.variant
    denied = set(turn.values("denied"))
    if name in denied:  # "not on a Mac": where one other is left, that is meant
        left = [other for other in article.variants if other not in denied]
        name = left[0] if len(left) == 1 else None
    return article.variants.get(name) if name else None


def _is_torn(article: Article, turn: Turn) -> bool:
    """Return whether another variant, or the article that leads to them, is nearly as likely."""
    margins = {str(intent["name"]): float(intent.get("margin", 0.0)) for intent in turn.ranking}
    own = margins.get(f"ask/{article.id}")
    if own is None or turn.pressed:
        return False
    related = {f"ask/{id}" for id in article.variants.values()} - {f"ask/{article.id}"}
    return any(own - margins[name] < CLOSE_MARGIN for name in related & set(margins))
