"""Remember what was worked out of texts, without the texts; no Rasa in here."""

from __future__ import annotations

import hashlib
import secrets
from contextvars import ContextVar
from typing import Generic, TypeVar

from bot.stores.weighed_cache import WeighedCache

KEY_BYTES = 32
DIGEST_BYTES = 16

IS_ANEW: ContextVar[bool] = ContextVar("is_anew", default=False)
"""Whether all is worked out anew: test questions ask what understanding does, not what it did."""

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """What was worked out of texts, found again by them; what was not asked for longest goes first.

    It outlives a conversation and its deletion, so it must hold nothing that people wrote: a text
    is known by its digest under a random key of this object's own, and values are to be numbers and
    names of the knowledge base alone. A component that is loaded anew begins with an empty one.
    """

    def __init__(self, most: int) -> None:
        """Take how many texts are remembered."""
        self._key = secrets.token_bytes(KEY_BYTES)
        self._values = WeighedCache[Value](most)

    def recall(self, *text: str) -> Value | None:
        """Return what was kept of a text and of all that it depends on; None without, or anew."""
        if IS_ANEW.get():
            return None
        digest = self._digest(text)
        value = self._values.get(digest)
        if value is not None:
            self._values.put(digest, value)
        return value

    def keep(self, value: Value, *text: str) -> None:
        """Keep what was worked out."""
        self._values.put(self._digest(text), value)

    def __len__(self) -> int:
        """Return how many texts are remembered."""
        return len(self._values)

    def _digest(self, text: tuple[str, ...]) -> str:
        joined = "\0".join(text).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(joined, key=self._key, digest_size=DIGEST_BYTES).hexdigest()
