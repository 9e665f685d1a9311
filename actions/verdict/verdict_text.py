"""Say a verdict: whose side it is on, what was seen, what that means, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from actions.evidence.observation import Evidence, Vantage
from actions.verdict.confidence_words import GROUNDS, HOW_SURE
from actions.verdict.next_steps import NEXT_STEPS, SIDES, STEPS_OF_REMARKS
from actions.verdict.sighting_text import list_sightings, name_ports
from actions.verdict.texts_de import GERMAN_TEXTS
from actions.verdict.texts_en import ENGLISH_TEXTS
from actions.verdict.verdict import Cause, Remark, Side, Verdict
from actions.verdict.wording import Texts
from kb.language import Language

MOST_REMARKS = 2
_WITH_SINCE = {Side.BROKER, Side.OURS}  # a failure of our server is then what the cause is about
MOST_ISSUER_CHARACTERS = 60
_TEXTS: Mapping[Language, Texts] = {
    Language.ENGLISH: ENGLISH_TEXTS,
    Language.GERMAN: GERMAN_TEXTS,
}


def explain(
    verdict: Verdict, evidence: Evidence, language: Language, since: datetime | None = None
) -> str:
    """Return the verdict on the evidence as small Markdown.

    ``since`` is from when on our server has seen the failure, in UTC.
    """
    headline, *rest = explain_beside_table(verdict, evidence, language, since)
    sightings = list_sightings(verdict, evidence, _TEXTS[language].sightings)
    return "\n\n".join(part for part in (headline, sightings, *rest) if part)


def explain_beside_table(
    verdict: Verdict, evidence: Evidence, language: Language, since: datetime | None = None
) -> tuple[str, str, str]:
    """Return headline, advice and remarks, for where a table shows what was seen."""
    texts = _TEXTS[language]
    return (
        f"**{_headline(verdict, texts)}.**",
        " ".join(sentence for sentence in _advice(verdict, evidence, texts, since) if sentence),
        " ".join(_filled(texts.remarks[each], verdict, texts) for each in _shown(verdict)),
    )


def explain_confidence(verdict: Verdict, language: Language) -> str:
    """Return in two sentences how sure it is and why, and what would make it more certain."""
    return f"{HOW_SURE[language][verdict.confidence]}: {GROUNDS[language][verdict.ground]}"


def _headline(verdict: Verdict, texts: Texts) -> str:
    cause = _filled(texts.causes[verdict.cause].cause, verdict, texts)
    return texts.headlines[SIDES[verdict.cause]][verdict.confidence].format(cause=cause)


def _advice(
    verdict: Verdict, evidence: Evidence, texts: Texts, since: datetime | None
) -> list[str]:
    told = {STEPS_OF_REMARKS.get(each) for each in verdict.remarks}
    added = [step for step in verdict.next if step not in {*NEXT_STEPS[verdict.cause], *told}]
    return [
        _filled(texts.causes[verdict.cause].advice, verdict, texts),
        *(texts.missing[step] for step in added if step in texts.missing),
        _since(verdict, evidence, texts, since),
    ]


def _since(verdict: Verdict, evidence: Evidence, texts: Texts, since: datetime | None) -> str:
    """Return since when our server fails; empty where that is not what the cause is about."""
    ours = [
        each
        for each in evidence.of(Vantage.SERVER)
        if (each.host, each.port) in verdict.considered and each.reason.is_failure
    ]
    is_cause = SIDES[verdict.cause] in _WITH_SINCE or verdict.cause is Cause.BOTH_FAIL_DIFFERENTLY
    if since is None or not ours or not is_cause:
        return ""
    today = {each.seen.date() for each in ours if each.seen} == {since.date()}
    day, time = since.strftime(texts.sightings.day), since.strftime("%H:%M")
    return (texts.since if today else texts.since_day).format(day=day, time=time)


def _shown(verdict: Verdict) -> tuple[Remark, ...]:
    return verdict.remarks[:MOST_REMARKS]


def _filled(template: str, verdict: Verdict, texts: Texts) -> str:
    ports = sorted({str(port) for _, port in verdict.targets if port})
    others = name_ports(verdict.others, texts.sightings)
    issuer = _issuer(verdict, texts)
    return template.format(port=", ".join(ports), issuer=issuer, others=others)


def _issuer(verdict: Verdict, texts: Texts) -> str:
    """Return the issuer as code: its name comes from a machine that may be hostile."""
    name = "".join(each for each in verdict.issuer or "" if each.isprintable() and each != "`")
    name = " ".join(name.split())[:MOST_ISSUER_CHARACTERS]
    return f"`{name}`" if name else texts.unknown_issuer
