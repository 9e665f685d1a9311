"""Hang features on messages: at once while learning, and only if looked at while answering."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.storage import readings_of

Maker = Callable[[Sequence[str]], Sequence[Any]]
"""Returns an array (1, d) for each text, all dense or all sparse."""


class LateFeatures(Features):
    """A sentence feature whose array is made once somebody asks for it."""

    def __init__(
        self, make: Callable[[], Any], are_sparse: bool, attribute: str, origin: str
    ) -> None:
        self._make = make
        self._made: Any = None
        self._are_sparse = are_sparse
        super().__init__(None, FEATURE_TYPE_SENTENCE, attribute, origin)

    @property
    def features(self) -> Any:
        """Return the array."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @features.setter
    def features(self, made: Any) -> None:
        self._made = made

    def is_sparse(self) -> bool:
        """Return whether the array is sparse, without making it."""
        return self._are_sparse


def add_features(messages: Sequence[Message], make: Maker, origin: str) -> None:
    """Add a feature for each reading of each message."""
    wanted = _wanted(messages)
    for (message, name), array in zip(wanted, make(_texts(wanted)), strict=True):
        message.add_features(Features(array, FEATURE_TYPE_SENTENCE, name, origin))


def add_late_features(
    messages: Sequence[Message], make: Maker, are_sparse: bool, origin: str
) -> None:
    """Do the same, but make the arrays when the first of them is looked at, and then all."""
    wanted = _wanted(messages)
    made = cache(lambda: make(_texts(wanted)))
    for number, (message, name) in enumerate(wanted):
        make_one = partial(_one_of, made, number)
        message.add_features(LateFeatures(make_one, are_sparse, name, origin))


def _wanted(messages: Sequence[Message]) -> list[tuple[Message, str]]:
    return [(message, name) for message in messages for name in readings_of(message)]


def _texts(wanted: Sequence[tuple[Message, str]]) -> list[str]:
    return [str(message.get(name)) for message, name in wanted]


def _one_of(made: Callable[[], Sequence[Any]], number: int) -> Any:
    return made()[number]
