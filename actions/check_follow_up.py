"""Go on from a check: once more, whose side it is on, how sure that is, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rasa_sdk import Tracker

from actions.asked_rows import AskedRows, known_rows
from actions.check_ports import CheckPorts
from actions.check_report import step_buttons
from actions.gateway_choice import ask_which
from actions.history_text import tell_history
from actions.incident_text import describe, nothing_known
from actions.port_action import PortAction, known_ids
from actions.reply import Button, Reply
from actions.turn import Turn
from actions.verdict.verdict_text import explain, explain_confidence
from kb.gateway import Gateway
from kb.language import Language
from kb.library import Knowledge

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {"all": "Check all TWS gateways", "again": "Check again"},
    Language.GERMAN: {"all": "Alle TWS-Gateways prüfen", "again": "Noch einmal prüfen"},
}


class CheckFollowUp(PortAction):
    """Answer what people ask after a check, about the rows spoken of before."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_check_follow_up"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Check again, repeat the verdict, tell the history or an incident."""
        kind = turn.value("follow_up")
        if kind == "incident":
            return await self._incident(turn.language)
        rows = known_rows(self.resources.gateways, known_ids(tracker))
        if not rows:
            return ask_which(self.resources.gateways, turn.language)
        if kind == "since":
            return await self._history(rows, turn.language)
        evidence = self.evidence(tracker, rows)
        if kind == "again" or not evidence.observations:
            ports = CheckPorts(self.resources)
            return await ports.check(tracker, turn, AskedRows(rows, ()))
        verdict = self.verdict(evidence)
        parts = [explain(verdict, evidence, turn.language)]
        if kind == "sure":
            parts.append(explain_confidence(verdict, turn.language))
        buttons = tuple(step_buttons(verdict.next, turn.language))
        return _answer("\n\n".join(parts), buttons, turn.language)

    async def _history(self, rows: Sequence[Gateway], language: Language) -> Reply:
        ports = [(row.host, port) for row in rows for port in row.ports]
        periods = await self.resources.prober.periods(ports) or []
        button = Button(_TEXTS[language]["again"], "check_ports", {"rows": "known"})
        return _answer(tell_history(periods, language), (button,), language)

    async def _incident(self, language: Language) -> Reply:
        incident = await self.resources.incidents.current()
        gateways = self.resources.gateways
        text = describe(incident, gateways, language) if incident else nothing_known(language)
        button = Button(_TEXTS[language]["all"], "check_ports", {"product": "tws"})
        return _answer(text, (button,), language)


def _answer(text: str, buttons: tuple[Button, ...], language: Language) -> Reply:
    return Reply("answer", language, text, buttons, slots={"awaiting": {"what": "check"}})
