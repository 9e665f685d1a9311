"""Turn articles into replies: the short answer, one passage, or everything; no Rasa in here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.reply import Button, Reply
from actions.turn import Walk
from kb.article import Article
from kb.articles import Articles
from kb.language import Language
from kb.passages import Part, PassageKey, quote
from kb.variants import dimension_of

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "step_by_step": "Step by step",
        "show_all": "Show all",
        "more": "More on this",
        "person": "Talk to a person",
        "resume": "Go on with step {step} of {steps}",
        "part_of": "Step {step} of {steps}: {text}",
        "no_why": "The text I have gives no reason for it.",
        "why": "Why",
        "branches": "If it looks different",
        "at_step": "Step {step}: ",
        "newer": "*The German version of this article is newer: reviewed on {date}.*",
        "only": "I have this in German only:",
    },
    Language.GERMAN: {
        "step_by_step": "Schritt für Schritt",
        "show_all": "Alles zeigen",
        "more": "Mehr dazu",
        "person": "Mit einem Menschen sprechen",
        "resume": "Weiter mit Schritt {step} von {steps}",
        "part_of": "Schritt {step} von {steps}: {text}",
        "no_why": "Einen Grund nennt der Text nicht, der mir vorliegt.",
        "why": "Warum",
        "branches": "Wenn es anders aussieht",
        "at_step": "Schritt {step}: ",
        "newer": "*Die englische Fassung dieses Artikels ist neuer: geprüft am {date}.*",
        "only": "Das liegt mir nur auf Englisch vor:",
    },
}


def button(key: str, intent: str, language: Language, article: Article | None = None) -> Button:
    """Return a button with this file's wording, about an article where one is given."""
    entities = {"article": article.id} if article else {}
    return Button(_TEXTS[language][key], intent, entities)


def article_card(article: Article, step: int | None = None) -> dict[str, Any]:
    """Return the ``article`` part of a message object."""
    return {
        "id": article.id,
        "title": article.title,
        "kb": article.kb,
        "status": article.status.value,
        "reviewed": article.reviewed.isoformat(),
        "step": step,
        "steps": len(article.steps),
    }


def answer(article: Article, articles: Articles) -> Reply:
    """Return the short answer, with the ways to go on."""
    return about(article, with_newer(article, articles, article.answer), ways_on(article))


def about(
    article: Article, text: str, buttons: tuple[Button, ...], step: int | None = None
) -> Reply:
    """Return a reply that makes the article the topic and remembers its variant."""
    card = article_card(article, step)
    slots: dict[str, Any] = {"article": article.id, "awaiting": None}
    dimension = dimension_of(article.variants)
    if dimension and article.variant:
        slots[dimension.value] = article.variant
    return Reply("answer", article.language, text, buttons, card, slots=slots)


def ways_on(article: Article) -> tuple[Button, ...]:
    """Return the buttons below an answer."""
    language = article.language
    if article.steps:
        return (
            button("step_by_step", "step_by_step", language, article),
            button("show_all", "show_all", language, article),
        )
    more = article.notes or article.why
    return (button("more", "show_all", language, article),) if more else ()


def show_all(article: Article, articles: Articles) -> Reply:
    """Return all steps, branches, the reason and the notes in one message."""
    texts = _TEXTS[article.language]
    steps = "\n".join(f"{number}. {text}" for number, text in enumerate(article.steps, 1))
    branches = "\n".join(
        f"- {texts['at_step'].format(step=branch.step) if branch.step else ''}"
        f"*{branch.symptom}* {branch.remedy}"
        for branch in article.branches
    )
    notes = "\n".join(f"- {note}" for note in article.notes)
    parts = (
        steps,
        f"**{texts['branches']}**\n\n{branches}" if branches else "",
        f"**{texts['why']}**\n\n{article.why}" if article.why else "",
        notes,
    )
    text = "\n\n".join(part for part in parts if part) or article.answer
    return about(article, with_newer(article, articles, text), ())


def quoted(article: Article, key: PassageKey) -> Reply | None:
    """Return one passage as the answer; None where the article does not have it."""
    text = quote(article, key)
    if text is None:
        return None
    step = key.number if key.part is Part.STEP else None
    if key.part is Part.BRANCH:
        branch = article.branches[key.number - 1]
        step, text = branch.step or None, f"**{branch.symptom}** {text}"
    elif step:
        steps = len(article.steps)
        text = _TEXTS[article.language]["part_of"].format(step=step, steps=steps, text=text)
    return about(article, text, ways_on(article), step)


def why(article: Article) -> Reply:
    """Return the reason an article gives, or that it gives none."""
    text = article.why or _TEXTS[article.language]["no_why"]
    return about(article, text, ways_on(article))


def with_newer(article: Article, articles: Articles, text: str) -> str:
    """Add a line to the text where the article's other language was reviewed later."""
    others = (each.get(article.id) for each in articles.values())
    newest = max(other.reviewed for other in others if other)
    if newest <= article.reviewed:
        return text
    line = _TEXTS[article.language]["newer"].format(date=spoken_date(newest, article.language))
    return f"{text}\n\n{line}"


def spoken_date(day: date, language: Language) -> str:
    """Return a date as the language writes it."""
    return f"{day:%d.%m.%Y}" if language is Language.GERMAN else day.isoformat()


def only_in_other_language(language: Language) -> Reply:
    """Return the label of an answer that exists in the other language only."""
    return Reply("smalltalk", language, _TEXTS[language]["only"])


def resume_button(article: Article, walk: Walk) -> Button:
    """Return the way back into a procedure."""
    step = walk.ahead or walk.step
    title = _TEXTS[article.language]["resume"].format(step=step, steps=len(article.steps))
    entities = {"article": walk.article, "step": str(step)}
    return Button(title, "go_to_step", entities)
