"""Findings made by hand, and the reports on them."""

from __future__ import annotations

from datetime import datetime, timezone

from actions.check_report import Report
from actions.check_table import TableWriter, Tried, ports_to_try
from actions.evidence.observation import Evidence
from actions.port_action import with_findings
from actions.probing.finding import Finding, Reason, Route, Step, StepFinding, Target
from actions.probing.history import Period
from actions.verdict.diagnosis import diagnose
from kb.language import Language
from tests.actions.typed_turns import shipped_gateways

NOW = datetime(2026, 11, 26, 14, 3, 12, tzinfo=timezone.utc)


def tried_rows(*row_ids: str, ports: tuple[int, ...] = ()) -> list[Tried]:
    """Return what a check of these shipped rows tries."""
    rows = [row for row in shipped_gateways().rows if row.id in row_ids]
    return ports_to_try(rows, ports, shipped_gateways())


def found(target: Target, reason: Reason, issuer: str | None = None) -> Finding:
    """Return a finding over IPv4 alone, as a probe makes one."""
    step = StepFinding(Step.TCP, reason, 21)
    name = StepFinding(Step.NAME, Reason.OK, 1)
    return Finding(target, reason, 21, NOW, name, (Route(4, (step,), issuer),))


def report_of(
    tried: list[Tried],
    reasons: list[Reason],
    language: Language,
    periods: tuple[Period, ...] = (),
) -> Report:
    """Return the report on findings with these reasons, one after the other and from the start."""
    gateways = shipped_gateways()
    repeated = [reasons[number % len(reasons)] for number in range(len(tried))]
    findings = [found(each.target, reason) for each, reason in zip(tried, repeated, strict=True)]
    table = TableWriter(tried, gateways, language)
    check = table.from_server({each.target: each for each in findings}, NOW, periods)
    evidence = with_findings(Evidence(), findings)
    rows = tuple(dict.fromkeys(each.row for each in tried))
    return Report(rows, check, diagnose(evidence, rows, gateways), evidence, periods)
