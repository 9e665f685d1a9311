"""Keep the figures of the last recorded run, and find what has become worse since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"
FIGURES = FOLDER / "figures.json"

Figures = Mapping[str, Mapping[str, float]]


def read_record(path: Path = FIGURES) -> Figures:
    """Return the recorded figures by slice; empty where nothing is recorded yet."""
    if not path.is_file():
        return {}
    content: Any = json.loads(path.read_text(encoding="utf-8"))
    return dict(content)


def write_record(figures: Figures, path: Path = FIGURES) -> None:
    """Record the figures."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def dropped(figures: Figures, recorded: Figures) -> list[str]:
    """Return a sentence for each slice that is missing or fell below its recorded interval."""
    complaints = []
    for name, before in recorded.items():
        now = figures.get(name)
        if now is None:
            complaints.append(f"{name}: recorded, but not asked any more")
        elif now["score"] < before["low"]:
            complaints.append(
                f"{name}: {100 * now['score']:.1f} %, recorded {100 * before['score']:.1f} % "
                f"(down to {100 * before['low']:.1f} % is chance)"
            )
    return complaints
