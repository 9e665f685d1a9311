"""Find gateways, ports and the like in a sentence, with spaCy's EntityRuler; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import spacy

from bot.nlu.entity_context import (
    is_denied,
    is_meant_as_port,
    is_none,
    is_other_number,
    is_small_word,
)
from bot.nlu.entity_patterns import (
    ARTICLES,
    KIND_WORD,
    NOT,
    OPPOSITE,
    RANGE,
    SEPARATORS,
    SMALL_WORDS,
    USER_ALONE,
    entity_patterns,
    host_names,
)
from bot.nlu.forgetful_pipeline import ForgetfulPipeline
from kb.gateway import Gateways
from kb.language import Language


@dataclass(frozen=True)
class Entity:
    """A find.

    ``kind`` is place, product, host, port, role (of a gateway), gateway, platform, denied (a
    platform that is not meant), user, kb (an article's number), error (a text that a program
    shows), or unlisted_host, unlisted_place or unlisted_port.
    ``role`` says of a place whether it is a city or a region.
    """

    kind: str
    value: str
    start: int
    end: int
    role: str | None = None


class EntityFinder:
    """Blank German and English pipelines with the names that the knowledge base knows."""

    def __init__(self, gateways: Gateways, errors: Iterable[str] = ()) -> None:
        self._gateways = gateways
        self._hosts = dict(host_names(gateways))
        self._ports = {port for row in gateways.rows for port in (*row.ports, *row.also)}
        patterns = list(entity_patterns(gateways, self._hosts))
        shown = [
            {"label": "error", "id": each, "pattern": SEPARATORS.sub(" ", each)} for each in errors
        ]
        self._pipelines = {
            language: ForgetfulPipeline(partial(_pipeline, language, [*patterns, *shown]))
            for language in Language
        }

    def find(self, text: str, language: Language) -> list[Entity]:
        """Return what the text names, from left to right, then the rows that this singles out."""
        text = text.replace("\n", " ")  # a name may be wrapped
        separated = RANGE.sub(" ", SEPARATORS.sub(" ", text))
        document = self._pipelines[language](separated)
        finds = [self._entity(span, text) for span in document.ents]
        found = [entity for entity in finds if entity is not None]
        return [*found, *self._named_rows(found)]

    def _entity(self, span: Any, text: str) -> Entity | None:
        kind, value = span.label_, span.ent_id_ or span.text
        place = (span.start_char, span.end_char)
        if kind in ("platform", "user", USER_ALONE):
            return self._variant(span, text)
        if kind == "host":
            listed = self._hosts.get(span.text.lower().rstrip("."))
            return Entity("host", listed, *place) if listed else _unlisted_host(span)
        if kind == "port":
            return self._port(span, text)
        if kind == "kb":
            return Entity(kind, f"KB{int(re.sub('[^0-9]', '', span.text))}", *place)
        if kind == "place":
            role = "city" if value in self._gateways.cities else "region"
            return None if is_small_word(span, KIND_WORD) else Entity(kind, value, *place, role)
        return Entity(kind, value, *place)

    def _port(self, span: Any, text: str) -> Entity | None:
        before = text[max(0, span.start_char - NEAR) : span.start_char]
        if is_other_number(before, text[span.end_char : span.end_char + NEAR]):
            return None
        port = int(span.text)
        kind = "port" if port in self._ports else "unlisted_port"
        if kind == "unlisted_port" and not is_meant_as_port(span, text):
            return None
        return Entity(kind, str(port), span.start_char, span.end_char)

    def _variant(self, span: Any, text: str) -> Entity | None:
        """Return a platform or user; "not on a Mac" denies it, "not the same" is the other."""
        kind, value = span.label_, span.ent_id_
        before = [token.lower_ for token in span.doc[: span.start] if not token.is_space]
        has_none = is_none(text[: span.start_char])
        if kind == "platform":
            around = text[: span.start_char], text[span.end_char :]
            denied = has_none or is_denied(before, *around)
            kind = "denied" if denied else kind
            return Entity(kind, value, span.start_char, span.end_char)
        words = {token.lower_ for token in span.doc if token.is_alpha and token not in span}
        if kind == USER_ALONE and words - SMALL_WORDS - NOT:
            return None
        while before and before[-1] in ARTICLES:
            before.pop()
        if has_none or (before and before[-1] in NOT):
            value = OPPOSITE[value]
        return Entity("user", value, span.start_char, span.end_char)

    def _named_rows(self, found: Sequence[Entity]) -> list[Entity]:
        """Return the rows that hosts name, or a place together with primary or backup."""
        named = {kind: [each.value for each in found if each.kind == kind] for kind in _ROW_KINDS}
        if not named["host"] and not (named["place"] and named["role"]):
            return []
        rows = self._gateways.select(named["place"], named["product"], named["host"])
        kept = [row for row in rows if not named["role"] or row.role.value in named["role"]]
        return [Entity("gateway", row.id, 0, 0) for row in kept]


NEAR = 40  # characters around a number that may tell what it is
_ROW_KINDS = ("place", "product", "host", "role")


def _unlisted_host(span: Any) -> Entity:
    return Entity("unlisted_host", span.text.lower(), span.start_char, span.end_char)


def _pipeline(language: Language, patterns: list[dict[str, Any]]) -> Any:
    pipeline = spacy.blank(language.value)
    # German keeps "Asien-Server" whole, English splits "auto-update": we need them alike.
    pipeline.tokenizer.infix_finditer = None
    config: Mapping[str, Any] = {"overwrite_ents": True, "phrase_matcher_attr": "LOWER"}
    ruler: Any = pipeline.add_pipe("entity_ruler", config=dict(config))
    ruler.add_patterns(patterns)
    return pipeline
