"""What a turn is about: the latest message and the state of the conversation, with types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker

from kb.article import Article
from kb.articles import Articles
from kb.language import Language
from kb.passages import Part, PassageKey
from kb.variants import Dimension


@dataclass(frozen=True)
class Walk:
    """A procedure being walked: the step last shown; paused while something else is answered.

    ``ahead`` is where "next" leads if that is not the step after it: a remedy may lead back.
    """

    article: str
    step: int
    paused: bool = False
    ahead: int | None = None

    @classmethod
    def parse(cls, value: Any) -> Walk | None:
        """Return the walk that a slot holds, else None."""
        if not isinstance(value, Mapping) or not value.get("article") or int(value["step"]) < 1:
            return None
        ahead = value.get("ahead")
        return cls(
            str(value["article"]),
            int(value["step"]),
            bool(value.get("paused")),
            int(ahead) if ahead else None,
        )

    def as_slot(self) -> dict[str, Any]:
        """Return what the slot keeps."""
        return asdict(self)


@dataclass(frozen=True)
class Near:
    """A passage and the cosine of its vector and the message's."""

    key: PassageKey
    similarity: float


@dataclass(frozen=True)
class Turn:
    """One message and what it is said to.

    ``text`` is the title where a button was pressed; ``ranking`` is Rasa's with SVM margins;
    ``remembered`` holds the variants a person has named; ``nearest`` the nearest passages of all
    articles and ``nearest_in`` those of single ones, for knowledge base ``version``; ``questions``
    the intents of the parts where a message asks several things.
    """

    text: str
    pressed: bool
    intent: str
    language: Language
    topic: str | None = None
    walk: Walk | None = None
    awaiting: Mapping[str, Any] = field(default_factory=dict)
    remembered: Mapping[Dimension, str] = field(default_factory=dict)
    entities: tuple[tuple[str, str], ...] = ()
    ranking: Sequence[Mapping[str, Any]] = ()
    similar_intents: Sequence[Mapping[str, Any]] = ()
    nearest: tuple[Near, ...] = ()
    nearest_in: Mapping[str, tuple[Near, ...]] = field(default_factory=dict)
    version: int = 0
    questions: tuple[str, ...] = ()

    def in_version(self, version: int) -> Turn:
        """Return the turn without passages that are numbered for another knowledge base."""
        return self if self.version == version else replace(self, nearest=(), nearest_in={})

    def values(self, kind: str) -> tuple[str, ...]:
        """Return the values of all entities of a kind, in their order."""
        return tuple(value for name, value in self.entities if name == kind)

    def value(self, kind: str) -> str | None:
        """Return the first value of an entity of a kind."""
        return next(iter(self.values(kind)), None)


def turn_of(tracker: Tracker, language: Language) -> Turn:
    """Return the latest turn of a tracker."""
    message = tracker.latest_message
    ranking = message.get("intent_ranking") or []
    passages = message.get("nearest_passages") or {}
    slots = {dimension: tracker.get_slot(dimension.value) for dimension in Dimension}
    return Turn(
        text=str(message.get("text") or ""),
        pressed=bool(ranking) and "margin" not in ranking[0],
        intent=str((message.get("intent") or {}).get("name")),
        language=language,
        topic=tracker.get_slot("article"),
        walk=Walk.parse(tracker.get_slot("walk")),
        awaiting=tracker.get_slot("awaiting") or {},
        remembered={dimension: value for dimension, value in slots.items() if value},
        entities=tuple((e["entity"], str(e["value"])) for e in message.get("entities") or []),
        ranking=ranking,
        similar_intents=message.get("nearest_retrieval_intents") or [],
        nearest=tuple(_near(row) for row in passages.get("all", [])),
        nearest_in={
            article: tuple(_near([article, *row]) for row in rows)
            for article, rows in passages.get("articles", {}).items()
        },
        version=int(passages.get("version", 0)),
        questions=tuple(str(name) for name in message.get("questions") or []),
    )


_PARTS = {part.value: part for part in Part}  # there are dozens in a turn, and Part(…) is slow


def _near(row: Sequence[Any]) -> Near:
    article, part, number, similarity = row
    return Near(PassageKey(str(article), _PARTS[part], int(number)), float(similarity))


def find_article(articles: Articles, id: str | None, language: Language) -> Article | None:
    """Return an article in the language asked for, else in the other one, else None."""
    languages = (language, *(each for each in Language if each is not language))
    return next((articles[each][id] for each in languages if id and id in articles[each]), None)
