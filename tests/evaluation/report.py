"""Write what an evaluation found as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.articles import Articles
from kb.language import Language
from tests.evaluation.figures import (
    Confusion,
    LanguageFigures,
    SliceFigures,
    confusions,
    language_figures,
    parse_milliseconds,
    slice_figures,
)
from tests.evaluation.outcomes import Outcome
from tests.evaluation.suggestions import suggestion

NAMES = {Language.ENGLISH: "English", Language.GERMAN: "German"}
ROWS: Mapping[str, str] = {
    "macro_f1": "macro-F1 over the topics",
    "outside_recall": "out of scope: recall",
    "outside_precision": "out of scope: precision",
    "false_rejections": "false rejections of topics",
    "calibration_error": "expected calibration error",
}


def report(outcomes: Sequence[Outcome], articles: Articles) -> str:
    """Return the whole report."""
    worst = confusions(outcomes)
    parts = [
        "# Evaluation",
        f"{len(outcomes)} sentences that were never taught. A message takes "
        f"{parse_milliseconds(outcomes):.1f} ms of CPU time to understand (median).",
        "## By language",
        _languages(language_figures(outcomes)),
        "## By slice",
        _slices(slice_figures(outcomes)),
        "Score: right at first choice; for out_of_scope and neutral, no article and no check; for "
        "two_questions, both found. Intervals: 95 %, bootstrap.",
        "## Worst confusions",
        "\n".join(_confusion(each, suggestion(each, outcomes, articles)) for each in worst),
    ]
    return "\n\n".join(parts) + "\n"


def _languages(figures: Mapping[Language, LanguageFigures]) -> str:
    names = [NAMES[language] for language in figures]
    lines = [f"| | {' | '.join(names)} |", "| --- |" + " ---: |" * len(names)]
    for field, title in ROWS.items():
        values = [getattr(each, field) for each in figures.values()]
        shown = [f"{value:.3f}" if "error" in field else f"{100 * value:.1f} %" for value in values]
        lines.append(f"| {title} | {' | '.join(shown)} |")
    return "\n".join(lines)


def _slices(figures: Mapping[tuple[Language, str], SliceFigures]) -> str:
    lines = [
        "| language | slice | sentences | score | answered at once | asked back | rejected "
        "| macro-F1 | calibration error |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (language, name), each in figures.items():
        score = f"{100 * each.score:.1f} % ({100 * each.low:.1f}–{100 * each.high:.1f})"
        rest = " | ".join(
            f"{100 * value:.1f} %"
            for value in (each.answered, each.asked_back, each.rejected, each.macro_f1)
        )
        rest += f" | {each.calibration_error:.3f}"
        lines.append(f"| {NAMES[language]} | {name} | {each.count} | {score} | {rest} |")
    return "\n".join(lines)


def _confusion(confusion: Confusion, advice: str) -> str:
    pair = f"{NAMES[confusion.language]}: `{confusion.expected}` taken for `{confusion.found}`"
    count = f"{confusion.count} of {confusion.of}, {confusion.asked_back} asked back"
    return f"1. {pair} ({count}): {advice}."
