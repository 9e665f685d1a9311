"""Ask the exam and say how well both languages are understood: ``make eval``."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot.commands import ensure_model
from bot.process import prepare_process
from bot.service import build
from bot.settings import PROJECT, Settings, read_settings
from kb.articles import read_articles
from tests.evaluation.exam import (
    EXAM,
    REHEARSAL,
    ExamError,
    Question,
    article_questions,
    overlap,
    read_exam,
)
from tests.evaluation.figures import as_record, slice_figures
from tests.evaluation.outcomes import Outcome, ask
from tests.evaluation.record import FOLDER, dropped, read_record, write_record

OUTPUT = PROJECT / ".eval"
PROCESSES = 2


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
    outcomes = _ask_all(questions)
    folder = OUTPUT / "rehearsal" if options.rehearsal else OUTPUT
    _write(outcomes, folder)
    return 0 if options.rehearsal else _compare(outcomes, folder, options.record)


def _ask_all(questions: Sequence[Question]) -> list[Outcome]:
    """Ask in several processes; what each is told does not depend on the others."""
    model = ensure_model(read_settings())
    shares = [questions[number::PROCESSES] for number in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        answered = list(pool.map(_ask_share, [model] * PROCESSES, shares))
    return [answered[n % PROCESSES][n // PROCESSES] for n in range(len(questions))]


def _ask_share(model: Path, questions: Sequence[Question]) -> list[Outcome]:
    prepare_process("WARNING")
    with tempfile.TemporaryDirectory(prefix="lotse-eval-") as data:
        parts = build(Settings(data=Path(data)))
        parts.agent.load(model)
        with threadpool_limits(1):  # as when serving; more threads would only spin
            outcomes = asyncio.run(ask(parts.agent, questions))
        parts.close()
    return outcomes


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
