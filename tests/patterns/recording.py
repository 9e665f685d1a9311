"""Record every regular expression of the product, run as a process of its own.

``python -m tests.patterns.recording MODEL FOLDER`` writes them to ``patterns.json`` in the folder.
It imports every module, loads the model and has it read a few texts, so that what is compiled on
the way is there too.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
import re
import sys
import types
from pathlib import Path
from typing import Any

from bot.process import prepare_process

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("kb", "actions", "bot")
NEVER_IMPORTED = (".__main__",)
TEXTS = (
    "Is port 4001 on zdc1.ibllc.com open in Zurich? My PIN is 4711.",
    "Ich sehe in Schritt 2 etwas anderes. Wie war das mit dem Layout?",
    "no, in english please",
    "ComputerName : zdc1.ibllc.com\nRemotePort : 4001\nTcpTestSucceeded : False",
    "LOTSE1-2611260130-ln-0a1b2c",
)
Recorded = dict[tuple[str, str, int], int]


def record() -> Recorded:
    """Keep what our files compile: file, pattern and flags, with the line."""
    found: Recorded = {}
    compile_pattern = re._compile  # type: ignore[attr-defined]  # all functions of `re` use it

    def compile_and_keep(pattern: Any, flags: Any) -> Any:
        compiled = compile_pattern(pattern, flags)
        frame = sys._getframe(2)
        file = Path(frame.f_code.co_filename)
        if isinstance(compiled.pattern, str) and file.is_relative_to(PROJECT):
            place = file.relative_to(PROJECT).as_posix()
            if place.startswith(tuple(f"{room}/" for room in ROOMS)):
                found.setdefault((place, compiled.pattern, compiled.flags), frame.f_lineno)
        return compiled

    re._compile = compile_and_keep  # type: ignore[attr-defined]
    return found


def modules() -> list[str]:
    """Return the names of all modules of the product."""
    return [
        each.name
        for room in ROOMS
        for each in pkgutil.walk_packages([str(PROJECT / room)], f"{room}.")
        if not each.name.endswith(NEVER_IMPORTED)
    ]


def use(model: Path, folder: Path) -> None:
    """Import everything and let the bot read the texts."""
    loaded: list[types.ModuleType] = [importlib.import_module(name) for name in modules()]
    assert loaded
    service, settings = (importlib.import_module(f"bot.{name}") for name in ("service", "settings"))
    digest_of = importlib.import_module("bot.model_file").digest_of
    parts = service.build(settings.Settings(data=folder))
    parts.agent.load(model, digest_of(model))
    said = importlib.import_module("bot.conversation").Said

    async def say() -> None:
        for text in TEXTS:
            await parts.conversations.say("web-patterns", "web", said(text))

    asyncio.run(say())
    parts.close()


if __name__ == "__main__":
    recorded = record()
    prepare_process("ERROR")
    use(Path(sys.argv[1]), Path(sys.argv[2]))
    found = json.dumps([[*key, line] for key, line in recorded.items()])
    (Path(sys.argv[2]) / "patterns.json").write_text(found, encoding="utf-8")
