"""Say a verdict: whose side it is on, what was seen, what that means, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from actions.evidence.observation import Evidence, Vantage
from actions.verdict.next_steps import NEXT_STEPS, SIDES, STEPS_OF_REMARKS
from actions.verdict.sighting_text import list_sightings
from actions.verdict.texts_de import GERMAN_TEXTS
from actions.verdict.texts_en import ENGLISH_TEXTS
from actions.verdict.verdict import Remark, Verdict
from actions.verdict.wording import Texts
from kb.language import Language

MOST_REMARKS = 2
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


def _headline(verdict: Verdict, texts: Texts) -> str:
    cause = _filled(texts.causes[verdict.cause].cause, verdict, texts)
    return texts.headlines[SIDES[verdict.cause]][verdict.confidence].format(cause=cause)


def _advice(
    verdict: Verdict, evidence: Evidence, texts: Texts, since: datetime | None
) -> list[str]:
    told = {STEPS_OF_REMARKS.get(each) for each in verdict.remarks}
    added = [step for step in verdict.next if step not in {*NEXT_STEPS[verdict.cause], *told}]
    return [
        _since(verdict, evidence, texts, since),
        _filled(texts.causes[verdict.cause].advice, verdict, texts),
        *(texts.missing[step] for step in added if step in texts.missing),
    ]


def _since(verdict: Verdict, evidence: Evidence, texts: Texts, since: datetime | None) -> str:
    """Return since when our server fails; empty where it does not, or does not fail here."""
    ours = [
        each
        for each in evidence.of(Vantage.SERVER)
        if (each.host, each.port) in verdict.considered and each.reason.is_failure
    ]
    if since is None or not ours:
        return ""
    today = {each.seen.date() for each in ours if each.seen} == {since.date()}
    day, time = since.strftime(texts.sightings.day), since.strftime("%H:%M")
    return (texts.since if today else texts.since_day).format(day=day, time=time)


def _shown(verdict: Verdict) -> tuple[Remark, ...]:
    return verdict.remarks[:MOST_REMARKS]


def _filled(template: str, verdict: Verdict, texts: Texts) -> str:
    ports = sorted({str(port) for _, port in verdict.targets if port})
    return template.format(port=", ".join(ports), issuer=_issuer(verdict, texts))


def _issuer(verdict: Verdict, texts: Texts) -> str:
    """Return the issuer as code: its name comes from a machine that may be hostile."""
    name = "".join(each for each in verdict.issuer or "" if each.isprintable() and each != "`")
    name = " ".join(name.split())[:MOST_ISSUER_CHARACTERS]
    return f"`{name}`" if name else texts.unknown_issuer
