"""What a saboteur is: the table of them, and how one is let loose on a copy of the project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("saboteurs.yml")


class SaboteurError(Exception):
    """A saboteur that does not fit the code any more; its text says which and why."""


@dataclass(frozen=True)
class Saboteur:
    """A control, how to switch it off, and the tests of which one must turn red."""

    control: str
    promise: int
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def sabotaged(self, code: str) -> str:
        """Return the code without the control; raise `SaboteurError` where it stands not once."""
        if code.count(self.old) != 1:
            raise SaboteurError(
                f"{FILE.name}: {self.control}: the text stands {code.count(self.old)} times in "
                f"{self.file}, and must stand once"
            )
        return code.replace(self.old, self.new)


def read_saboteurs(file: Path = FILE) -> list[Saboteur]:
    """Return all saboteurs; raise `SaboteurError` for a field that is missing or unknown."""
    found = []
    for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
        try:
            found.append(Saboteur(**{**entry, "tests": tuple(entry["tests"])}))
        except (TypeError, KeyError) as error:
            raise SaboteurError(f"{file.name}: {entry.get('control')}: {error}") from error
    return found


@contextmanager
def let_loose(saboteur: Saboteur, project: Path) -> Iterator[None]:
    """Switch the control off in a copy of the project while the block runs."""
    path = project / saboteur.file
    whole = path.read_text(encoding="utf-8")
    path.write_text(saboteur.sabotaged(whole), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(whole, encoding="utf-8")
