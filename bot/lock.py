"""Resolve the dependencies into the lock files: ``make lock``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.install import LOCK, PROJECT, TEST_LOCK, InstallError, fetch_installer, run

STOCK = PROJECT / "tests" / "benchmarks" / "stock"
OLDEST_PYTHON = "3.10"


def main() -> int:
    """Write all lock files; their text names no index host and no path."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            installer = str(fetch_installer(Path(folder)))
            for options in compilations():
                run([installer, "pip", "compile", *options], f"resolve {options[-1]}")
    except InstallError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    print("The lock files are new. Run 'make test' before you commit them.")
    return 0


def compilations() -> Iterator[list[str]]:
    """Yield the options for each lock file; the last is the file."""
    common = ["--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"]
    common += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--upgrade"]
    yield ["pyproject.toml", *common, "-o", _relative(LOCK)]
    tests = ["--extra", "dev", "--constraint", _relative(LOCK)]
    yield ["pyproject.toml", *tests, *common, "-o", _relative(TEST_LOCK)]
    yield [_relative(STOCK / "pyproject.toml"), *common, "-o", _relative(STOCK / "stock.lock")]


def _relative(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
