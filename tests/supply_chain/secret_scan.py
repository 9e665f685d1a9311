"""Find what looks like a secret in the files that Git keeps, by the rules of detect-secrets.

Line by line and without its readers of YAML and INI, which break on our broken test files.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import BasePlugin
from detect_secrets.settings import default_settings, get_plugins
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.settings import PROJECT

FILE = "security/secrets.yml"
WITHOUT = {"Public IP (ipv4)"}
"""Addresses are what this bot is about; they stand in hundreds of tests and are no secrets."""
LOCKED_HASH = re.compile(
    r" +--hash=sha256:[0-9a-f]{64}(?: \\)?| +\"integrity\": \"sha512-[\w+/=]{88}\",?"
)
"""A whole line of a lock file of ours, or of npm's."""
KEYS = {"file", "type", "why", "sha1"}


class KnownError(Exception):
    """A file of known findings that cannot be understood."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something that looks like a secret; only its SHA-1 is kept, as detect-secrets does."""

    file: str
    line: int
    type: str
    sha1: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what stays the same when lines move."""
        return self.file, self.type, self.sha1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.type} (sha1 {self.sha1})"


def tracked_files(project: Path) -> list[str]:
    """Return the files that Git keeps."""
    command = ["git", "ls-files", "-z"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    return sorted(name for name in done.stdout.split("\0") if name and (project / name).is_file())


def scan(project: Path, files: Iterable[str]) -> list[Finding]:
    """Return all findings in files; those that are no text in UTF-8 are left out."""
    with default_settings():
        plugins = [each for each in get_plugins() if each.secret_type not in WITHOUT]
        assert len(plugins) == len(get_mapping_from_secret_type_to_class()) - len(WITHOUT)
        return sorted(
            found for name in files for found in _scan_file(project / name, name, plugins)
        )


def _scan_file(path: Path, name: str, plugins: Sequence[BasePlugin]) -> Iterator[Finding]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if not LOCKED_HASH.fullmatch(line):
            for plugin in plugins:
                for found in plugin.analyze_line(filename=name, line=line, line_number=number):
                    yield Finding(name, number, found.type, found.secret_hash)


def read_known(path: Path) -> Counter[tuple[str, str, str]]:
    """Return what was looked at and is no secret; raise `KnownError`."""
    try:
        entries = YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError, ValueError) as error:
        raise KnownError(f"{path}: {str(error).splitlines()[0]}") from error
    known: Counter[tuple[str, str, str]] = Counter()
    for number, entry in enumerate(entries or [], 1):
        if not isinstance(entry, dict) or set(entry) != KEYS or not all(entry.values()):
            raise KnownError(f"{path}: entry {number}: needs {', '.join(sorted(KEYS))}")
        known.update((entry["file"], entry["type"], each) for each in entry["sha1"])
    return known


def complaints(findings: Sequence[Finding], known: Counter[tuple[str, str, str]]) -> list[str]:
    """Return findings that nobody has looked at, and entries for what is no longer there."""
    new = [
        f"{found}: looks like a secret. If it is one, withdraw it where it is valid, for Git keeps "
        f"it; if it is none, say so in {FILE}"
        for found in findings
        if found.key not in known
    ]
    there = {found.key for found in findings}
    return (
        new
        + [
            f"{FILE}: {file}: {type} (sha1 {sha1}): is no longer there; take it out"
            for file, type, sha1 in known
            if (file, type, sha1) not in there
        ]
        + [f"{FILE}: {file}: {sha1}: stands twice" for (file, _, sha1), n in known.items() if n > 1]
    )


def main() -> int:
    """Scan this project and print what there is to say, as the test does."""
    found = complaints(scan(PROJECT, tracked_files(PROJECT)), read_known(PROJECT / FILE))
    print("\n".join(found) or "Nothing that looks like a secret is new.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
