"""Draw the confusion matrix and the reliability of the confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # no screen is needed

import matplotlib.pyplot as plt
import numpy as np

from kb.language import Language
from tests.evaluation.figures import topic_matrix
from tests.evaluation.metrics import reliability
from tests.evaluation.outcomes import Outcome

COLOURS: Mapping[Language, str] = {Language.ENGLISH: "#1f4e79", Language.GERMAN: "#c55a11"}
DOTS_PER_INCH = 110


def draw_confusions(outcomes: Sequence[Outcome], path: Path) -> None:
    """Draw expected topics against what they were taken for; the diagonal is what is right."""
    matrix = topic_matrix(outcomes)
    expected = sorted(matrix)
    strange = {found for row in matrix.values() for found in row} - set(expected)
    found = [*expected, *sorted(strange)]
    table = np.array([[matrix[row][column] for column in found] for row in expected], dtype=float)
    shares = table / table.sum(axis=1, keepdims=True)
    figure, axes = plt.subplots(figsize=(15, 12))
    axes.imshow(np.sqrt(shares), cmap="Blues", aspect="auto")
    for row, column in zip(*np.nonzero(table), strict=True):
        colour = "white" if shares[row, column] > 0.3 else "black"
        axes.text(
            column, row, int(table[row, column]), ha="center", va="center", color=colour, size=6
        )
    names = [name.removeprefix("ask/") for name in found]
    axes.set_xticks(range(len(found)), names, rotation=90, size=7)
    axes.set_yticks(range(len(expected)), names[: len(expected)], size=7)
    axes.set_xlabel("taken for")
    axes.set_ylabel("expected")
    _save(figure, path)


def draw_reliability(outcomes: Sequence[Outcome], path: Path) -> None:
    """Draw for each language how often a confidence was right; on the diagonal it means itself."""
    figure, axes = plt.subplots(figsize=(6, 6))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle=":")
    for language, colour in COLOURS.items():
        own = [outcome for outcome in outcomes if outcome.question.language is language]
        points = reliability(
            [outcome.confidence for outcome in own], [outcome.is_right for outcome in own]
        )
        sure, right, counts = zip(*points, strict=True)
        axes.plot(sure, right, color=colour, label=language.name.title())
        axes.scatter(sure, right, s=[10 + count / 8 for count in counts], color=colour)
    axes.set_xlabel("confidence")
    axes.set_ylabel("share that was right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend()
    _save(figure, path)


def _save(figure: plt.Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=DOTS_PER_INCH)
    plt.close(figure)
