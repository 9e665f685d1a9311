"""Keep arrays in a file that is mapped into memory.

Processes share what is mapped, only what is used is read, and nothing is unpacked at a start.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from bot.model_file import digest_of

Arrays = Mapping[str, npt.NDArray[Any]]
HEADER_BYTES = 4096  # JSON and spaces: type, shape and place of each array by its name
ALIGNMENT = 64  # bytes; what processors load at once


def write_mapped(path: Path, arrays: Arrays) -> None:
    """Write the arrays so that the file appears whole; raise `OSError`."""
    header: dict[str, tuple[str, tuple[int, ...], int]] = {}
    end = HEADER_BYTES
    for name, array in arrays.items():
        header[name] = (array.dtype.str, array.shape, end)
        end += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    with _replacing(path) as file:
        file.write(json.dumps(header).encode().ljust(HEADER_BYTES))
        for (_, _, start), array in zip(header.values(), arrays.values(), strict=True):
            file.seek(start)
            file.write(np.asarray(array, order="C").data)
        file.truncate(end)


def share_mapped(original: Path, folder: Path, name: str) -> Arrays:
    """Map a copy of a trusted file in the folder, which all processes share that map the same.

    The copy's name has its digest; copies of others with this name are deleted. Where none can be
    written, the original is mapped, and may then be deleted.
    """
    sha256 = digest_of(original)
    copy = folder / f"{name}-{sha256[:16]}.arrays"
    arrays = read_mapped(copy, sha256)
    if arrays is None:
        with suppress(OSError):
            with _replacing(copy) as file, original.open("rb") as source:
                shutil.copyfileobj(source, file)
            for old in set(folder.glob(f"{name}-*.arrays")) - {copy}:
                old.unlink(missing_ok=True)
        arrays = read_mapped(copy, sha256)
    if arrays is None:
        with original.open("rb") as file:
            arrays = _views(_map(file))
    return arrays


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that takes its place when it is whole; nobody may write it, only we read it."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            yield file
            file.flush()
            os.fchmod(file.fileno(), stat.S_IRUSR)
            os.replace(file.name, path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def read_mapped(path: Path, sha256: str) -> Arrays | None:
    """Map the arrays, read-only; None where there is no file of ours with this digest.

    The digest is that of what is mapped, and a file that only we or root may change is not
    changed behind our back.
    """
    try:
        with path.open("rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            mapping = _map(file)
    except (OSError, ValueError):  # there is none, or it is empty
        return None
    if hashlib.sha256(mapping).hexdigest() != sha256:
        return None
    if hasattr(mmap, "MADV_DONTNEED"):
        mapping.madvise(mmap.MADV_DONTNEED)  # reading it all for the digest has made it resident
    return _views(mapping)


def _map(file: IO[bytes]) -> mmap.mmap:
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _views(mapping: mmap.mmap) -> Arrays:
    header = json.loads(mapping[:HEADER_BYTES])
    return {name: _view(mapping, *place) for name, place in header.items()}


def _view(mapping: mmap.mmap, kind: str, shape: list[int], start: int) -> npt.NDArray[Any]:
    count = int(np.prod(shape))
    return np.frombuffer(mapping, np.dtype(kind), count, start).reshape(shape)


def _is_ours(status: os.stat_result) -> bool:
    others = stat.S_IWGRP | stat.S_IWOTH
    return status.st_uid in (os.getuid(), 0) and not status.st_mode & others
