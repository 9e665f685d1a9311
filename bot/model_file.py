"""Let only that model be loaded which was trained here, or which the operator named."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PIN = "LOTSE_MODEL_SHA256"
REMEDY = "Train a new one: make train, or python -m bot train --force"


class ModelError(Exception):
    """A model that cannot or must not be loaded; its text says which and what to do."""


def digest_of(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def verified_copy(model: Path, sha256: str) -> Iterator[Path]:
    """Yield a private copy of a model with this very digest; raise `ModelError`.

    The digest is that of the copy: whoever changes the model after the check changes another file.
    """
    if not model.is_file():
        raise ModelError(f"There is no model {model}. {REMEDY}")
    with tempfile.TemporaryDirectory(prefix="lotse-model-") as folder:  # nobody else may enter it
        copy = Path(folder) / model.name
        try:
            shutil.copyfile(model, copy)
        except OSError as error:
            raise ModelError(f"The model {model} cannot be read: {error.strerror}.") from error
        found = digest_of(copy)
        if found != sha256:
            raise ModelError(refusal(model, found, sha256))
        yield copy


def refusal(model: Path, found: str, expected: str) -> str:
    """Say that a model was changed, and what to do."""
    return (
        f"The model {model} is refused: it was changed after it was made. Its SHA-256 is {found}, "
        f"and {expected} was expected. Find out who changed it. {REMEDY}, or put the right file in "
        f"its place where {PIN} names one."
    )
