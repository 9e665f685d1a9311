"""What one run of a tool said, and the piece of the paste that it is read from."""

from __future__ import annotations

from dataclasses import dataclass

from actions.evidence.pasted.commands import Command
from actions.evidence.pasted.hint import Hint
from actions.probing.finding import Reason

PROXY_MARK = " (proxy)"
"""What ends a tool's name where it went through a proxy, so that the direct way was not seen."""


@dataclass(frozen=True)
class Report:
    """One thing a tool said; ``host`` may be an address, ``port`` unknown, or both missing.

    ``start`` and ``end`` are where in the tidied text it stands. ``tool`` is empty where a person
    told it; ``has_no_port`` is true of ping and of what only asks for names; ``hint`` is what it
    can't tell of its kind.
    """

    tool: str
    start: int
    end: int
    reason: Reason
    host: str | None = None
    port: int | None = None
    has_no_port: bool = False
    milliseconds: int | None = None
    issuer: str | None = None
    hint: Hint | None = None

    @property
    def name_only(self) -> bool:
        """Return whether it came no further than the name, so that the port does not matter."""
        return self.reason in (Reason.NAME_NOT_FOUND, Reason.DNS_FAILURE)


@dataclass(frozen=True)
class Segment:
    """The text from one command line up to the next; ``start`` is its place in the whole."""

    text: str
    start: int
    command: Command | None

    def command_of(self, tool: str) -> Command | None:
        """Return the command line if it is of this tool."""
        return self.command if self.command and self.command.tool == tool else None


def split_at_commands(text: str, commands: list[Command]) -> list[Segment]:
    """Return the text in segments, the first of which has no command line."""
    starts = [0, *(command.end for command in commands)]
    ends = [*(command.start for command in commands), len(text)]
    named = [None, *commands]
    return [
        Segment(text[start:end], start, command)
        for start, end, command in zip(starts, ends, named, strict=True)
    ]
