"""Get the programs that tests run: from this machine, else from Debian."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


class ToolError(Exception):
    """A program that tests need is missing; the text says what to do."""


def provide(tool: str, package: str) -> Path:
    """Return a program, installed from Debian's package if need be; raise `ToolError` if not.

    Beside the usual folders, those of administrators are searched too.
    """
    found = _find(tool)
    if found is None and _install(package):
        found = _find(tool)
    if found is None:
        raise ToolError(f"the tests need {tool}; install it, for example Debian's {package}")
    return found


def _find(tool: str) -> Path | None:
    folders = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    found = shutil.which(tool, path=folders)
    return Path(found) if found else None


def _install(package: str) -> bool:
    apt_get = shutil.which("apt-get")
    if apt_get is None or os.geteuid() != 0:
        return False
    # Another test run may hold Debian's lock.
    install = [apt_get, "-o", "DPkg::Lock::Timeout=120", "install", "-y", "-qq"]
    install += ["--no-install-recommends", package]
    return _runs(install) or (_runs([apt_get, "update", "-qq"]) and _runs(install))


def _runs(command: Sequence[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return (
        subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
    )
