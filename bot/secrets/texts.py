"""Say to somebody what was taken out of a message, and what to do now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.secrets.kinds import Kind
from kb.language import Language

_PRIVATE = frozenset((Kind.EMAIL, Kind.PHONE, Kind.ACCOUNT, Kind.IBAN))


@dataclass(frozen=True)
class WarningTexts:
    """The sentences of a warning in one language; `names` go into `removed`."""

    removed: str
    names: Mapping[Kind, str]
    joint: str
    never_asked: str
    not_needed: str
    advice: Mapping[Kind, str]
    in_doubt: str
    elsewhere: str


WARNINGS: Mapping[Language, WarningTexts] = {
    Language.ENGLISH: WarningTexts(
        removed="I removed {names} from your message before anything was stored.",
        names={
            Kind.PIN: "a PIN",
            Kind.CODE: "a code",
            Kind.PASSWORD: "a password",
            Kind.ACCOUNT: "an account number",
            Kind.IBAN: "an IBAN",
            Kind.CARD: "a card number",
            Kind.TOKEN: "an access key",
            Kind.EMAIL: "an e-mail address",
            Kind.PHONE: "a phone number",
        },
        joint=" and ",
        never_asked=(
            "Nobody ever asks you for PINs, codes or passwords, neither here nor elsewhere: please "
            "keep them to yourself."
        ),
        not_needed=(
            "Nobody asks you for that in this chat, and I don't need it to help you: please leave "
            "it out."
        ),
        advice={
            Kind.PASSWORD: "If it really is your password, change it.",
            Kind.PIN: "If it really is your PIN, change it.",
            Kind.CODE: "Don't use that code any more: start the login again and take a new one.",
            Kind.TOKEN: "If the key is in use, revoke it and make a new one.",
            Kind.CARD: "If it really is your card, ask your bank whether to have it replaced.",
        },
        in_doubt=(
            "If somebody else may have seen it, call your broker, on the number on its website."
        ),
        elsewhere=(
            "{place} itself keeps your message, and I cannot delete it: please delete it there."
        ),
    ),
    Language.GERMAN: WarningTexts(
        removed="Ich habe {names} aus Ihrer Nachricht entfernt, bevor etwas gespeichert wurde.",
        names={
            Kind.PIN: "eine PIN",
            Kind.CODE: "einen Code",
            Kind.PASSWORD: "ein Passwort",
            Kind.ACCOUNT: "eine Kontonummer",
            Kind.IBAN: "eine IBAN",
            Kind.CARD: "eine Kartennummer",
            Kind.TOKEN: "einen Zugangsschlüssel",
            Kind.EMAIL: "eine E-Mail-Adresse",
            Kind.PHONE: "eine Telefonnummer",
        },
        joint=" und ",
        never_asked=(
            "Nach PIN, Codes und Passwörtern fragt Sie niemand, weder hier noch anderswo: Bitte "
            "behalten Sie sie für sich."
        ),
        not_needed=(
            "Danach fragt Sie in diesem Chat niemand, und um zu helfen, brauche ich es nicht: "
            "Bitte lassen Sie es weg."
        ),
        advice={
            Kind.PASSWORD: "Wenn es wirklich Ihr Passwort ist, ändern Sie es bitte.",
            Kind.PIN: "Wenn es wirklich Ihre PIN ist, ändern Sie sie bitte.",
            Kind.CODE: (
                "Verwenden Sie diesen Code nicht mehr: Beginnen Sie die Anmeldung neu und nehmen "
                "Sie einen neuen."
            ),
            Kind.TOKEN: (
                "Wenn der Schlüssel benutzt wird, sperren Sie ihn und erzeugen Sie einen neuen."
            ),
            Kind.CARD: (
                "Wenn es wirklich Ihre Karte ist, fragen Sie Ihre Bank, ob sie ersetzt werden soll."
            ),
        },
        in_doubt=(
            "Falls jemand anderes es gesehen haben könnte, rufen Sie bitte Ihren Broker an, unter "
            "der Nummer auf dessen Website."
        ),
        elsewhere=(
            "{place} selbst bewahrt Ihre Nachricht auf, und ich kann sie nicht löschen: Bitte "
            "löschen Sie sie dort."
        ),
    ),
}
"""What to say once where a message held a secret."""


def warning_for(kinds: Iterable[Kind], language: Language, stays_in: str = "") -> str:
    """Return what was taken out, that nobody asks for it, and what to do; nothing for no kind.

    ``stays_in`` is where the message is kept as it was written, if anywhere.
    """
    removed = tuple(dict.fromkeys(kinds))
    if not removed:
        return ""
    texts = WARNINGS[language]
    names = _listed([texts.names[kind] for kind in removed], texts.joint)
    sentences = [texts.removed.format(names=names)]
    sentences += [texts.elsewhere.format(place=stays_in)] if stays_in else []
    if _PRIVATE.issuperset(removed):
        return " ".join([*sentences, texts.not_needed])
    advice = [text for kind, text in texts.advice.items() if kind in removed]
    return " ".join([*sentences, texts.never_asked, *advice, texts.in_doubt])


def _listed(names: Sequence[str], joint: str) -> str:
    return joint.join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
