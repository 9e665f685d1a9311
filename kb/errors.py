"""Complaints about content, each with the place to mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Severity(str, Enum):
    """Whether content with this complaint can be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Complaint:
    """One mistake in a content file: where it is, which rule it breaks, how to mend it."""

    path: Path
    line: int
    rule: str
    text: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        text = f"warning: {self.text}" if self.severity is Severity.WARNING else self.text
        return f"{self.path}:{self.line}: {self.rule}: {text}"


class ContentError(Exception):
    """A content file that cannot be used; its text names file, line and rule."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(str(complaint))
        self.complaint = complaint
