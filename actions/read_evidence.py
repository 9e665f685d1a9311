"""Take what a person's computer or browser saw, look from our server too, and say what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone

from rasa_sdk import Tracker

from actions.check_report import Report, report_evidence
from actions.check_table import TableWriter, Tried, each_target_once, rows_of_tried
from actions.evidence.given import Given
from actions.evidence.observation import Observation, Vantage
from actions.evidence.pasted import Hint
from actions.evidence.result_code import CodeProblem, is_stale
from actions.gateway_choice import refuse_host
from actions.port_action import PortAction, with_findings
from actions.probing.finding import Finding
from actions.probing.targets import target_of
from actions.reason_text import reason_text
from actions.reply import Button, Reply
from actions.turn import Turn
from actions.verdict.sightings import comparison_row
from kb.gateway import Gateway
from kb.language import Language
from kb.library import Knowledge

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        CodeProblem.DAMAGED: (
            "This result code is damaged: its checksum does not fit, so a part is missing or "
            "changed. Please copy the whole last line once more, without anything added."
        ),
        CodeProblem.UNKNOWN_VERSION: (
            "I don't know this kind of result code; it may come from another version. Please run "
            "the command that I show now."
        ),
        CodeProblem.UNKNOWN_TARGET: (
            "This result code is about a host that is no longer on my list. Please run the command "
            "that I show now."
        ),
        CodeProblem.IMPOSSIBLE: (
            "This result code is whole, but says something that cannot be. Please run the command "
            "again and copy its last line."
        ),
        "day": "%Y-%m-%d %H:%M",
        "stale": (
            "This result is from {time} UTC, not from now, so I draw no conclusion from it. "
            "Please run the command again."
        ),
        "ahead": (
            "This result claims to be from {time} UTC, which is still to come: the clock of that "
            "computer is wrong. I draw no conclusion from it."
        ),
        "unlisted": "Not on my list, so I leave it out: {names}.",
        "only_unlisted": (
            "I can read that output, but it is about {names}, which is not on my list of the "
            "broker's gateways."
        ),
        Hint.PORT: (
            "I can see the host, but not which port was tried. Please paste the output once more "
            "and write the port above it, for example 4001."
        ),
        Hint.TRACE: (
            "The route that you pasted says nothing about a port: routers on the way often stay "
            "silent, and a firewall can still block a port where the route is complete. I keep "
            "none of its addresses."
        ),
        Hint.NAMES: (
            "A name lookup says nothing about a port: it only shows that a name server answered."
        ),
        "tries": "The command tries the port itself.",
        "nothing": (
            "I recognise the tool, but I can't see which listed host and port it tried. Please "
            "paste the command together with its whole output."
        ),
        "ours": "our server: {reason}",
        "command": "Show the command",
    },
    Language.GERMAN: {
        CodeProblem.DAMAGED: (
            "Dieser Ergebniscode ist beschädigt: Seine Prüfsumme passt nicht, es fehlt also etwas "
            "oder ist verändert. Bitte kopieren Sie die letzte Zeile noch einmal ganz und ohne "
            "Zusätze."
        ),
        CodeProblem.UNKNOWN_VERSION: (
            "Diese Art von Ergebniscode kenne ich nicht; er stammt vielleicht von einer anderen "
            "Version. Bitte führen Sie den Befehl aus, den ich jetzt zeige."
        ),
        CodeProblem.UNKNOWN_TARGET: (
            "Dieser Ergebniscode betrifft einen Host, der nicht mehr auf meiner Liste steht. Bitte "
            "führen Sie den Befehl aus, den ich jetzt zeige."
        ),
        CodeProblem.IMPOSSIBLE: (
            "Dieser Ergebniscode ist vollständig, sagt aber etwas, das nicht sein kann. Bitte "
            "führen Sie den Befehl noch einmal aus und kopieren Sie die letzte Zeile."
        ),
        "day": "%d.%m.%Y, %H:%M",
        "stale": (
            "Dieses Ergebnis ist vom {time} UTC und nicht von jetzt, deshalb schließe ich daraus "
            "nichts. Bitte führen Sie den Befehl noch einmal aus."
        ),
        "ahead": (
            "Dieses Ergebnis will vom {time} UTC sein, und das kommt erst noch: Die Uhr dieses "
            "Rechners geht falsch. Ich schließe daraus nichts."
        ),
        "unlisted": "Nicht auf meiner Liste, deshalb lasse ich es weg: {names}.",
        "only_unlisted": (
            "Diese Ausgabe kann ich lesen, aber sie betrifft {names}, und das steht nicht auf "
            "meiner Liste der Gateways des Brokers."
        ),
        Hint.PORT: (
            "Den Host sehe ich, aber nicht, welcher Port probiert wurde. Bitte fügen Sie die "
            "Ausgabe noch einmal ein und schreiben Sie den Port darüber, zum Beispiel 4001."
        ),
        Hint.TRACE: (
            "Der eingefügte Weg durch das Netz sagt nichts über einen Port: Router unterwegs "
            "antworten oft nicht, und auch bei vollständigem Weg kann eine Firewall den Port "
            "sperren. Die Adressen darin behalte ich nicht."
        ),
        Hint.NAMES: (
            "Eine Namensabfrage sagt nichts über einen Port: Sie zeigt nur, dass ein Namensserver "
            "geantwortet hat."
        ),
        "tries": "Der Befehl probiert den Port selbst.",
        "nothing": (
            "Das Werkzeug erkenne ich, aber nicht, welchen gelisteten Host und Port es probiert "
            "hat. Bitte fügen Sie den Befehl mit seiner ganzen Ausgabe ein."
        ),
        "ours": "unser Server: {reason}",
        "command": "Befehl zeigen",
    },
}


class ReadEvidence(PortAction):
    """Put what a person brought together with what our server sees at the same time."""

    def name(self) -> str:
        """Return the name that ``data`` uses."""
        return "action_read_evidence"

    async def reply(self, tracker: Tracker, turn: Turn, knowledge: Knowledge) -> Reply:
        """Say whose side it is on, or why the evidence cannot be used."""
        given = Given.from_text(turn.value("evidence") or "")
        if given.problem is not None:
            return _with_command(_TEXTS[turn.language][given.problem], turn.language)
        if not given.observations:
            return self._without_listed(given, turn.language)
        if given.seen is not None and is_stale(given.seen, datetime.now(timezone.utc)):
            return self._stale(given, given.seen, turn.language)
        return await self._combined(given, tracker, turn.language)

    def _without_listed(self, given: Given, language: Language) -> Reply:
        texts = _TEXTS[language]
        if given.hint:
            hint = texts[given.hint]
            text = hint if given.hint is Hint.PORT else f"{hint} {texts['tries']}"
            return _with_command("\n\n".join([text, *_left_out(given, language)]), language)
        if not given.unlisted:
            return _with_command(texts["nothing"], language)
        text = texts["only_unlisted"].format(names=_quoted(given.unlisted))
        host = given.unlisted[0].rpartition(":")[0] or given.unlisted[0]
        return replace(refuse_host(host, self.resources.gateways, language), text=text)

    def _stale(self, given: Given, seen: datetime, language: Language) -> Reply:
        is_ahead = seen > datetime.now(timezone.utc)
        text = _TEXTS[language]["ahead" if is_ahead else "stale"]
        tried = self._tried(given.observations)
        check = TableWriter(tried, self.resources.gateways, language).from_computer(
            _by_port(given.observations), seen
        )
        time = seen.strftime(_TEXTS[language]["day"])
        reply = _with_command(text.format(time=time), language)
        rows = [row.id for row in rows_of_tried(tried)]
        return replace(reply, kind="check", check=check, slots={"gateways": rows})

    async def _combined(self, given: Given, tracker: Tracker, language: Language) -> Reply:
        tried = self._tried(given.observations)
        rows = self._spoken_of(tried)
        known = replace(self.evidence(tracker, rows), http_proxy=given.http_proxy)
        findings = await self.look(tried, tracker, language) if tried else []
        evidence = with_findings(known.with_observations(given.observations), findings)
        verdict, periods = self.verdict(evidence), await self.periods(tried)
        check = self._table(given, tried, findings, language)
        report = Report(rows or self.rows_of(evidence), check, verdict, evidence, periods)
        notes = _left_out(given, language)
        if given.hint is Hint.TRACE:
            notes.append(_TEXTS[language][given.hint])
        return report_evidence(report, language, notes)

    def _spoken_of(self, tried: Sequence[Tried]) -> tuple[Gateway, ...]:
        """Return the rows that it is about; the website for comparison only where it is alone."""
        rows = rows_of_tried(tried)
        comparison = comparison_row(self.resources.gateways)
        return tuple(row for row in rows if row != comparison) or rows

    def _tried(self, observations: Sequence[Observation]) -> list[Tried]:
        """Return the rows and ports that were seen; a ping alone stands for all ports."""
        gateways = self.resources.gateways
        with_port = {each.host for each in observations if each.port is not None}
        tried = [
            Tried(row, target_of(row, port, gateways))
            for each in observations
            if each.port is not None or each.host not in with_port
            for row in gateways.rows
            for port in (row.ports if each.port is None else [each.port])
            if row.host == each.host and port in row.all_ports
        ]
        return each_target_once(tried)

    def _table(
        self,
        given: Given,
        tried: Sequence[Tried],
        findings: Sequence[Finding],
        language: Language,
    ) -> Mapping[str, object]:
        """Return what was seen there, each row with what our server sees of it."""
        now = datetime.now(timezone.utc)
        writer = TableWriter(tried, self.resources.gateways, language)
        check = writer.from_computer(_by_port(given.observations), given.seen or now)
        ours = {(each.target.host, each.target.port): each for each in findings}
        for row in check["rows"]:
            if finding := ours.get((row["host"], row["port"])):
                reason = reason_text(finding.reason, language, Vantage.SERVER, finding.issuer)
                row["detail"] = _TEXTS[language]["ours"].format(reason=reason)
        return {**check, "seen_from": given.observations[0].vantage.value}


def _by_port(
    observations: Sequence[Observation],
) -> dict[tuple[str, int | None], Observation]:
    return {(each.host, each.port): each for each in observations}


def _left_out(given: Given, language: Language) -> list[str]:
    text = _TEXTS[language]["unlisted"].format(names=_quoted(given.unlisted))
    return [text] if given.unlisted else []


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _with_command(text: str, language: Language) -> Reply:
    button = Button(_TEXTS[language]["command"], "check_myself", {"rows": "known"})
    return Reply("clarify", language, text, (button,), slots={"awaiting": None})
