"""Ask the advisory database about every locked package: ``make audit-online``; it needs network.

It fails where an advisory has no statement, and where the tool has left anything out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from bot.install import InstallError, fetch_installer, run
from bot.settings import PROJECT
from tests.supply_chain.locks import LockError
from tests.supply_chain.rules import read_locks
from tests.supply_chain.statements import FILE, Register, StatementError, read_register

LOCK = PROJECT / "security" / "audit" / "requirements.lock"
ENVIRONMENT = PROJECT / ".audit"
SERVICES = ("pypi", "osv", "esms")
OPTIONS = ("--strict", "--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json")
OWN_SETTINGS = "PIP_AUDIT_"
"""How the environment would change the tool's options, strictness among them."""
Pair = tuple[str, str]


class AuditError(Exception):
    """An audit that could not be done; its text says why."""


@dataclass(frozen=True)
class Answer:
    """What the database says of a package; ``skipped`` says why it was not asked."""

    name: str
    version: str
    advisories: tuple[frozenset[str], ...] = ()
    skipped: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit all reviewed lock files; return 0 only if everything was asked and is answered for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", choices=SERVICES, default="pypi", help="whom to ask")
    parser.add_argument("--osv-url", help="another address of the service 'osv'")
    options = parser.parse_args(arguments)
    whom = [f"--vulnerability-service={options.service}"]
    whom += [f"--osv-url={options.osv_url}"] if options.osv_url else []
    try:
        locks, register = read_locks(PROJECT), read_register(PROJECT / FILE)
        pairs = sorted({package.key for lock in locks.values() for package in lock})
        answers = list(ask([str(_tool()), *OPTIONS, *whom], pairs))
    except (AuditError, InstallError, LockError, StatementError) as error:
        print(f"lotse: {error}", file=sys.stderr)
        return 1
    found = complaints(answers, pairs, register)
    print("\n".join(found) or f"All {len(pairs)} packages were asked about; {FILE} answers all.")
    return 1 if found else 0


def _tool() -> Path:
    """Return pip-audit in an environment of its own, made first where it is missing."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    stamp = ENVIRONMENT / f"installed-{digest}"
    if not stamp.exists():
        python = str(ENVIRONMENT / "bin" / "python")
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(ENVIRONMENT)], "make it")
        with tempfile.TemporaryDirectory() as folder:
            command = [str(fetch_installer(Path(folder))), "--no-config", "pip", "install"]
            command += ["--python", python, "--no-deps", "--require-hashes", "--no-build"]
            run([*command, "--quiet", "-r", str(LOCK)], "install the audit tool")
        stamp.touch()
    return ENVIRONMENT / "bin" / "pip-audit"


def ask(command: Sequence[str], pairs: Sequence[Pair]) -> Iterator[Answer]:
    """Yield the tool's answers; raise `AuditError` where it gives none."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith(OWN_SETTINGS)}
    for share in shares(pairs):
        with tempfile.TemporaryDirectory() as folder:
            requirements = Path(folder) / "locked.txt"
            requirements.write_text("".join(f"{n}=={v}\n" for n, v in share), encoding="utf-8")
            done = subprocess.run(
                [*command, "-r", str(requirements)],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
        yield from read_answers(done.stdout, done.stderr)


def shares(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Return the pairs in lists that name no package twice: the tool takes only such."""
    lists: list[dict[str, str]] = []
    for name, version in pairs:
        free = next((each for each in lists if name not in each), None)
        if free is None:
            lists.append({name: version})
        else:
            free[name] = version
    return [list(each.items()) for each in lists]


def read_answers(output: str, errors: str) -> list[Answer]:
    """Return what the tool printed; raise `AuditError` where that is no answer."""
    try:
        return [_answer(each) for each in json.loads(output)["dependencies"]]
    except (ValueError, KeyError, TypeError) as error:
        said = errors.strip().splitlines() or ["it said nothing"]
        raise AuditError(f"the audit could not be done: {said[-1]}") from error


def _answer(each: Mapping[str, Any]) -> Answer:
    name = canonicalize_name(each["name"])
    if "skip_reason" in each:
        return Answer(name, str(each.get("version", "")), skipped=str(each["skip_reason"]))
    ids = tuple(frozenset((found["id"], *found["aliases"])) for found in each["vulns"])
    return Answer(name, each["version"], ids)


def complaints(answers: Iterable[Answer], pairs: Iterable[Pair], register: Register) -> list[str]:
    """Return what was left out, and each advisory without a statement that fits it."""
    answers = list(answers)
    asked = {(each.name, each.version) for each in answers if not each.skipped}
    skipped = [f"{each.name}: skipped: {each.skipped}" for each in answers if each.skipped]
    missing = [f"{name} {version}: not audited" for name, version in set(pairs) - asked]
    stated = [
        complaint
        for answer in answers
        for ids in answer.advisories
        if (complaint := _unanswered(answer, ids, register))
    ]
    return [*skipped, *sorted(missing), *stated]


def _unanswered(answer: Answer, ids: frozenset[str], register: Register) -> str | None:
    named = f"{answer.name} {answer.version}: {', '.join(sorted(ids))}"
    fitting = [
        each for each in register.statements if each.package == answer.name and ids & set(each.ids)
    ]
    if not fitting:
        return f"{named}: unstated: say in {FILE} what this means here, or update the package"
    if not any(each.affects(answer.version) for each in fitting):
        return f"{named}: disagreement: {FILE} says that this version does not have it"
    return None


if __name__ == "__main__":
    sys.exit(main())
