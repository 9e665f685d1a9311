"""Let Rasa be imported where TensorFlow is not installed.

Nothing in our pipeline needs TensorFlow, yet `rasa.core.agent` imports it (CONTRIBUTING,
"Decisions").
A finder at the end of `sys.meta_path` answers for its packages, so a real TensorFlow always wins.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from bot.absent_modules import AbsentFinder

PACKAGES = frozenset({"tensorflow", "tensorflow_hub", "tensorflow_text", "keras", "jax"})
INSTALL_COMMAND = "make install-tensorflow"
NEEDS_TENSORFLOW = frozenset(
    {
        "ConveRTFeaturizer",
        "DIETClassifier",
        "LanguageModelFeaturizer",
        "ResponseSelector",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)
"""Rasa 3.6.21's own components that cannot run without TensorFlow."""


class TensorflowMissingError(ImportError):
    """Something tried to compute with TensorFlow, which is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} needs TensorFlow, which is not installed. Install it with: {INSTALL_COMMAND}"
        )


def is_tensorflow_installed() -> bool:
    """Return whether a real TensorFlow is there, without importing it."""
    finders = [finder for finder in sys.meta_path if not isinstance(finder, AbsentFinder)]
    return any(_finds(finder, "tensorflow") for finder in finders)


def _finds(finder: Any, package: str) -> bool:
    return finder.find_spec(package, None) is not None


def answer_for_tensorflow() -> None:
    """Install the finder, once, unless TensorFlow is installed; call it before importing Rasa."""
    if is_tensorflow_installed() or _FINDER in sys.meta_path:
        return
    sys.meta_path.append(_FINDER)


_FINDER = AbsentFinder(PACKAGES, TensorflowMissingError)


def refuse_components(names: Iterable[str]) -> None:
    """Raise `TensorflowMissingError` for the first component that needs TensorFlow, if absent."""
    if is_tensorflow_installed():
        return
    for name in names:
        if name.rpartition(".")[2] in NEEDS_TENSORFLOW:
            raise TensorflowMissingError(f"The component {name} in config.yml")
