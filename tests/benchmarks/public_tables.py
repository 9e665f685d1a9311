"""Put what both sides said about the public sets beside the published tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import matthews_corrcoef

from tests.benchmarks.public_sets import OUTSIDE, PublicSet, peer_results
from tests.evaluation.metrics import bootstrap_interval, calibration_error

if TYPE_CHECKING:
    from tests.benchmarks.understanding import Run

THRESHOLDS = tuple(tenth / 10 for tenth in range(1, 10))
FIXED = 0.3
PEERS = {"dialogflow": "Dialogflow", "luis": "LUIS", "haptik": "Haptik", "bert": "BERT"}
PEERS["rasa"] = "Rasa 1.x (ConveRT + DIET)"
PUBLISHED = {
    "clinc150": "Rasa 89.6 / 1.0, DialogFlow 89.2 / 20.5, MLP on USE 91.3 / 32.4, BERT 96.2 / 58.9 "
    "(in-scope accuracy / out-of-scope recall, threshold tuned on validation; Larson et al. 2019)",
    "banking77-10": "USE large 84.2, ConveRT 83.3, USE+ConveRT 85.2, RoBERTa 84.3 (Casanueva et "
    "al. 2020 and followers)",
    "clinc150-10": "USE large 90.9, ConveRT 92.6, USE+ConveRT 93.3, RoBERTa 91.6 (the same)",
    "xsid": "Rasa's default pipeline, earlier trial on the test part: 89.6 EN, 91.4 DE",
}
Found = Mapping[str, Mapping[str, "Run"]]


def report(sets: Sequence[PublicSet], found: Found) -> str:
    """Return Markdown: accuracy, then out of scope where a set has it, then cost, then peers."""
    parts = [_accuracy(sets, found)]
    with_outside = [each for each in sets if any(intent == OUTSIDE for _, intent in each.test)]
    if with_outside:
        parts.append(_outside(with_outside, found))
    parts.append(_cost(sets, found))
    parts += [_platforms(each) for each in sets if each.name.startswith("hint3-")]
    parts += [
        f"Published for {name}: {text}."
        for name, text in PUBLISHED.items()
        if any(each.name == name or each.name.startswith(f"{name}-") for each in sets)
    ]
    return "\n\n".join(parts)


def _accuracy(sets: Sequence[PublicSet], found: Found) -> str:
    rows = [
        "| in-scope accuracy, first choice | side | % (95 % interval) |",
        "| --- | --- | ---: |",
    ]
    for each in sets:
        for side, run in found[each.name].items():
            right = np.asarray(list(_right_in_scope(each, run)), dtype=float)
            low, high = bootstrap_interval(right)
            share = f"{100 * right.mean():.1f} ({100 * low:.1f}–{100 * high:.1f})"
            rows.append(f"| {each.name} ({len(right)}) | {side} | {share} |")
    return "\n".join(rows)


def _right_in_scope(each: PublicSet, run: Run, threshold: float = 0.0) -> Iterator[bool]:
    for (_, intent), (first, confidence, _) in zip(each.test, run.answers, strict=True):
        if intent != OUTSIDE:
            yield first == intent and confidence >= threshold


def _outside(sets: Sequence[PublicSet], found: Found) -> str:
    columns: dict[str, Callable[[PublicSet, Run], str]] = {
        "in-scope at 0.1": lambda each, run: _percent(_in_scope(each, run, 0.1)),
        f"in-scope at {FIXED}": lambda each, run: _percent(_in_scope(each, run, FIXED)),
        f"out-of-scope recall at {FIXED}": lambda each, run: _percent(_recall(each, run, FIXED)),
        f"MCC at {FIXED}": lambda each, run: _percent(_mcc(each, run, FIXED)),
        "best MCC of nine": _best_mcc,
        "in-scope / recall, tuned": _tuned,
        "calibration error": _calibration,
    }
    rows = ["| | side | " + " | ".join(columns) + " |", "| --- | --- |" + " ---: |" * len(columns)]
    for each in sets:
        for side, run in found[each.name].items():
            cells = [measure(each, run) for measure in columns.values()]
            rows.append(f"| {each.name} | {side} | " + " | ".join(cells) + " |")
    note = (
        "“Tuned”: at the threshold of a hundred that is right most often on the set's validation "
        "part, if it has one."
    )
    return "\n".join(rows) + f"\n\n{note}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _in_scope(each: PublicSet, run: Run, threshold: float) -> float:
    return float(np.mean(list(_right_in_scope(each, run, threshold))))


def _recall(each: PublicSet, run: Run, threshold: float) -> float:
    pairs = zip(each.test, run.answers, strict=True)
    caught = [
        answer[1] < threshold or answer[0] == OUTSIDE
        for (_, intent), answer in pairs
        if intent == OUTSIDE
    ]
    return float(np.mean(caught))


def _mcc(each: PublicSet, run: Run, threshold: float) -> float:
    said = [first if sure >= threshold else OUTSIDE for first, sure, _ in run.answers]
    return float(matthews_corrcoef([intent for _, intent in each.test], [str(s) for s in said]))


def _best_mcc(each: PublicSet, run: Run) -> str:
    best = max(THRESHOLDS, key=lambda threshold: _mcc(each, run, threshold))
    return f"{100 * _mcc(each, run, best):.1f} (at {best})"


def _tuned(each: PublicSet, run: Run) -> str:
    """Choose a threshold on the validation part, and return what it gives on the test part."""
    if not each.validation:
        return "–"
    pairs = list(zip(each.validation, run.validation, strict=True))

    def right_at(threshold: float) -> int:
        return sum(
            intent == (first if sure >= threshold else OUTSIDE)
            for (_, intent), (first, sure, _) in pairs
        )

    best = max((step / 100 for step in range(100)), key=right_at)
    accuracy, recall = _in_scope(each, run, best), _recall(each, run, best)
    return f"{_percent(accuracy)} / {_percent(recall)} (at {best})"


def _calibration(each: PublicSet, run: Run) -> str:
    right = [
        first == intent for (_, intent), (first, _, _) in zip(each.test, run.answers, strict=True)
    ]
    error = calibration_error([sure for _, sure, _ in run.answers], right)
    return f"{error:.3f}"


def _cost(sets: Sequence[PublicSet], found: Found) -> str:
    rows = [
        "| cost | side | training CPU s | a message, CPU ms | model MB |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for each in sets:
        for side, run in found[each.name].items():
            cells = f"{run.training_cpu_seconds:.1f} | {run.parse_cpu_ms:.1f}"
            rows.append(f"| {each.name} | {side} | {cells} | {run.model_megabytes:.1f} |")
    return "\n".join(rows)


def _platforms(each: PublicSet) -> str:
    bot = each.name.removeprefix("hint3-")
    rows = [
        f"| published for {each.name} (HINT3 v1) | in-scope at 0.1 | best MCC of nine |",
        "| --- | ---: | ---: |",
    ]
    for name, table in peer_results(bot).items():
        best = max(float(row["MCC"]) for row in table)
        first = float(table[0]["Inscope Accuracy"])
        rows.append(f"| {PEERS.get(name, name)} | {100 * first:.1f} | {100 * best:.1f} |")
    return "\n".join(rows)
