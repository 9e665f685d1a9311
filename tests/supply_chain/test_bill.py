"""The bill of materials is valid, always the same, and says what is locked and installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import cyclonedx
import jsonschema
import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name

from bot.settings import PROJECT
from tests.supply_chain.bill import STATES, bill_of_materials
from tests.supply_chain.locks import PRODUCT, TESTS, read_lock
from tests.supply_chain.statements import FILE, read_register

SCHEMAS = Path(cyclonedx.__file__).parent / "schema"
OF_THE_ENVIRONMENT = {"pip"}
"""What every environment has; Lotse never runs it."""


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bill_of_materials(PROJECT))
    return found


def parts(bill: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["name"], each["version"]): each for each in bill["components"]}


def marker(part: dict[str, Any]) -> str:
    return "".join(each["value"] for each in part.get("properties", []))


def run(output: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.supply_chain.bill", "--output", str(output)]
    return subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def validator() -> jsonschema.Draft7Validator:
    names = ("bom-1.4.schema.json", "spdx.schema.json")
    bom, licences = (json.loads((SCHEMAS / name).read_text(encoding="utf-8")) for name in names)
    # The library has no schema of signatures, which we do not write.
    store = {"spdx.schema.json": licences, licences["$id"]: licences}
    resolver = jsonschema.RefResolver(bom["$id"], bom, store=store)
    return jsonschema.Draft7Validator(bom, resolver=resolver)


def test_it_is_valid_cyclonedx(bill: dict[str, Any]) -> None:
    assert bill["specVersion"] == "1.4"
    assert list(validator().iter_errors(bill)) == []


def test_the_validator_would_see_a_mistake(bill: dict[str, Any]) -> None:
    broken = {**bill, "vulnerabilities": [{"analysis": {"state": "fine"}}]}

    assert list(validator().iter_errors(broken)) != []


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other" / "one.json"

    done = [run(one, PYTHONHASHSEED="1", TZ="UTC"), run(other, PYTHONHASHSEED="2", TZ="Asia/Tokyo")]

    assert [each.returncode for each in done] == [0, 0], done
    assert one.read_bytes() == other.read_bytes()
    assert one.read_text(encoding="utf-8") == bill_of_materials(PROJECT)


def test_other_files_make_another_serial_number(tmp_path: Path, bill: dict[str, Any]) -> None:
    (tmp_path / "security").mkdir()
    for name in (PRODUCT, FILE, "pyproject.toml"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes() + b"\n")

    other = json.loads(bill_of_materials(tmp_path))

    assert other["serialNumber"] != bill["serialNumber"]
    assert other["components"] == bill["components"]


def test_it_equals_the_lock(bill: dict[str, Any]) -> None:
    locked = {
        package.key: (set(package.hashes), package.marker)
        for package in read_lock(PROJECT / PRODUCT)
    }

    listed = {
        key: ({each["content"] for each in part["hashes"]}, marker(part))
        for key, part in parts(bill).items()
    }

    assert listed == locked


def test_it_equals_what_is_installed(bill: dict[str, Any]) -> None:
    for_here = {
        key
        for key, part in parts(bill).items()
        if not marker(part) or Marker(marker(part)).evaluate()
    }
    only_tests = {each.key for each in read_lock(PROJECT / TESTS) if each.is_for_here()} - for_here

    installed = {
        (canonicalize_name(each.metadata["Name"]), each.version) for each in distributions()
    }

    assert {name for name, _ in installed - for_here - only_tests} == OF_THE_ENVIRONMENT
    assert for_here - installed == set()


def test_it_names_every_statement_on_the_product(bill: dict[str, Any]) -> None:
    locked = {each.name for each in read_lock(PROJECT / PRODUCT)}
    stated = [each for each in read_register(PROJECT / FILE).statements if each.package in locked]

    listed = {each["bom-ref"]: each for each in bill["vulnerabilities"]}

    assert set(listed) == {f"{each.ids[0]}/{each.package}" for each in stated}
    for each in stated:
        found = listed[f"{each.ids[0]}/{each.package}"]
        assert found["analysis"]["state"] == STATES[each.status].value
        assert each.why in found["analysis"]["detail"]
        assert {target["ref"].rpartition("@")[0] for target in found["affects"]} == {
            f"pkg:pypi/{each.package}"
        }


def test_everything_in_it_is_asked_for_by_something(bill: dict[str, Any]) -> None:
    asked = {ref for each in bill["dependencies"] for ref in each["dependsOn"]}

    assert {each["bom-ref"] for each in bill["components"]} == asked


def test_a_place_that_cannot_be_written_to_is_named() -> None:
    result = run(Path("/proc/lotse/bill.json"))

    assert result.returncode == 1
    assert result.stderr.startswith("lotse: cannot write /proc/lotse/bill.json: ")
