"""A small knowledge base for actions, and turns and passages made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from actions.reply import Reply
from actions.turn import Near, Turn
from kb.article import Article
from kb.articles import Articles
from kb.language import Language
from kb.library import Library
from kb.passages import Part, PassageKey
from kb.variants import Dimension

ARTICLES_FOLDER = Path(__file__).parent / "articles"
KNOWLEDGE = Library(ARTICLES_FOLDER).current
ARTICLES = KNOWLEDGE.articles
INSTALL = {
    "linux": "install-linux",
    "macos": "install-macos",
    "windows": "install-windows",
}
TRANSFER = {"same-user": "transfer-same", "other-user": "transfer-other"}


def english(id: str) -> Article:
    return ARTICLES[Language.ENGLISH][id]


def german(id: str) -> Article:
    return ARTICLES[Language.GERMAN][id]


def with_article(article: Article) -> Articles:
    """Return the articles with one put in the place of its namesake."""
    return {**ARTICLES, article.language: {**ARTICLES[article.language], article.id: article}}


def shortened(id: str, steps: int) -> Article:
    """Return an article as if it had been rewritten with fewer steps, and so no branches."""
    article = english(id)
    return replace(article, steps=article.steps[:steps], branches=())


def turn(text: str, intent: str, *near: Near, **fields: Any) -> Turn:
    """Return a typed English message with the passages near to it, the nearest first."""
    nearest_in: dict[str, tuple[Near, ...]] = {}
    for each in near:
        nearest_in[each.key.article] = (*nearest_in.get(each.key.article, ()), each)
    plain = Turn(
        text=text,
        pressed=False,
        intent=intent,
        language=Language.ENGLISH,
        nearest=near,
        nearest_in=nearest_in,
        version=KNOWLEDGE.version,
    )
    return replace(plain, **fields)


def asked(text: str, id: str, *near: Near, **fields: Any) -> Turn:
    """Return a question that was understood; ``entities`` come after the article."""
    entities = (("article", id), *fields.pop("entities", ()))
    return turn(text, "ask", *near, entities=entities, **fields)


def pressed(title: str, intent: str, **fields: Any) -> Turn:
    """Return a pressed button with its entities."""
    entities: Mapping[str, str] = fields.pop("entities", {})
    return turn(title, intent, pressed=True, entities=tuple(entities.items()), **fields)


def near(id: str, part: Part, similarity: float, number: int = 1) -> Near:
    return Near(PassageKey(id, part, number), similarity)


def ranking(*margins: tuple[str, float]) -> tuple[dict[str, Any], ...]:
    """Return an intent ranking by SVM margins."""
    return tuple({"name": name, "margin": margin} for name, margin in margins)


def remembered(**values: str) -> dict[Dimension, str]:
    return {Dimension(name): value for name, value in values.items()}


def titles(reply: Reply) -> list[str]:
    return [button.title for button in reply.buttons]


def article_of(reply: Reply) -> str | None:
    return str(reply.article["id"]) if reply.article else None


def step_of(reply: Reply) -> int | None:
    step: int | None = reply.article["step"] if reply.article else None
    return step
