"""Read lock files: which packages at which versions, for whom, and with which hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

PRODUCT = "requirements.lock"
TENSORFLOW = "bot/tensorflow/requirements.lock"
TELEMETRY = "bot/telemetry/requirements.lock"
CLUSTER = "bot/cluster/requirements.lock"
TESTS = "tests/requirements.lock"
LOCKS = (PRODUCT, TENSORFLOW, TELEMETRY, CLUSTER, TESTS)
"""Those whose packages are reviewed; the product's comes first, the others add to it."""
_ENTRY = re.compile(
    r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)(?:[ ]*;[ ]*([^\\\n]*?))?[ ]*\\?\n"
    r"((?:[ ]+--hash=[^\n]*\n)*)((?:[ ]+#[^\n]*\n?)*)",
    re.M,
)
_BESIDE = re.compile(r"[ ]*(?:#[^\\]*)?|[ ]+--hash=sha256:[0-9a-f]{64}(?:[ ]\\)?")
"""Lines that belong to an entry or say nothing; installers read an entry behind spaces as well."""
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_USER = re.compile(r"#(?:[ ]+via)?[ ]+([A-Za-z0-9][\w.-]*)(?:[ ]|$)", re.M)


class LockError(Exception):
    """A lock file with a line that says nothing we know."""


@dataclass(frozen=True)
class Package:
    """A locked package; ``marker`` is empty where everybody gets it, ``users`` ask for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    users: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Return name and version."""
        return self.name, self.version

    def is_for_here(self) -> bool:
        """Tell whether this Python on this machine gets the package."""
        return not self.marker or Marker(self.marker).evaluate()


def read_lock(path: Path) -> tuple[Package, ...]:
    """Return all packages of a lock file in its order; raise `LockError`."""
    text = path.read_text(encoding="utf-8")
    packages = tuple(_packages(text))
    lines = sum(1 for line in text.splitlines() if not _BESIDE.fullmatch(line))
    if lines != len(packages):
        raise LockError(f"{path}: {lines - len(packages)} of {lines} entries cannot be read")
    return packages


def _packages(text: str) -> Iterator[Package]:
    for name, version, marker, hashes, comments in _ENTRY.findall(text):
        yield Package(
            canonicalize_name(name),
            version,
            marker.strip(),
            tuple(sorted(_HASH.findall(hashes))),
            tuple(sorted(canonicalize_name(user) for user in _USER.findall(comments))),
        )


def added_by(lock: Sequence[Package], base: Sequence[Package]) -> set[tuple[str, str]]:
    """Return names and versions that a lock has beyond another."""
    return {package.key for package in lock} - {package.key for package in base}
