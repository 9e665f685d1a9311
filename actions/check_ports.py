"""Answer "is my gateway reachable?" by looking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone

from rasa_sdk import Tracker

from actions.base import ResourcefulAction
from actions.check_text import (
    ask_port_meaning,
    ask_which,
    mention_left_out,
    refuse_port,
    report,
    targets_of,
)
from actions.dialogue import respond
from actions.reply import Reply, entity_values, intent_of, language_of
from actions.turn import Turn
from kb.gateways import Gateway
from kb.library import Knowledge

_EXCEPT = re.compile(r"\b(?:except|but not|without|außer|ausser|ohne)\b", re.I)
_ALL = re.compile(r"\b(?:all|every|everything|each|alle[nrs]?|sämtliche\w*|jede[nrs]?)\b", re.I)


class CheckPorts(ResourcefulAction):
    """Probe the gateways a person named; never a machine that is not listed."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_check_ports"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Say what was found, or ask which gateway is meant."""
        language, gateways = turn.language, self.resources.gateways
        awaiting = tracker.get_slot("awaiting") or {}
        ports = _ports(tracker) or [int(port) for port in awaiting.get("ports", [])]
        rows = self._rows(tracker, ports)
        strange = entity_values(tracker, "unlisted_port")
        if strange and not ports:
            return refuse_port(int(strange[0]), language)
        if rows and not _EXCEPT.search(str(tracker.latest_message.get("text") or "")):
            return await self._check(rows, ports, tracker)
        unlisted = entity_values(tracker, "unlisted_host")
        names_nothing = not (ports or unlisted or entity_values(tracker, "product"))
        if intent_of(tracker) == "name_gateway" and not awaiting and names_nothing:
            outside = replace(turn, intent="out_of_scope")
            return respond(outside, knowledge)  # a bare "4711" is no gateway, and may be a PIN
        bare_port = intent_of(tracker) == "name_gateway" and ports and not awaiting
        if bare_port and not unlisted:
            return ask_port_meaning(ports[0], language)
        return ask_which(gateways, language, ports, unlisted[0] if unlisted else "")

    def _rows(self, tracker: Tracker, ports: Sequence[int]) -> Sequence[Gateway]:
        places, hosts = entity_values(tracker, "place"), entity_values(tracker, "host")
        products = entity_values(tracker, "product")
        rows = self.resources.gateways
        everything = _ALL.search(str(tracker.latest_message.get("text") or ""))
        typed = not str(tracker.latest_message.get("text") or "").startswith("/")
        if places or hosts or everything or set(products) - {"tws"} or (products and not typed):
            named = rows.select(places, products or (["tws"] if everything else []), hosts, ports)
            return self._of_role(named, tracker)
        if entity_values(tracker, "unlisted_host"):
            return ()
        # "and 4000?" after a check means the same gateways; "is the gateway up?" names none.
        known = tracker.get_slot("gateways") or []
        before = [row for row in rows.rows if row.id in known]
        if entity_values(tracker, "role"):  # "and the backup?" means that of the same places
            known_places = {place for row in before for place in row.places}
            return self._of_role(rows.select(known_places), tracker) if before else ()
        again = ports and intent_of(tracker) == "name_gateway"
        return before if again else ()

    def _of_role(self, rows: Sequence[Gateway], tracker: Tracker) -> Sequence[Gateway]:
        """Return the primary or the backup rows where the message names one of them."""
        roles = entity_values(tracker, "role")
        return [row for row in rows if row.role.value in roles] or rows

    async def _check(
        self, rows: Sequence[Gateway], ports: Sequence[int], tracker: Tracker
    ) -> Reply:
        tried = targets_of(rows, ports, self.resources.gateways)
        findings = await self.resources.prober.probe_all(target for _, target in tried)
        now = datetime.now(timezone.utc)
        gateways, language = self.resources.gateways, language_of(tracker)
        left_out = [
            *entity_values(tracker, "unlisted_host"),
            *entity_values(tracker, "unlisted_port"),
            *(str(port) for port in ports if port not in {target.port for _, target in tried}),
        ]
        reply = report(tried, findings, gateways, language, now, _ports(tracker))
        return mention_left_out(reply, left_out) if left_out else reply


def _ports(tracker: Tracker) -> list[int]:
    return [int(port) for port in dict.fromkeys(entity_values(tracker, "port"))]
