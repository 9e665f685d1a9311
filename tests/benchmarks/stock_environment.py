"""Make the environment of the peer: stock Rasa with TensorFlow, as its users install it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.install import BUILDERS, PROJECT, fetch_installer, locked_requirement, run

LOCK = PROJECT / "tests" / "benchmarks" / "stock" / "stock.lock"
ENVIRONMENTS = PROJECT / ".bench" / "stock"
DECLARED = (3, 10)  # the newest Python that Rasa 3.6.21 declares
_VERSION = "import sys, venv, ensurepip; print(*sys.version_info[:2])"


def find_python() -> str:
    """Return a Python 3.10 where there is one, else the Python that runs this."""
    for candidate in _candidates():
        if _version(candidate) == DECLARED:
            return candidate
    return sys.executable


def _candidates() -> Iterator[str]:
    yield "python3.10"
    yield "python3"
    for python in sorted((Path.home() / ".pyenv" / "versions").glob("3.10.*/bin/python3")):
        yield str(python)


def _version(python: str) -> tuple[int, ...] | None:
    try:
        done = subprocess.run([python, "-c", _VERSION], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return tuple(map(int, done.stdout.split())) if done.returncode == 0 else None


def stock_environment(python: str) -> Path:
    """Return the peer's environment for this Python, made first where it is missing."""
    version = ".".join(map(str, _version(python) or ("unusable",)))
    environment = ENVIRONMENTS / f"python{version}"
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    stamp = environment / f"installed-{digest}"
    if not stamp.exists():
        print(f"Installing stock Rasa with TensorFlow for Python {version} …", flush=True)
        run([python, "-m", "venv", "--clear", "--without-pip", str(environment)], "make a venv")
        _install(environment / "bin" / "python")
        stamp.touch()
    return environment


def _install(python: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Without --no-config uv would apply the overrides and exclusions of our pyproject.toml.
        command = [str(fetch_installer(Path(folder))), "--no-config", "pip", "install"]
        command += ["--python", str(python), "--no-deps", "--require-hashes"]
        command += ["--no-build-isolation", "--quiet"]
        builders = Path(folder) / "builders.txt"
        lock = LOCK.read_text(encoding="utf-8")
        builders.write_text("".join(locked_requirement(name, lock) for name in BUILDERS))
        for requirements in (builders, LOCK):
            run([*command, "-r", str(requirements)], f"install {requirements.name}")
