"""Turns about the shipped gateways, with the entities that are found in what was typed."""

from __future__ import annotations

from functools import cache
from typing import Any

from actions.turn import Turn
from bot.nlu.entities import EntityFinder
from kb.gateway import Gateways
from kb.gateways import read_gateways
from kb.language import Language


@cache
def shipped_gateways() -> Gateways:
    """Return the shipped list, read once."""
    return read_gateways()


@cache
def _finder() -> EntityFinder:
    return EntityFinder(shipped_gateways())


def typed(
    text: str, intent: str = "check_ports", language: Language = Language.ENGLISH, **fields: Any
) -> Turn:
    """Return a typed message with what it names."""
    found = tuple((each.kind, each.value) for each in _finder().find(text, language))
    return Turn(text, False, intent, language, entities=found, **fields)


def pressed_turn(intent: str = "check_ports", **entities: str) -> Turn:
    """Return a pressed button with its entities."""
    return Turn("a title", True, intent, Language.ENGLISH, entities=tuple(entities.items()))
