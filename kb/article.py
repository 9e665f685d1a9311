"""What an article consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from kb.language import Language


class Status(str, Enum):
    """How far an article can be relied on; shown to the reader in words."""

    CURRENT = "current"
    OUTDATED = "outdated"
    UNCONFIRMED = "unconfirmed"


Lines = Mapping[str, tuple[int, ...]]
"""Where things stand in a file, by key of the front matter or field of `Article`, from 1."""


@dataclass(frozen=True)
class Branch:
    """What a person may see instead of what a step says, and what to do then.

    ``step`` counts from 1, 0 is any step; ``go_to`` is the step to go on from, if it is another.
    """

    step: int
    symptom: str
    remedy: str
    go_to: int | None = None


@dataclass(frozen=True)
class Article:
    """One article in one language.

    ``answer``, ``steps``, ``why`` and ``notes`` are small Markdown (bold, code, https links);
    ``questions`` are taught, ``exam_questions`` never. ``variants`` names the article for each
    variant (`kb.variants`), this one included where it is one of them. ``lines`` has a line for
    each item of a list and for each paragraph of the answer.
    """

    id: str
    language: Language
    title: str
    kb: str | None
    sources: tuple[str, ...]
    reviewed: date
    status: Status
    related: tuple[str, ...]
    variants: Mapping[str, str] = field(hash=False)
    answer: str
    steps: tuple[str, ...]
    branches: tuple[Branch, ...]
    why: str
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    exam_questions: tuple[str, ...]
    path: Path
    lines: Lines = field(default_factory=dict, compare=False, repr=False)

    def line_of(self, part: str) -> int:
        """Return the first line of a key, field or section; 1 where the file has none."""
        return next(iter(self.lines.get(part, ())), 1)

    @property
    def variant(self) -> str | None:
        """Which of its variants this article is; None where it leads to them or has none."""
        return next((name for name, id in self.variants.items() if id == self.id), None)

    def branches_at(self, step: int) -> tuple[Branch, ...]:
        """Return what may be seen at a step: its own branches, then those of any step."""
        own = tuple(branch for branch in self.branches if branch.step == step)
        return own + tuple(branch for branch in self.branches if branch.step == 0)
