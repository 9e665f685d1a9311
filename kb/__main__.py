"""Check articles, gateways and sentences; ``python -m kb new <id>`` begins an article."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kb.check import ARTICLES, PROJECT, Report, check_project
from kb.new_article import NewArticleError, create_article

CLEAN, ERRORS = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    return _new(arguments[1:]) if arguments[:1] == ["new"] else _check(arguments)


def _new(arguments: Sequence[str]) -> int:
    """Begin an article in both languages."""
    parser = argparse.ArgumentParser(prog="python -m kb new", description=_new.__doc__)
    parser.add_argument("id", help="its id, such as card-login; also the name of both files")
    parser.add_argument("root", nargs="?", type=Path, default=PROJECT, help="another project")
    options = parser.parse_args(arguments)
    try:
        paths = create_article(options.id, options.root.resolve() / ARTICLES, date.today())
    except NewArticleError as error:
        print(f"kb: {error}", file=sys.stderr)
        return ERRORS
    print("\n".join(str(path) for path in paths))
    print("Write both, then check them: python -m kb")
    return CLEAN


def _check(arguments: Sequence[str]) -> int:
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
