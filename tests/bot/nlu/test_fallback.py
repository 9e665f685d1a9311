"""When a message counts as not understood, and when as ambiguous."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.fallback_classifier import ThresholdFallbackClassifier, decide

OPTIONS = ThresholdFallbackClassifier.get_default_config()


def ranking(*pairs: tuple[float, float]) -> list[dict[str, Any]]:
    return [
        {"name": f"intent{n}", "confidence": confidence, "margin": margin}
        for n, (confidence, margin) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("found", "decision"),
    [
        (ranking((0.95, 1.0), (0.1, -0.5)), None),
        (ranking((0.29, 0.1), (0.1, -0.5)), "nlu_fallback"),
        (ranking((0.6, 0.2), (0.5, 0.1)), "nlu_ambiguous"),
        (ranking((0.6, 0.5), (0.2, 0.1)), None),
        (ranking((0.85, 0.2), (0.8, 0.1)), "nlu_ambiguous"),
        (ranking((0.6, 0.2)), None),
        ([], "nlu_fallback"),
    ],
)
def test_the_rule(found: list[dict[str, Any]], decision: str | None) -> None:
    assert decide(found, has_text=True, config=OPTIONS) == decision
