"""Compare what is understood, but for the last digits of floating-point numbers."""

from __future__ import annotations

from typing import Any

import pytest

ROUNDING = 0.002  # similarities are told to three digits


def same_but_rounded(one: Any, other: Any) -> bool:
    """Return whether nested values are the same, numbers within `ROUNDING`."""
    if isinstance(one, dict):
        same = isinstance(other, dict) and one.keys() == other.keys()
        return same and all(same_but_rounded(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        same = isinstance(other, list | tuple) and len(one) == len(other)
        return same and all(map(same_but_rounded, one, other))
    if isinstance(one, float):
        return bool(one == pytest.approx(other, abs=ROUNDING))
    return bool(one == other)
