"""Make the environment; the Makefile runs this with any Python 3.10 or 3.11, before all else.

Only the standard library may be used here.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".venv"
LOCK = PROJECT / "requirements.lock"
TEST_LOCK = PROJECT / "tests" / "requirements.lock"
INSTALLER = "uv"
BUILDERS = ("setuptools", "wheel")
"""What builds the few pure-Python packages that come without wheels: ours, not the newest."""
SUPPORTED = ((3, 10), (3, 11))


class InstallError(Exception):
    """A step that failed; its text says which and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Install what is missing; say so while it takes time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locks", nargs="*", type=Path, default=[LOCK], help="lock files")
    options = parser.parse_args(arguments)
    try:
        install([PROJECT / lock for lock in options.locks])
    except InstallError as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    return 0


def install(locks: Sequence[Path]) -> None:
    """Install the locks that are not installed yet, each package checked by its hash."""
    if sys.version_info[:2] not in SUPPORTED:
        raise InstallError(f"Python 3.11 or 3.10 is needed; this is {sys.version.split()[0]}.")
    missing = [lock for lock in locks if not _stamp(lock).exists()]
    if not missing:
        return
    started = time.monotonic()
    if not (ENVIRONMENT / "bin" / "python").exists():
        print(f"Making the environment {ENVIRONMENT.name} (Python {sys.version.split()[0]}) …")
        venv.create(ENVIRONMENT, with_pip=True)
    with tempfile.TemporaryDirectory() as folder:
        installer = fetch_installer(Path(folder))
        _install_builders(installer, Path(folder))
        for lock in missing:
            _install_lock(installer, lock)
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def _stamp(lock: Path) -> Path:
    """Return the file that exists once this very lock has been installed."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    return ENVIRONMENT / f"installed-{lock.parent.name}-{digest}"


def fetch_installer(folder: Path) -> Path:
    """Put the locked uv into a temporary folder: it is needed once and takes 60 MB."""
    requirement = folder / "installer.txt"
    requirement.write_text(locked_requirement(INSTALLER, TEST_LOCK.read_text(encoding="utf-8")))
    command = [_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--target", str(folder / "uv")]
    run([*command, "-r", str(requirement)], "fetch the installer")
    return folder / "uv" / "bin" / "uv"


def locked_requirement(name: str, lock: str) -> str:
    """Return a package's lines of the lock: its version and hashes."""
    found = re.search(rf"^{re.escape(name)}==[^\n]*\\\n(?:    --hash=[^\n]*\n)+", lock, re.M)
    if found is None:
        raise InstallError(f"no lock file names {name}; run: make lock")
    return found.group().rstrip().rstrip("\\") + "\n"


def _install_builders(installer: Path, folder: Path) -> None:
    requirements = folder / "builders.txt"
    lock = LOCK.read_text(encoding="utf-8")
    requirements.write_text("".join(locked_requirement(name, lock) for name in BUILDERS))
    run([*_install_command(installer), "-r", str(requirements)], "install the build tools")


def _install_command(installer: Path) -> list[str]:
    command = [str(installer), "pip", "install", "--python", _python(), "--no-deps"]
    return [
        *command,
        "--require-hashes",
        "--no-build-isolation",
        "--no-config",
        "--no-progress",
        "--quiet",
    ]


def _install_lock(installer: Path, lock: Path) -> None:
    count = len(re.findall(r"^[A-Za-z0-9]", lock.read_text(encoding="utf-8"), re.M))
    print(f"Installing {count} packages from {lock.relative_to(PROJECT)} …", flush=True)
    run([*_install_command(installer), "-r", str(lock)], f"install {lock.name}")
    for old in ENVIRONMENT.glob(f"installed-{lock.parent.name}-*"):
        old.unlink()
    _stamp(lock).touch()


def _python() -> str:
    return str(ENVIRONMENT / "bin" / "python")


def run(command: Sequence[str], purpose: str, folder: Path = PROJECT) -> None:
    """Run a step; raise `InstallError` where it fails."""
    environment = {**os.environ, "UV_LINK_MODE": "copy", "UV_PYTHON_DOWNLOADS": "never"}
    if subprocess.run(command, cwd=folder, env=environment, check=False).returncode:
        raise InstallError(
            f"could not {purpose}; the reason stands above. Is the package index reachable?"
        )


if __name__ == "__main__":
    sys.exit(main())
