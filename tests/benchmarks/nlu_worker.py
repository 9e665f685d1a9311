"""Train and ask one pipeline in the environment that this is run in: ours or the peer's.

``python -m tests.benchmarks.nlu_worker <folder>`` reads ``config.yml``, ``nlu.yml`` and
``questions.json`` there and writes ``answers.json``. It imports nothing that only one side has.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MODEL = "model"


def main(folder: Path) -> None:
    """Train, ask every question one by one, and note what both cost."""
    if find_spec("tensorflow") is None:
        from bot.process import prepare_process
        from bot.without_tensorflow import answer_for_tensorflow

        prepare_process("WARNING")
        answer_for_tensorflow()
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    # What importing costs is not counted on either side.
    before = _cpu_seconds()
    train_nlu(
        str(folder / "config.yml"),
        str(folder / "nlu.yml"),
        str(folder / "models"),
        fixed_model_name=MODEL,
    )
    trained = _cpu_seconds()
    model = folder / "models" / f"{MODEL}.tar.gz"
    agent = Agent.load(str(model))
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    answers, seconds = asyncio.run(_ask(agent, questions))
    found = {
        "answers": answers,
        "training_cpu_seconds": trained - before,
        "parse_cpu_seconds": seconds,
        "model_bytes": model.stat().st_size,
    }
    (folder / "answers.json").write_text(json.dumps(found), encoding="utf-8")


async def _ask(agent: Any, questions: list[str]) -> tuple[list[Any], list[float]]:
    from rasa.core.channels.channel import UserMessage

    answers, seconds = [], []
    for question in questions:
        started = time.process_time()
        parsed = await agent.processor.parse_message(UserMessage(question))
        seconds.append(time.process_time() - started)
        # Rasa puts its fallback into the ranking too; what it stands for comes after it.
        ranking = [each for each in parsed["intent_ranking"] if each["name"] != "nlu_fallback"]
        best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
        answers.append([best["name"], best["confidence"], parsed["intent"]["name"]])
    return answers, seconds


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(Path(sys.argv[1]))
