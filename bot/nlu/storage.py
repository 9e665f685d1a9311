"""Keep what a component learned as arrays: no pickles, so loading a model runs no code of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.mapped_arrays import Arrays, share_mapped, write_mapped
from bot.settings import read_settings

FILE_NAME = "arrays.npz"
MAPPED_NAME = "large.arrays"
REPAIRED_TEXT = "repaired_text"
"""The message attribute with the spelling repaired; absent where nothing was to repair."""
OWN_TEXT = "own_text"
"""The message attribute with what `own_words` leave; absent where that is the whole text."""
PARTS = "parts"
"""The message attribute with the names of those that hold a part each, in their order."""
UNDERSTOOD = "understood"
"""The message attribute with the name of that which the intent was found by."""


def wholes_of(message: Message) -> list[str]:
    """Return the attributes that hold the whole message: as typed, and with spelling repaired."""
    typed = OWN_TEXT if message.get(OWN_TEXT) else TEXT
    return [name for name in (typed, REPAIRED_TEXT) if message.get(name)]


def readings_of(message: Message) -> list[str]:
    """Return all attributes that are understood: the whole and, where it has several, its parts."""
    return [*wholes_of(message), *(message.get(PARTS) or [])]


def write_arrays(
    storage: ModelStorage, resource: Resource, arrays: Mapping[str, npt.NDArray[Any]]
) -> None:
    """Store named arrays for a component."""
    with storage.write_to(resource) as folder:
        np.savez_compressed(folder / FILE_NAME, **arrays)


def write_large_arrays(
    storage: ModelStorage, resource: Resource, arrays: Mapping[str, npt.NDArray[Any]]
) -> None:
    """Store named arrays that are large enough for processes to share them."""
    with storage.write_to(resource) as folder:
        write_mapped(folder / MAPPED_NAME, arrays)


def read_large_arrays(storage: ModelStorage, resource: Resource, name: str) -> Arrays:
    """Return what `write_large_arrays` stored, mapped from a file ``name-*`` beside the model."""
    with storage.read_from(resource) as folder:
        return share_mapped(folder / MAPPED_NAME, read_settings().models, name)


def read_arrays(storage: ModelStorage, resource: Resource) -> dict[str, npt.NDArray[Any]]:
    """Return what `write_arrays` stored."""
    with (
        storage.read_from(resource) as folder,
        np.load(folder / FILE_NAME, allow_pickle=False) as file,
    ):
        return {name: file[name] for name in file.files}
