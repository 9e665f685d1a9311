"""Measure the knowledge base as it is, and with 1,000 articles: ``make bench-kb``."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kb.articles import ARTICLES_FOLDER
from tests.benchmarks.many_articles import write_project
from tests.servers import PROJECT

ARTICLES = 1000
CHECKS = 5
QUESTIONS = 100
INSIDE = "--inside"


def main(arguments: Sequence[str]) -> None:
    """Print the table; with ``--inside`` print what one process measures, as JSON."""
    if arguments == [INSIDE]:
        print(json.dumps(_inside()))
        return
    with tempfile.TemporaryDirectory(prefix="lotse-bench-") as name:
        few, many = Path(name) / "few", Path(name) / "many"
        shipped = len(list((ARTICLES_FOLDER / "en").glob("*.md")))
        columns = [
            _measure(few, write_project(few, shipped), CHECKS),
            _measure(many, write_project(many, ARTICLES), 1),
        ]
    print(_report(columns))


def _measure(project: Path, folder: Path, checks: int) -> dict[str, float]:
    environment = {
        **os.environ,
        "LOTSE_ARTICLES": str(folder),
        "LOTSE_MODELS": str(project / "models"),
        "LOTSE_DATA": str(project / "data-folder"),
    }
    found = {"articles": float(len(list((folder / "en").glob("*.md"))))}
    runs = [_timed(["-m", "kb", str(project)], environment) for _ in range(checks)]
    found["check: wall s"] = statistics.median(wall for wall, _ in runs)
    found["check: CPU s"] = statistics.median(cpu for _, cpu in runs)
    wall, cpu = _timed(["-m", "bot", "train"], environment)
    found["training: wall s"], found["training: CPU s"] = wall, cpu
    command = [sys.executable, "-m", "tests.benchmarks.knowledge", INSIDE]
    inside = subprocess.run(
        command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE
    )
    return {**found, **json.loads(inside.stdout)}


def _timed(options: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run Python and return wall and CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(
        [sys.executable, *options],
        cwd=PROJECT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _inside() -> dict[str, float]:
    """Measure answers, the search and a reload in this process."""
    from bot.process import prepare_process

    prepare_process("ERROR")
    from bot.settings import read_settings
    from kb.language import Language

    settings = read_settings()
    articles = sorted((settings.articles / "en").glob("*.md"))
    texts = [_question(path) for path in articles[:: max(1, len(articles) // QUESTIONS)]]
    questions = texts[:QUESTIONS]
    return {
        **_answers(questions),
        **_search(questions),
        **_reload(settings.articles / Language.ENGLISH.value / "dsc-login.md"),
    }


def _question(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").partition("## Questions\n")[2].splitlines()
    return lines[0].removeprefix("- ") + " please"


def _answers(questions: Sequence[str]) -> dict[str, float]:
    import asyncio

    from bot.conversation import Said
    from bot.service import build
    from bot.settings import read_settings
    from bot.training import ModelFiles

    settings = read_settings()
    started = time.monotonic()
    parts = build(settings)
    files = ModelFiles.of(settings)
    parts.agent.load(files.model, files.noted_sha256())
    loaded = time.monotonic() - started

    async def ask() -> list[float]:
        seconds = []
        for number, question in enumerate(questions):
            begun = time.perf_counter()
            await parts.conversations.say(f"bench-{number}", "bench", Said(question))
            seconds.append(time.perf_counter() - begun)
        return seconds

    seconds = asyncio.run(ask())[5:]  # the first ones warm up
    parts.close()
    quantiles = statistics.quantiles(seconds, n=20)
    return {
        "loading: wall s": loaded,
        "answer: p50 ms": 1000 * statistics.median(seconds),
        "answer: p95 ms": 1000 * quantiles[18],
        "memory: peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _search(questions: Sequence[str]) -> dict[str, float]:
    from bot.knowledge import shared_library
    from bot.nlu.passage_index import VectorCache
    from bot.nlu.sentence_featurizer import encode
    from kb.language import Language

    articles = shared_library().current.articles
    index = VectorCache(encode).build(articles)
    vectors = encode(list(questions))

    def search(number: int) -> None:
        similarities = index.similarities(questions[number], vectors[number])
        index.nearest(similarities, 12)
        index.nearest_in(similarities, "dsc-login", Language.ENGLISH, 8)

    return {
        "passages": float(len(index.keys)),
        "search: p50 ms": 1000 * statistics.median(_seconds(search, len(questions))),
    }


def _reload(path: Path) -> dict[str, float]:
    from bot.knowledge import shared_library
    from bot.nlu.passage_index import VectorCache
    from bot.nlu.sentence_featurizer import encode

    library, cache = shared_library(), VectorCache(encode)
    cache.build(library.current.articles)
    original = path.read_text(encoding="utf-8")
    number_of_change = 0

    def reload(number: int) -> None:
        nonlocal number_of_change
        number_of_change += 1
        text = original.replace("## Good to know", f"## Good to know\n- Change {number}.", 1)
        path.write_text(text + " " * number_of_change, encoding="utf-8")
        library.reload()
        cache.build(library.current.articles)

    try:
        seconds = statistics.median(_seconds(reload, 5))
    finally:
        path.write_text(original, encoding="utf-8")
    return {"reload of one article: p50 ms": 1000 * seconds}


def _seconds(work: Callable[[int], None], times: int) -> list[float]:
    seconds = []
    for number in range(times):
        begun = time.perf_counter()
        work(number)
        seconds.append(time.perf_counter() - begun)
    return seconds


def _report(columns: Sequence[dict[str, float]]) -> str:
    lines = ["| | as shipped | many |", "| --- | ---: | ---: |"]
    for name in columns[0]:
        cells = [f"{column[name]:.{0 if column[name] >= 100 else 2}f}" for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
