"""Ask the exam and say how well both languages are understood: ``make eval``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.commands import ensure_model
from bot.process import prepare_process
from bot.settings import PROJECT, read_settings
from kb.articles import read_articles
from tests.evaluation.asking import ask_all
from tests.evaluation.exam import (
    EXAM,
    REHEARSAL,
    ExamError,
    article_questions,
    overlap,
    read_exam,
)
from tests.evaluation.figures import as_record, slice_figures
from tests.evaluation.outcomes import Outcome
from tests.evaluation.record import FOLDER, dropped, read_record, write_record

OUTPUT = PROJECT / ".eval"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print and write the report; 1 where a slice has dropped or a sentence is taught."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--record", action="store_true", help="keep this run to compare with")
    parser.add_argument(
        "--rehearsal", action="store_true", help="ask the sentences that thresholds are chosen by"
    )
    options = parser.parse_args(arguments)
    prepare_process("WARNING")
    try:
        questions = read_exam(REHEARSAL if options.rehearsal else EXAM)
    except ExamError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    if not options.rehearsal:
        questions += article_questions()
        if taught := overlap(questions):
            print("\n".join(taught), "lotse: the exam must not be taught", sep="\n")
            return 1
    outcomes = ask_all(ensure_model(read_settings()), questions)
    folder = OUTPUT / "rehearsal" if options.rehearsal else OUTPUT
    _write(outcomes, folder)
    return 0 if options.rehearsal else _compare(outcomes, folder, options.record)


def _write(outcomes: Sequence[Outcome], folder: Path) -> None:
    from tests.evaluation.pictures import draw_confusions, draw_reliability
    from tests.evaluation.report import report

    folder.mkdir(parents=True, exist_ok=True)
    text = report(outcomes, read_articles())
    print(text)
    (folder / "report.md").write_text(text, encoding="utf-8")
    draw_confusions(outcomes, folder / "confusions.png")
    draw_reliability(outcomes, folder / "reliability.png")


def _compare(outcomes: Sequence[Outcome], folder: Path, is_recorded: bool) -> int:
    figures = as_record(slice_figures(outcomes))
    complaints = dropped(figures, read_record())
    if is_recorded:
        write_record(figures)
        for name in ("report.md", "confusions.png", "reliability.png"):
            (FOLDER / name).write_bytes((folder / name).read_bytes())
        return 0
    for complaint in complaints:
        print(f"lotse: worse than recorded: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
