"""Notice that a database's file has gone: what is written into it then goes with it."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

IN_MEMORY = (":memory:", "file:")


class FileWatch:
    """Knows whether the file that connections have open is the one in its place.

    SQLite writes on into a file that was removed, and nobody would hear of it before a restart.
    """

    def __init__(self, engine: sa.engine.Engine) -> None:
        name = engine.url.database or ":memory:"
        is_file = engine.dialect.name == "sqlite" and not name.startswith(IN_MEMORY)
        self._path = Path(name) if is_file else None
        self._known = self._identity()

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path) if self._path else None
        except OSError:
            return None
        return (found.st_dev, found.st_ino) if found else None

    @property
    def is_other(self) -> bool:
        """Return whether another file or none is there."""
        return self._identity() != self._known

    @property
    def has_folder(self) -> bool:
        """Return whether a file could be there; without a folder, it may only be away."""
        return self._path is not None and self._path.parent.is_dir()

    def note(self) -> None:
        """Take the file that is there now for the right one."""
        self._known = self._identity()
