"""Arrays in a file that processes map."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from bot.mapped_arrays import read_mapped, share_mapped, write_mapped

ARRAYS = {
    "matrix": np.arange(12, dtype=np.float32).reshape(3, 4),
    "number": np.asarray(0.5),
    "bytes": np.frombuffer(b"abc", np.uint8),
    "turned": np.arange(6, dtype=np.int16).reshape(2, 3).T,
    "words": np.asarray(["ja", "nein"]),
}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file with the arrays."""
    written = tmp_path / "original.arrays"
    write_mapped(written, ARRAYS)
    return written


def test_arrays_come_back_as_they_were(path: Path) -> None:
    found = read_mapped(path, digest(path))

    assert found is not None
    assert list(found) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)
        assert found[name].shape == array.shape


def test_what_is_mapped_cannot_be_changed(path: Path) -> None:
    found = read_mapped(path, digest(path))

    assert found is not None
    with pytest.raises(ValueError, match="read-only"):
        found["matrix"][0, 0] = 1


def test_the_same_arrays_make_the_same_file(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.arrays"
    write_mapped(other, ARRAYS)

    assert path.read_bytes() == other.read_bytes()


def test_a_changed_file_is_refused(path: Path) -> None:
    expected = digest(path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    assert read_mapped(path, expected) is None


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_may_change_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)

    assert read_mapped(path, digest(path)) is None


def test_nobody_but_its_owner_may_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o400


def test_a_missing_and_an_empty_file_are_none(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()

    assert read_mapped(tmp_path / "missing", "") is None
    assert read_mapped(empty, digest(empty)) is None


def test_writing_leaves_no_other_file(path: Path) -> None:
    write_mapped(path, ARRAYS)

    assert [each for each in path.parent.iterdir() if each.is_file()] == [path]


def test_what_is_shared_is_copied_once_and_by_its_digest(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    share_mapped(path, folder, "some")
    (copy,) = folder.iterdir()
    written = copy.stat().st_mtime_ns

    found = share_mapped(path, folder, "some")

    assert copy.name == f"some-{digest(path)[:16]}.arrays"
    assert copy.stat().st_mtime_ns == written
    assert np.array_equal(found["matrix"], ARRAYS["matrix"])


def test_the_copy_of_an_older_model_is_deleted(path: Path, tmp_path: Path) -> None:
    old, other = tmp_path / "some-0123.arrays", tmp_path / "encoder-1.arrays"
    old.touch()
    other.touch()

    share_mapped(path, tmp_path, "some")

    assert not old.exists()
    assert other.exists()


def test_a_changed_copy_is_written_anew(path: Path, tmp_path: Path) -> None:
    share_mapped(path, tmp_path, "some")
    (copy,) = tmp_path.glob("some-*")
    copy.chmod(0o600)
    copy.write_bytes(b"x")

    found = share_mapped(path, tmp_path, "some")

    assert np.array_equal(found["matrix"], ARRAYS["matrix"])
    assert copy.read_bytes() == path.read_bytes()


def test_where_no_copy_can_be_written_the_original_serves_and_may_go(
    path: Path, tmp_path: Path
) -> None:
    found = share_mapped(path, tmp_path / "missing", "some")
    path.unlink()

    assert np.array_equal(found["matrix"], ARRAYS["matrix"])
