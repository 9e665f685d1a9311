"""Keep what a component learned as arrays: no pickles, so loading a model runs no code of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT

FILE_NAME = "arrays.npz"
REPAIRED_TEXT = "repaired_text"
"""The message attribute with the spelling repaired; absent where nothing was to repair."""
TEXT_ATTRIBUTES = (TEXT, REPAIRED_TEXT)


def write_arrays(
    storage: ModelStorage, resource: Resource, arrays: Mapping[str, npt.NDArray[Any]]
) -> None:
    """Store named arrays for a component."""
    with storage.write_to(resource) as folder:
        np.savez_compressed(folder / FILE_NAME, **arrays)


def read_arrays(storage: ModelStorage, resource: Resource) -> dict[str, npt.NDArray[Any]]:
    """Return what `write_arrays` stored."""
    with (
        storage.read_from(resource) as folder,
        np.load(folder / FILE_NAME, allow_pickle=False) as file,
    ):
        return {name: file[name] for name in file.files}
