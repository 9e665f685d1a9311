"""What must hold between lock files and ``security/vex.yml`` on a given day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from tests.supply_chain.locks import LOCKS, Package, added_by, read_lock
from tests.supply_chain.statements import FILE, Register, Statement

LONGEST = timedelta(days=366)
"""A statement about tomorrow's advisories is a guess; nobody guesses further than this."""
Locks = Mapping[str, Sequence[Package]]


def read_locks(project: Path) -> Locks:
    """Return all reviewed lock files by their names; raise `LockError`."""
    return {name: read_lock(project / name) for name in LOCKS}


def complaints(register: Register, locks: Locks, today: date, project: Path) -> list[str]:
    """Return all that does not hold, each with file, entry, rule and what to do."""
    found = [
        *_review_complaints(register, locks),
        *_date_complaints(register, today),
        *_statement_complaints(register, locks),
        *_proof_complaints(register, project),
    ]
    return [f"{FILE}: {each}" for each in found]


def _review_complaints(register: Register, locks: Locks) -> Iterator[str]:
    base = next(iter(locks.values()))
    for name, packages in locks.items():
        due = {each.key for each in packages} if packages is base else added_by(packages, base)
        reviewed = Counter(
            pair for review in register.reviews if review.lock == name for pair in review.packages
        )
        for package, version in sorted(due - set(reviewed)):
            yield (
                f"reviews of {name}: unreviewed: {package} {version}. Look for its advisories "
                "(make audit-online), state each under 'statements', then put the version here"
            )
        for package, version in sorted(set(reviewed) - due):
            yield f"reviews of {name}: not-locked: {package} {version}; take it out"
        for (package, version), count in sorted(reviewed.items()):
            if count > 1:
                yield f"reviews of {name}: duplicate: {package} {version} stands {count} times"
    for review in register.reviews:
        if review.lock not in locks:
            yield f"reviews of {review.lock}: unknown-lock: there is no such lock file"


def _date_complaints(register: Register, today: date) -> Iterator[str]:
    dated = [(f"review of {each.lock} on {each.on}", each.until) for each in register.reviews]
    dated += [(each.name, each.until) for each in register.statements]
    for name, until in dated:
        if until < today:
            yield (
                f"{name}: expired: it held until {until}. Look again (make audit-online) whether "
                "it still holds, then move 'until' by half a year, or update the package"
            )
        if until > today + LONGEST:
            yield f"{name}: too-far: nobody knows what holds on {until}; a year is the most"
    for review in register.reviews:
        if review.on > today:
            yield f"review of {review.lock} on {review.on}: future: that day has not come"


def _statement_complaints(register: Register, locks: Locks) -> Iterator[str]:
    versions: dict[str, set[str]] = {}
    for packages in locks.values():
        for package in packages:
            versions.setdefault(package.name, set()).add(package.version)
    seen = Counter((id, each.package) for each in register.statements for id in each.ids)
    for (id, name), count in seen.items():
        if count > 1:
            yield f"{id} of {name}: duplicate: it stands {count} times"
    for statement in register.statements:
        if statement.package not in versions:
            yield f"{statement.name}: unknown-package: no lock file names it; take it out"
        else:
            yield from _version_complaints(statement, versions[statement.package])


def _version_complaints(statement: Statement, versions: set[str]) -> Iterator[str]:
    hit = sorted(version for version in versions if statement.affects(version))
    if statement.status == "fixed" and hit:
        yield f"{statement.name}: still-affected: {', '.join(hit)} is locked, so it is not fixed"
    if statement.status != "fixed" and not hit:
        yield f"{statement.name}: no-longer-affected: no such version is locked; take it out"


def _proof_complaints(register: Register, project: Path) -> Iterator[str]:
    for statement in register.statements:
        for proof in statement.held_by:
            path, _, name = proof.partition("::")
            file = project / path
            text = file.read_text(encoding="utf-8") if file.is_file() else ""
            if not re.search(rf"^(?:async )?def {re.escape(name)}\(", text, re.M):
                yield f"{statement.name}: held-by: there is no test {proof}"
