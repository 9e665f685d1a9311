"""Measure understanding on public sets beside stock Rasa, in the same run: ``make bench-nlu``."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.public_sets import SETS, PublicSet, SetsMissingError, read_set
from tests.benchmarks.public_tables import report
from tests.benchmarks.stock_environment import find_python, stock_environment
from tests.servers import PROJECT

WORKER = "tests.benchmarks.nlu_worker"
OURS, STOCK = "Lotse", "stock Rasa"
# As shipped, without what needs the knowledge base (entities, passages) or two languages.
LEFT_OUT = ("LanguageDetector", "KnowledgeEntityExtractor", "PassageFinder")
STOCK_PIPELINE = """\
recipe: default.v1
assistant_id: bench
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: 100
  constrain_similarities: true
  random_seed: 1
- name: EntitySynonymMapper
- name: ResponseSelector
  epochs: 100
  constrain_similarities: true
- name: FallbackClassifier
  threshold: 0.3
  ambiguity_threshold: 0.1
policies: []
"""


Answer = tuple[str | None, float, str]


@dataclass(frozen=True)
class Run:
    """What one side said to all questions of a set, and what that cost.

    An answer is the first choice, its confidence, and the intent that was set in the end.
    """

    answers: Sequence[Answer]
    validation: Sequence[Answer]
    training_cpu_seconds: float
    parse_cpu_ms: float  # median
    model_megabytes: float


def main() -> None:
    """Run both sides on each set and print the tables; ``--keep`` writes every answer, too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=list(SETS))
    parser.add_argument("--only", choices=["lotse", "stock"], help="one side, while working on it")
    parser.add_argument("--python", default=None, help="what stock Rasa runs on; else 3.10, if any")
    parser.add_argument("--keep", type=Path, help="a folder for every answer as JSON")
    options = parser.parse_args()
    try:
        sets = [read_set(name) for name in options.sets]
    except SetsMissingError as error:
        sys.exit(f"lotse: {error}")
    sides = list(_sides(options.only, options.python))
    found: dict[str, dict[str, Run]] = {}
    for each in sets:
        found[each.name] = {}
        for side, python, config in sides:
            started = time.monotonic()
            found[each.name][side] = _run(each, python, config)
            print(f"{each.name}: {side} in {time.monotonic() - started:.0f} s", flush=True)
            if options.keep:
                _keep(options.keep, each.name, side, found[each.name][side])
    print(report(sets, found))


def _sides(only: str | None, python: str | None) -> Iterator[tuple[str, str, str]]:
    if only != "stock":
        yield OURS, sys.executable, _our_pipeline()
    if only != "lotse":
        environment = stock_environment(python or find_python())
        yield STOCK, str(environment / "bin" / "python"), STOCK_PIPELINE


def _our_pipeline() -> str:
    """Return the shipped pipeline without the components that a public set cannot feed."""
    config: dict[str, Any] = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))
    names = {step["name"].rpartition(".")[2]: step for step in config["pipeline"]}
    kept = [step for name, step in names.items() if name not in LEFT_OUT]
    for step in kept:
        step.pop("unknown_share", None)  # ours presumes taught sentences that are out of scope
    bench = {"recipe": "default.v1", "assistant_id": "bench", "language": "en"}
    return yaml.safe_dump({**bench, "pipeline": kept, "policies": []}, sort_keys=False)


def _run(each: PublicSet, python: str, config: str) -> Run:
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        folder = Path(name)
        (folder / "config.yml").write_text(config, encoding="utf-8")
        (folder / "nlu.yml").write_text(_training_data(each), encoding="utf-8")
        questions = [question for question, _ in (*each.test, *each.validation)]
        (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_MAX_CACHE_SIZE": "0",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "LOG_LEVEL": "ERROR",
        }
        with (folder / "log").open("w+") as log:
            done = subprocess.run(
                [python, "-m", WORKER, str(folder)],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
                check=False,
            )
            log.seek(0)
            if done.returncode:
                sys.exit(f"lotse: {each.name} failed:\n{log.read()[-3000:]}")
        result = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    answers = [(first, sure, intent) for first, sure, intent in result["answers"]]
    return Run(
        answers[: len(each.test)],
        answers[len(each.test) :],
        result["training_cpu_seconds"],
        1e3 * statistics.median(result["parse_cpu_seconds"]),
        result["model_bytes"] / 1e6,
    )


def _training_data(each: PublicSet) -> str:
    intents: dict[str, list[str]] = {}
    for text, intent in each.train:
        intents.setdefault(intent, []).append(_example(text))
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in intents.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, width=10_000)


def _example(text: str) -> str:
    """Return the sentence on one line and without what Rasa's format takes for an entity."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())


def _keep(folder: Path, name: str, side: str, run: Run) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{side.replace(' ', '-').lower()}.json"
    path.write_text(json.dumps(run.answers, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
