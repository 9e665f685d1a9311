"""What things are called in Redis, where no name of a person or a network shall stand."""

from __future__ import annotations

import hashlib

PREFIX = "lotse:"
NAME_CHARACTERS = 32


def digest(text: str) -> str:
    """Return what stands for a conversation or a network."""
    return hashlib.sha256(text.encode()).hexdigest()[:NAME_CHARACTERS]


def key(kind: str, text: str) -> str:
    """Return the key of one thing of a kind."""
    return f"{PREFIX}{kind}:{digest(text)}"
