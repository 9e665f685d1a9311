"""``python -m kb``: check articles, gateways and sentences in under a second."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from kb.check import PROJECT, Report, check_project

CLEAN, ERRORS = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is to be mended; return 1 if there are errors, 0 if at most warnings."""
    parser = argparse.ArgumentParser(prog="python -m kb", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=PROJECT, help="another project")
    parser.add_argument("--json", action="store_true", help="print JSON for other programs")
    options = parser.parse_args(arguments)
    report = check_project(options.root.resolve())
    print(_as_json(report) if options.json else _as_text(report))
    return ERRORS if report.has_errors else CLEAN


def _as_text(report: Report) -> str:
    lines = [str(complaint) for complaint in report.complaints]
    if report.has_errors:
        return "\n".join(lines)
    checked = (
        f"checked {report.articles} articles, {report.sentences} sentences and "
        f"{report.gateways} gateways: no errors, {len(lines)} warnings"
    )
    return "\n".join([*lines, checked])


def _as_json(report: Report) -> str:
    content = {
        "complaints": [
            {
                "file": complaint.path.as_posix(),
                "line": complaint.line,
                "rule": complaint.rule,
                "severity": complaint.severity.value,
                "text": complaint.text,
            }
            for complaint in report.complaints
        ],
        "articles": report.articles,
        "sentences": report.sentences,
        "gateways": report.gateways,
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    sys.exit(main())
