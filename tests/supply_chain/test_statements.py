"""What makes reviews of packages and statements on advisories fail, one mistake at a time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.supply_chain.locks import LOCKS, LockError, read_lock
from tests.supply_chain.register_file import (
    Change,
    found,
    locks,
    package,
    review,
    statement,
    written,
)
from tests.supply_chain.rules import complaints, read_locks
from tests.supply_chain.statements import FILE, read_register


def test_the_shipped_register_holds_today() -> None:
    register = read_register(PROJECT / FILE)

    assert complaints(register, read_locks(PROJECT), date.today(), PROJECT) == []


def test_a_register_without_mistakes_has_no_complaints(tmp_path: Path) -> None:
    assert found(written(tmp_path)) == []


def test_a_changed_version_needs_a_review(tmp_path: Path) -> None:
    complaint, *rest = found(written(tmp_path), locked=locks(boat="1.11"))

    assert complaint.startswith(
        "security/vex.yml: reviews of requirements.lock: unreviewed: boat 1.11. Look for its adv"
    )
    assert rest == [
        "security/vex.yml: reviews of requirements.lock: not-locked: boat 1.10; take it out"
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_a_changed_version_of_any_shipped_lock_needs_a_review(name: str) -> None:
    shipped = dict(read_locks(PROJECT))
    first, *others = shipped[name]
    shipped[name] = (package(first.name, "99.0"), *others)

    found = complaints(read_register(PROJECT / FILE), shipped, date.today(), PROJECT)

    assert any(f"unreviewed: {first.name} 99.0" in each for each in found)


def test_a_review_holds_until_its_day_and_not_longer(tmp_path: Path) -> None:
    last = date(2027, 5, 31)

    assert found(written(tmp_path), last) == []
    complaint = found(written(tmp_path), last + timedelta(days=1))[0]
    assert complaint.startswith(
        "security/vex.yml: review of requirements.lock on 2026-11-30: expired: it held until "
        "2027-05-31. Look again (make audit-online)"
    )


RULES: list[tuple[Change, str]] = [
    (lambda c: statement(c).update(until="2026-11-30"), "CVE-2026-12345 of boat: expired:"),
    (lambda c: statement(c).update(until="2028-01-01"), "CVE-2026-12345 of boat: too-far:"),
    (lambda c: review(c).update(until="2028-01-01"), "on 2026-11-30: too-far:"),
    (lambda c: review(c).update(on="2026-12-02"), "on 2026-12-02: future:"),
    (lambda c: review(c).update(lock="no.lock"), "reviews of no.lock: unknown-lock:"),
    (lambda c: review(c)["packages"].pop("boat"), "unreviewed: boat 1.10"),
    (lambda c: review(c)["packages"].update(oar="2.0"), "unreviewed: oar 3.0"),
    (lambda c: review(c)["packages"].update(mast="1"), "not-locked: mast 1"),
    (lambda c: c["reviews"].append(review(c)), "duplicate: boat 1.10 stands 2 times"),
    (lambda c: statement(c).update(package="mast"), "of mast: unknown-package:"),
    (lambda c: statement(c).update(affected=["<1"]), "of boat: no-longer-affected:"),
    (lambda c: c["statements"][1].update(affected=["<3"]), "of oar: still-affected: 2.0 is locked"),
    (lambda c: c["statements"].append(statement(c)), "CVE-2026-12345 of boat: duplicate:"),
    (lambda c: statement(c).update(held_by=["tests/none.py::test_it"]), "held-by: there is no"),
    (lambda c: statement(c).update(held_by=["tests/test_rooms.py::test_it"]), "held-by: there"),
]


@pytest.mark.parametrize(("change", "expected"), RULES, ids=[rule for _, rule in RULES])
def test_a_broken_rule_is_named_with_its_entry(
    tmp_path: Path, change: Change, expected: str
) -> None:
    complaint = [each for each in found(written(tmp_path, change)) if expected in each]

    assert complaint != []
    assert complaint[0].startswith("security/vex.yml: ")


@pytest.mark.parametrize("line", ["boat>=1 \\\n", "boat @ file:boat.whl\n", "-e boat\n"])
def test_a_lock_with_a_line_that_pins_nothing_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "some.lock"
    path.write_text(f"oar==1 \\\n    --hash=sha256:{'0' * 64}\n    # via boat\n{line}", "utf-8")

    with pytest.raises(LockError, match="1 of 2 entries cannot be read"):
        read_lock(path)


@pytest.mark.parametrize(
    "hidden",
    [
        f"  stowaway==1.0 \\\n    --hash=sha256:{'0' * 64}\n",
        f"    --hash=sha256:{'0' * 64} stowaway==1.0\n",
        "# a remark \\\nstowaway==1.0\n",
        "    # via boat\r stowaway==1.0\n",
        "    --index-url https://packages.example\n",
        "\u00a0stowaway==1.0\n",
    ],
)
def test_no_package_hides_behind_spaces_or_remarks(tmp_path: Path, hidden: str) -> None:
    lock = tmp_path / "requirements.lock"
    entry = f"boat==1.0 \\\n    --hash=sha256:{'0' * 64}\n    # via -r requirements.in\n\n"
    lock.write_text(entry, encoding="utf-8")
    assert len(read_lock(lock)) == 1

    lock.write_text(entry + hidden, encoding="utf-8", newline="")

    with pytest.raises(LockError):
        read_lock(lock)
