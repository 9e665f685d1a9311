"""Resolve the dependencies into the lock files: ``make lock``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.install import LOCK, PROJECT, TEST_LOCK, InstallError, fetch_installer, run

TENSORFLOW = PROJECT / "bot" / "tensorflow"
TELEMETRY = PROJECT / "bot" / "telemetry"
CLUSTER = PROJECT / "bot" / "cluster"
STOCK = PROJECT / "tests" / "benchmarks" / "stock"
AUDIT = PROJECT / "security" / "audit"
OLDEST_PYTHON = "3.10"


def main() -> int:
    """Write all lock files; their text names no index host and no path."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            installer = str(fetch_installer(Path(folder)))
            for project, options in compilations():
                command = [installer, "pip", "compile", "pyproject.toml", *options]
                run(command, f"resolve {project}", project)
    except InstallError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    print(
        "The lock files are new. Review what changed (security/vex.yml), and run 'make test', "
        "before you commit them."
    )
    return 0


def compilations() -> Iterator[tuple[Path, list[str]]]:
    """Yield folder and options for each lock file; uv takes overrides from the folder it is in."""
    common = ["--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"]
    common += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--upgrade"]
    yield PROJECT, [*common, "-o", LOCK.name]
    tests = ["--extra", "dev", "--constraint", LOCK.name]
    yield PROJECT, [*tests, *common, "-o", TEST_LOCK.relative_to(PROJECT).as_posix()]
    yield TENSORFLOW, ["--constraint", f"../../{LOCK.name}", *common, "-o", "requirements.lock"]
    installed = ("requirements.lock", "tests/requirements.lock")  # a developer has both beside it
    agreeing = [part for lock in installed for part in ("--constraint", f"../../{lock}")]
    for addition in (TELEMETRY, CLUSTER):
        yield addition, [*agreeing, *common, "-o", "requirements.lock"]
    yield STOCK, [*common, "-o", "stock.lock"]
    yield AUDIT, [*common, "-o", "requirements.lock"]


if __name__ == "__main__":
    sys.exit(main())
