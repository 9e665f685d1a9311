"""Understand what connection tools print when a person pastes it into the chat."""

from __future__ import annotations

from actions.evidence.pasted.reader import Pasted, read_pasted

__all__ = ["Pasted", "read_pasted"]
