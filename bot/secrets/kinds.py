"""The kinds of secrets that people paste into a broker's chat."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """A kind of secret; of two that overlap, the one listed first names both."""

    TOKEN = "token"
    EMAIL = "email"
    IBAN = "iban"
    CARD = "card"
    PASSWORD = "password"
    ACCOUNT = "account"
    PHONE = "phone"
    PIN = "pin"
    CODE = "code"

    @property
    def placeholder(self) -> str:
        """Return what stands in a text where the secret stood."""
        return f"[{self.name}]"


RANKS = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Secret:
    """Where a secret of a kind stands, from `start` to before `end`."""

    kind: Kind
    start: int
    end: int
