"""No code of ours reads data in a form that can run code, and no model holds such data."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from bot.mapped_arrays import HEADER_BYTES
from bot.settings import PROJECT
from tests.supply_chain.unpickling import dangers

PICKLE_START = b"\x80"
ZIP_START = b"PK\x03\x04"
PLAIN = (".json", ".yml")


def test_no_product_code_loads_what_can_run_code() -> None:
    found = {
        path.relative_to(PROJECT).as_posix(): dangers(path.read_text(encoding="utf-8"))
        for room in ("actions", "bot", "kb")
        for path in sorted((PROJECT / room).rglob("*.py"))
    }

    assert len(found) > 100
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "def late():\n    from pickle import loads",
        "from google.protobuf import json_format",
        "from google import protobuf",
        "import joblib.memory",
        "import numpy as np\nnp.load('x')",
        "import numpy as np\nnp.load('x', allow_pickle=True)",
        "import numpy as np\nnp.load('x', allow_pickle=maybe)",
        "import yaml\nyaml.load(text)",
        "import yaml\nyaml.load(text, yaml.FullLoader)",
        "import yaml\nyaml.load(text, Loader=yaml.UnsafeLoader)",
        "import yaml\nyaml.unsafe_load(text)",
        "from ruamel.yaml import YAML\nYAML(typ='unsafe')",
        "import torch\ntorch.load('x')",
        "eval(text)",
    ],
)
def test_dangerous_code_is_found(code: str) -> None:
    assert dangers(code) != []


@pytest.mark.parametrize(
    "code",
    [
        "import json\njson.load(file)",
        "import numpy as np\nnp.load('x', allow_pickle=False)",
        "import yaml\nyaml.safe_load(text)",
        "import yaml\nyaml.load(text, yaml.SafeLoader)",
        "from ruamel.yaml import YAML\nYAML(typ='rt').load(text)",
    ],
)
def test_harmless_code_is_not_found(code: str) -> None:
    assert dangers(code) == []


def suspects(archive: Path) -> list[str]:
    """Return the files of a model that are, or hold, something else than plain text and arrays."""
    with tarfile.open(archive) as tar:
        files = {each.name: tar.extractfile(each) for each in tar.getmembers() if not each.isdir()}
        return [
            name for name, file in files.items() if file is None or not is_plain(name, file.read())
        ]


def is_plain(name: str, content: bytes) -> bool:
    """Tell whether a file is text in JSON or YAML, or numpy's arrays without objects."""
    if name.endswith(PLAIN):
        return not content.startswith((PICKLE_START, ZIP_START))
    if name.endswith(".arrays"):
        return _are_numbers_and_texts(content[:HEADER_BYTES])
    if not name.endswith(".npz") or not content.startswith(ZIP_START):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        return all(_is_array(members.read(each)) for each in members.namelist())


def _are_numbers_and_texts(header: bytes) -> bool:
    """Tell whether the header of mapped arrays names no type that holds objects."""
    try:
        places = json.loads(header).values()
    except ValueError:
        return False
    return all(np.dtype(kind).kind in "biufU" for kind, _, _ in places)


def _is_array(content: bytes) -> bool:
    try:
        np.load(io.BytesIO(content), allow_pickle=False)
    except ValueError:  # an array of objects is a pickle, and so is what is no array
        return False
    return content.startswith(b"\x93NUMPY")


def test_the_trained_model_holds_no_pickle(model: Path) -> None:
    assert suspects(model) == []


def test_pickles_in_a_model_are_found(tmp_path: Path) -> None:
    objects = io.BytesIO()
    np.savez(objects, array=np.array([{}], dtype=object))
    files = {
        "fine.json": b"{}",
        "pickled.json": b"\x80\x04K\x01.",
        "model.pkl": b"\x80\x04K\x01.",
        "model.skops": ZIP_START,
        "arrays.npz": objects.getvalue(),
        "large.arrays": json.dumps({"array": ["|O", [1], HEADER_BYTES]}).encode() + bytes(8),
        "pickled.arrays": b"\x80\x04K\x01.",
    }
    archive = tmp_path / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))

    assert suspects(archive) == [name for name in files if name != "fine.json"]
