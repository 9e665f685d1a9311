"""Write the bill of materials, with what is known of its vulnerabilities: ``make sbom``."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.impact_analysis import ImpactAnalysisJustification, ImpactAnalysisState
from cyclonedx.model.vulnerability import (
    BomTarget,
    Vulnerability,
    VulnerabilityAnalysis,
    VulnerabilityReference,
    VulnerabilitySource,
)
from cyclonedx.output import OutputFormat, SchemaVersion, get_instance
from packageurl import PackageURL

from bot.settings import PROJECT
from tests.supply_chain.locks import PRODUCT, LockError, Package, read_lock
from tests.supply_chain.statements import FILE, Statement, StatementError, read_register

OUTPUT = PROJECT / ".sbom" / "lotse.cdx.json"
NAME = "lotse"
STATES = {
    "not_affected": ImpactAnalysisState.NOT_AFFECTED,
    "affected": ImpactAnalysisState.EXPLOITABLE,
    "fixed": ImpactAnalysisState.RESOLVED,
    "under_investigation": ImpactAnalysisState.IN_TRIAGE,
}
REASONS = {
    "component_not_present": ImpactAnalysisJustification.CODE_NOT_PRESENT,
    "vulnerable_code_not_present": ImpactAnalysisJustification.CODE_NOT_PRESENT,
    "vulnerable_code_not_in_execute_path": ImpactAnalysisJustification.CODE_NOT_REACHABLE,
    "vulnerable_code_cannot_be_controlled_by_adversary": (
        ImpactAnalysisJustification.REQUIRES_ENVIRONMENT
    ),
    "inline_mitigations_already_exist": (
        ImpactAnalysisJustification.PROTECTED_BY_MITIGATING_CONTROL
    ),
}
SOURCES = {
    "CVE": ("NVD", "https://nvd.nist.gov/vuln/detail/"),
    "GHSA": ("GitHub", "https://github.com/advisories/"),
    "PYSEC": ("PyPA", "https://osv.dev/vulnerability/"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where to write it")
    options = parser.parse_args(arguments)
    try:
        text = bill_of_materials(PROJECT)
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(text, encoding="utf-8")
    except (LockError, StatementError) as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"lotse: cannot write {options.output}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"Written: {options.output}")
    return 0


def bill_of_materials(project: Path) -> str:
    """Return CycloneDX 1.4 in JSON, the same for the same files; raise `LockError` and others.

    It has all of the product's locked packages, also those that only other systems install.
    """
    packages = read_lock(project / PRODUCT)
    register = read_register(project / FILE)
    bom = Bom(components=_components(packages, register.statements))
    bom.metadata.component = _product(project, packages)
    bom.metadata.timestamp = _midnight(max(each.on for each in register.reviews))
    inputs = b"".join((project / name).read_bytes() for name in (PRODUCT, FILE, "pyproject.toml"))
    bom.uuid = uuid5(NAMESPACE_URL, hashlib.sha256(inputs).hexdigest())
    text = get_instance(bom, OutputFormat.JSON, SchemaVersion.V1_4).output_as_string()
    return _canonical(json.loads(text))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def _canonical(content: object) -> str:
    """Return JSON with all lists in one order: the library keeps some in sets."""
    return json.dumps(_sorted(content), indent=1, sort_keys=True) + "\n"


def _sorted(content: object) -> object:
    if isinstance(content, Mapping):
        return {key: _sorted(value) for key, value in content.items()}
    if isinstance(content, list):
        return sorted((_sorted(each) for each in content), key=json.dumps)
    return content


def _product(project: Path, packages: Sequence[Package]) -> Component:
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "([^"]+)"', text, re.M)
    assert found is not None, "pyproject.toml has a version"
    product = Component(
        name=NAME, version=found[1], component_type=ComponentType.APPLICATION, bom_ref=NAME
    )
    product.dependencies.update(_part(each).bom_ref for each in packages if NAME in each.users)
    return product


def _part(package: Package) -> Component:
    purl = PackageURL("pypi", None, package.name, package.version)
    properties = [Property(name="lotse:marker", value=package.marker)] if package.marker else []
    return Component(
        name=package.name,
        version=package.version,
        purl=purl,
        bom_ref=purl.to_string(),
        hashes=[HashType(algorithm=HashAlgorithm.SHA_256, hash_value=h) for h in package.hashes],
        properties=properties,
    )


def _components(packages: Sequence[Package], statements: Iterable[Statement]) -> list[Component]:
    parts = {package: _part(package) for package in packages}
    for package, part in parts.items():
        part.dependencies.update(
            other.bom_ref for each, other in parts.items() if package.name in each.users
        )
    for statement in statements:
        targets = [part for package, part in parts.items() if package.name == statement.package]
        if targets:
            _add(statement, targets)
    return list(parts.values())


def _add(statement: Statement, parts: Sequence[Component]) -> None:
    first, *others = statement.ids
    vulnerability = Vulnerability(
        bom_ref=f"{first}/{statement.package}",
        id=first,
        source=_source(first),
        references=[VulnerabilityReference(id=each, source=_source(each)) for each in others],
        recommendation=f"Fixed in: {statement.fixed}",
        analysis=_analysis(statement),
        affects_targets=[BomTarget(ref=str(part.bom_ref)) for part in parts],
        properties=[
            Property(name="lotse:affected", value=" or ".join(statement.affected)),
            Property(name="lotse:until", value=statement.until.isoformat()),
            *(Property(name="lotse:held_by", value=test) for test in statement.held_by),
        ],
    )
    parts[0].add_vulnerability(vulnerability)


def _source(id: str) -> VulnerabilitySource:
    name, address = SOURCES[id.partition("-")[0]]
    return VulnerabilitySource(name=name, url=XsUri(address + id))


def _analysis(statement: Statement) -> VulnerabilityAnalysis:
    return VulnerabilityAnalysis(
        state=STATES[statement.status],
        justification=REASONS.get(statement.justification),
        detail=f"{statement.why} This holds until {statement.until}.",
    )


if __name__ == "__main__":
    sys.exit(main())
