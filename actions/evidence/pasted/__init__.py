"""Understand what connection tools print when a person pastes it into the chat."""

from __future__ import annotations

from actions.evidence.pasted.hint import Hint
from actions.evidence.pasted.reader import Pasted, read_pasted

__all__ = ["Hint", "Pasted", "read_pasted"]
