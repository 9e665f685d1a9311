"""Answer "is my gateway reachable?" by looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from rasa_sdk import Tracker

from actions.about_gateways import gateway_reply
from actions.asked_rows import AskedRows
from actions.check_myself import CheckMyself
from actions.check_report import Report, report_server_check
from actions.check_table import TableWriter, ports_to_try, rows_of_tried
from actions.dialogue import respond
from actions.gateway_choice import (
    ask_port_meaning,
    ask_which,
    mention_left_out,
    refuse_host,
    refuse_place,
    refuse_port,
    refuse_scan,
    wants_scan,
)
from actions.port_action import PortAction, with_findings
from actions.reply import Reply
from actions.turn import Turn
from actions.write_letter import WriteLetter
from kb.library import Knowledge


class CheckPorts(PortAction):
    """Probe the gateways a person named; never a machine that is not listed."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_check_ports"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Say what was found, or ask which gateway is meant."""
        if follow := self._awaited(turn):
            return await follow.reply(tracker, turn, knowledge)
        if named := gateway_reply(turn, self.resources.gateways):
            return named
        asked = self.asked(tracker, turn)
        scan = not turn.pressed and wants_scan(turn.text)
        if asked.unlisted_ports and not asked.ports:
            return refuse_port(int(asked.unlisted_ports[0]), turn.language)
        if asked.rows:
            reply = await self.check(tracker, turn, asked)
            tried = [row["port"] for row in (reply.check or {})["rows"]]
            return mention_left_out(reply, asked, tried, scan)
        if scan:
            return refuse_scan(self.resources.gateways, turn.language)
        return self._ask_back(turn, asked, knowledge)

    def _awaited(self, turn: Turn) -> PortAction | None:
        """Return the action that asked which gateway, where it was another."""
        awaiting = {"check_myself": CheckMyself, "write_letter": WriteLetter}
        wanted = str(turn.awaiting.get("intent"))
        is_answer = turn.intent == "name_gateway" and turn.awaiting.get("what") == "gateway"
        action = awaiting.get(wanted) if is_answer and not turn.pressed else None
        return action(self.resources) if action else None

    def _ask_back(self, turn: Turn, asked: AskedRows, knowledge: Knowledge) -> Reply:
        gateways, language = self.resources.gateways, turn.language
        if place := turn.value("unlisted_place"):
            return refuse_place(place, gateways, language)
        if asked.unlisted_hosts:
            return refuse_host(asked.unlisted_hosts[0], gateways, language, asked.ports)
        awaits = turn.awaiting.get("what") == "gateway"
        only_names = turn.intent == "name_gateway" and not awaits
        if only_names and not (asked.ports or turn.values("product")):
            outside = replace(turn, intent="out_of_scope")
            return respond(outside, knowledge)  # a bare "4711" is no gateway, and may be a PIN
        if only_names and asked.ports:
            return ask_port_meaning(asked.ports[0], language)
        return ask_which(gateways, language, asked.ports)

    async def check(self, tracker: Tracker, turn: Turn, asked: AskedRows) -> Reply:
        """Look, put it together with what is known, and say what follows."""
        gateways, language = self.resources.gateways, turn.language
        tried = ports_to_try(asked.rows, asked.ports, gateways)
        findings = await self.look(tried, tracker, language)
        evidence = with_findings(self.evidence(tracker, asked.rows), findings)
        if all(finding.reason.is_failure for finding in findings):
            evidence = with_findings(evidence, await self.compare(tried))
        periods = await self.periods(tried)
        by_target = {finding.target: finding for finding in findings}
        table = TableWriter(tried, gateways, language)
        check = table.from_server(by_target, datetime.now(timezone.utc), periods)
        verdict, rows = self.verdict(evidence), rows_of_tried(tried)
        report = Report(rows, check, verdict, evidence, periods)
        named = [int(port) for port in turn.values("port")]
        return report_server_check(report, gateways, language, named)
