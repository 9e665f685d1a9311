"""Figures of an exam: intervals, calibration, F1; no Rasa in here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score

SEED = 0
RESAMPLES = 2000
BINS = 10
COVERED = 0.95


def bootstrap_interval(values: npt.ArrayLike) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean of values (n,); the same each time."""
    array = np.asarray(values, dtype=float)
    if array.size == 0:
        return 0.0, 1.0
    random = np.random.default_rng(SEED)
    means = [array[random.integers(0, array.size, array.size)].mean() for _ in range(RESAMPLES)]
    tail = (1 - COVERED) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def reliability(
    confidences: Sequence[float], right: Sequence[bool]
) -> list[tuple[float, float, int]]:
    """Return for each filled bin of confidence its mean, the share that was right, the count."""
    sure, correct = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        (
            float(sure[bins == bin].mean()),
            float(correct[bins == bin].mean()),
            int((bins == bin).sum()),
        )
        for bin in range(BINS)
        if (bins == bin).any()
    ]


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    return sum(
        abs(sure - share) * count for sure, share, count in reliability(confidences, right)
    ) / max(len(confidences), 1)


def macro_f1(
    expected: Sequence[str], found: Sequence[str], averaged: Collection[str] = ()
) -> float:
    """Return the mean F1 of the averaged labels; without any, of all that are expected."""
    labels = sorted(averaged or set(expected))
    return float(f1_score(expected, found, labels=labels, average="macro", zero_division=0))
