"""The variants an article can have, such as one for each operating system."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Dimension(str, Enum):
    """What variants differ in; also the name of the slot that remembers it."""

    PLATFORM = "platform"
    USER = "user"


DIMENSION_OF: Mapping[str, Dimension] = {
    "linux": Dimension.PLATFORM,
    "macos": Dimension.PLATFORM,
    "windows": Dimension.PLATFORM,
    "same-user": Dimension.USER,
    "other-user": Dimension.USER,
}
"""All variants that front matter may name."""


def dimension_of(variants: Mapping[str, str]) -> Dimension | None:
    """Return what an article's variants differ in; None where it has none."""
    return next((DIMENSION_OF[name] for name in variants), None)
