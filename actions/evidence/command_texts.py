"""Say in the person's language what a command prints on their computer.

No text may hold a quotation mark, a backslash, or one of ``$ ! % ^ |`` and backtick: it stands
within a command that is pasted into a shell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.probing.finding import Reason
from kb.language import Language


@dataclass(frozen=True)
class CommandTexts:
    """The words of one language; ``proxy_answers`` are those for no and yes."""

    head: tuple[str, str, str, str]
    proxy: str
    proxy_answers: tuple[str, str]
    paste: str
    reasons: Mapping[Reason, str]


TEXTS: Mapping[Language, CommandTexts] = {
    Language.ENGLISH: CommandTexts(
        head=("Host", "Port", "ms", "From this computer"),
        proxy="HTTP proxy set here:",
        proxy_answers=("no", "yes"),
        paste="Please paste this line into the chat:",
        reasons={
            Reason.OK: "reachable",
            Reason.NAME_NOT_FOUND: "the name does not exist",
            Reason.DNS_FAILURE: "no answer from the name server",
            Reason.REFUSED: "refused",
            Reason.TIMEOUT: "no answer within 3 s",
            Reason.RESET: "cut off",
            Reason.UNREACHABLE: "no route there",
            Reason.NOT_TLS: "does not speak TLS",
            Reason.TLS_REFUSED: "refuses TLS",
            Reason.TLS_TIMEOUT: "no TLS answer within 3 s",
            Reason.CERTIFICATE_EXPIRED: "certificate expired, or clock wrong",
            Reason.CERTIFICATE_WRONG_HOST: "certificate of another host",
            Reason.CERTIFICATE_UNTRUSTED: "certificate not trusted",
            Reason.NOT_FINISHED: "not checked: something is missing here",
            Reason.FAILED: "failed, reason unknown",
        },
    ),
    Language.GERMAN: CommandTexts(
        head=("Host", "Port", "ms", "Von diesem Rechner aus"),
        proxy="HTTP-Proxy hier eingestellt:",
        proxy_answers=("nein", "ja"),
        paste="Bitte fügen Sie diese Zeile in den Chat ein:",
        reasons={
            Reason.OK: "erreichbar",
            Reason.NAME_NOT_FOUND: "den Namen gibt es nicht",
            Reason.DNS_FAILURE: "keine Antwort vom Namensserver",
            Reason.REFUSED: "abgelehnt",
            Reason.TIMEOUT: "keine Antwort binnen 3 s",
            Reason.RESET: "abgebrochen",
            Reason.UNREACHABLE: "kein Weg dorthin",
            Reason.NOT_TLS: "spricht kein TLS",
            Reason.TLS_REFUSED: "lehnt TLS ab",
            Reason.TLS_TIMEOUT: "keine TLS-Antwort binnen 3 s",
            Reason.CERTIFICATE_EXPIRED: "Zertifikat abgelaufen, oder Uhr falsch",
            Reason.CERTIFICATE_WRONG_HOST: "Zertifikat eines anderen Hosts",
            Reason.CERTIFICATE_UNTRUSTED: "Zertifikat nicht vertrauenswürdig",
            Reason.NOT_FINISHED: "nicht geprüft: hier fehlt etwas",
            Reason.FAILED: "misslungen, Grund unbekannt",
        },
    ),
}
