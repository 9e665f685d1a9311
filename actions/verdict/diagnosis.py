"""From what is known to a cause, its confidence and what to do next: a pure function."""

from __future__ import annotations

from collections.abc import Sequence

from actions.evidence.observation import Evidence
from actions.verdict.grounds import Reached, find_ground
from actions.verdict.next_steps import NEXT_STEPS, SIDES, STEPS_OF_REMARKS, added_steps
from actions.verdict.remarks import Matter, are_far_apart, find_others, find_remarks
from actions.verdict.rules import Rule, find_rule
from actions.verdict.sightings import Sightings, at_of, rows_in_question, sort_sightings
from actions.verdict.situation import Situation, situation_of
from actions.verdict.verdict import (
    Cause,
    Confidence,
    HostPort,
    NextStep,
    Remark,
    Side,
    Verdict,
)
from kb.gateway import Gateway, Gateways


def diagnose(evidence: Evidence, rows: Sequence[Gateway], gateways: Gateways) -> Verdict:
    """Return what follows from the evidence about the rows in question; of all, where none is."""
    sightings = sort_sightings(evidence, rows, gateways)
    situation = situation_of(sightings, evidence)
    rule = find_rule(situation)
    confidence = _confidence(rule, situation, sightings)
    targets = _targets(rule.cause, sightings)
    asked = rows_in_question(rows, gateways)
    matter = Matter(rule.cause, situation, sightings, targets, asked, gateways)
    remarks = find_remarks(matter)
    return Verdict(
        rule.cause,
        confidence,
        targets,
        _issuer(rule.cause, situation, sightings, remarks),
        _next_steps(rule.cause, situation, remarks),
        remarks,
        _considered(matter),
        find_others(matter),
        find_ground(Reached(rule.cause, confidence, situation, are_far_apart(sightings))),
    )


def _confidence(rule: Rule, situation: Situation, sightings: Sightings) -> Confidence:
    """Return the rule's confidence, or a lower one where a side is unknown or only half known."""
    no_server = situation.computer.is_known and not situation.server_there.is_known
    if no_server and SIDES[rule.cause] is Side.YOURS:
        return Confidence.POSSIBLE
    whole = situation.computer.whole and situation.server_there.whole
    tcp_only = situation.passed and situation.tcp_only
    unsure = tcp_only or situation.half_seen or are_far_apart(sightings)
    doubted = no_server or not whole or unsure
    if rule.confidence is Confidence.CERTAIN and doubted:
        return Confidence.LIKELY
    return rule.confidence


def _targets(cause: Cause, sightings: Sightings) -> tuple[HostPort, ...]:
    """Return the ports that fail from the computer, else from our server, else all seen."""
    seen = (*sightings.computer, *sightings.server)
    computer = [each for each in sightings.computer if each.reason.is_failure]
    if cause is Cause.OFFLINE and not computer:
        computer = [each for each in sightings.web if each.reason.is_failure]
    server = [each for each in sightings.server if each.reason.is_failure]
    knows = any(each.reason.is_finding for each in sightings.computer)
    failed = computer or ([] if knows else server)
    return tuple(dict.fromkeys(at_of(each) for each in failed or seen))


def _considered(matter: Matter) -> tuple[HostPort, ...]:
    """Return all ports that the cause was found by, those of the comparison where it tells."""
    told_by_comparison = matter.cause in (
        Cause.OUR_NETWORK,
        Cause.SERVER_SEES_ONLY_WEB,
        Cause.OFFLINE,
    )
    elsewhere = matter.sightings.elsewhere if told_by_comparison else ()
    compared = (*(at_of(each) for each in elsewhere), *find_others(matter))
    return tuple(dict.fromkeys((*matter.sightings.considered, *compared)))


def _issuer(
    cause: Cause, situation: Situation, sightings: Sightings, remarks: Sequence[Remark]
) -> str | None:
    if cause is Cause.TLS_INSPECTION:
        untrusted = [each.issuer for each in sightings.computer if each.reason.is_failure]
        return situation.foreign_issuer or next((each for each in untrusted if each), None)
    return situation.web_issuer if Remark.WEB_INSPECTED in remarks else None


def _next_steps(
    cause: Cause, situation: Situation, remarks: Sequence[Remark]
) -> tuple[NextStep, ...]:
    steps = (*NEXT_STEPS[cause], *added_steps(cause, situation))
    asked_for = (STEPS_OF_REMARKS[each] for each in remarks if each in STEPS_OF_REMARKS)
    return tuple(dict.fromkeys((*steps, *asked_for)))
