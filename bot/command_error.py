"""How a command ends that cannot go on."""

from __future__ import annotations


class CommandError(Exception):
    """A command that cannot go on; its text says why and what to do."""
