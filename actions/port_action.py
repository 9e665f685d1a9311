"""What the actions about connections share: which rows are meant, looking, and what is known."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from rasa_sdk import Tracker

from actions.asked_rows import AskedRows, find_asked_rows, known_rows, with_partners
from actions.base import ResourcefulAction
from actions.check_table import TableWriter, Tried
from actions.evidence.observation import Evidence, observation_of
from actions.probing.finding import Finding, Target
from actions.probing.history import Period
from actions.probing.prober import Asked
from actions.turn import Turn
from actions.verdict.diagnosis import diagnose
from actions.verdict.sightings import comparison_row
from actions.verdict.verdict import Verdict
from kb.gateway import Gateway
from kb.language import Language

KEPT = timedelta(hours=1)  # networks change; what was seen longer ago is not put together with now


class PortAction(ResourcefulAction, ABC):
    """An action about listed rows."""

    def asked(self, tracker: Tracker, turn: Turn) -> AskedRows:
        """Return the rows and ports that the message names."""
        return find_asked_rows(turn, self.resources.gateways, known_ids(tracker))

    def meant(self, tracker: Tracker, turn: Turn) -> tuple[Gateway, ...]:
        """Return the rows that the message names, else those spoken of before.

        A question about the backup alone does not narrow what is spoken of: a letter, a list or a
        command is for the whole region unless its own message narrows it.
        """
        gateways = self.resources.gateways
        spoken_of = with_partners(known_rows(gateways, known_ids(tracker)), gateways)
        is_known = turn.value("rows") == "known"
        return spoken_of if is_known else self.asked(tracker, turn).rows or spoken_of

    def evidence(self, tracker: Tracker, rows: Sequence[Gateway]) -> Evidence:
        """Return what is known and fresh enough of the rows' hosts and of the comparison host."""
        evidence = Evidence.from_json(tracker.get_slot("evidence"))
        comparison = comparison_row(self.resources.gateways)
        hosts = {row.host for row in (*rows, comparison) if row is not None}
        oldest = datetime.now(timezone.utc) - KEPT
        kept = tuple(
            each
            for each in evidence.observations
            if each.host in hosts and (each.seen is None or each.seen > oldest)
        )
        return replace(evidence, observations=kept)

    async def look(
        self, tried: Sequence[Tried], tracker: Tracker, language: Language
    ) -> list[Finding]:
        """Probe, and let the conversation's channel see each finding as it comes."""
        table = TableWriter(tried, self.resources.gateways, language)
        found: dict[Target, Finding] = {}

        def tell(finding: Finding) -> None:
            found[finding.target] = finding
            now = datetime.now(timezone.utc)
            self.resources.progress.tell(tracker.sender_id, table.from_server(found, now))

        self.resources.progress.tell(
            tracker.sender_id, table.from_server({}, datetime.now(timezone.utc))
        )
        self.resources.prober.begin(self._comparison(tried))
        return await self.resources.prober.check([each.asked for each in tried], tell)

    async def compare(self, tried: Sequence[Tried]) -> list[Finding]:
        """Return what a website shows where every trading port fails: is it our own network.

        It was looked at together with them, so that this takes no longer.
        """
        return await self.resources.prober.check(self._comparison(tried))

    def _comparison(self, tried: Sequence[Tried]) -> list[Asked]:
        row, web = comparison_row(self.resources.gateways), self.resources.gateways.web_ports
        if row is None or any(each.target.port in web for each in tried):
            return []
        return [Asked(row.id, port) for port in row.ports]

    async def periods(self, tried: Sequence[Tried]) -> tuple[Period, ...]:
        """Return since when our checks have found each port as it is; empty where unknown."""
        ports = [(each.target.host, each.target.port) for each in tried]
        return tuple(await self.resources.prober.periods(ports) or ())

    def rows_of(self, evidence: Evidence) -> tuple[Gateway, ...]:
        """Return the rows whose hosts were seen."""
        hosts = {each.host for each in evidence.observations}
        return tuple(row for row in self.resources.gateways.rows if row.host in hosts)

    def verdict(self, evidence: Evidence) -> Verdict:
        """Return what follows from all that was seen."""
        return diagnose(evidence, self.rows_of(evidence), self.resources.gateways)


def known_ids(tracker: Tracker) -> Sequence[str]:
    """Return the ids of the rows spoken of before."""
    return tracker.get_slot("gateways") or []


def with_findings(evidence: Evidence, findings: Sequence[Finding]) -> Evidence:
    """Return the evidence with what our server found just now."""
    return evidence.with_observations(observation_of(finding) for finding in findings)


def platform_of(tracker: Tracker, turn: Turn) -> str | None:
    """Return windows, macos or linux: as named, as told earlier, or as the browser says."""
    asked_for = turn.value("platform") or turn.awaiting.get("platform")
    told = asked_for or tracker.get_slot("platform")
    said = (event for event in reversed(tracker.events) if event.get("event") == "user")
    latest: Mapping[str, Any] = next(said, {})
    platform = told or (latest.get("metadata") or {}).get("platform")
    return str(platform) if platform else None
