"""Turn articles into replies: the short answer, one step, or everything; no Rasa in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.reply import Button, Reply
from kb.articles import Article
from kb.language import Language

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "step_by_step": "Step by step",
        "show_all": "Show all",
        "more": "More on this",
        "next": "Next",
        "back": "Back",
        "different": "I see something else",
        "done": "Done",
        "person": "Talk to a person",
        "step": "**Step {step} of {steps}**\n\n{text}",
        "finished": "That was the last step. Did it work?",
        "no_steps": "There are no steps to walk through here; this is all I have on it.",
        "no_article": (
            "Which topic do you mean? Ask me your question, and I'll take you through it."
        ),
        "first_already": "This already is the first step.",
        "different_text": (
            "Then let's not guess. What may explain the difference:\n\n{notes}\n\n"
            "You can go back a step, or talk to a person."
        ),
        "stopped": "All right, we stop here. What else can I help with?",
        "yes": "Yes, it worked",
        "no": "No",
    },
    Language.GERMAN: {
        "step_by_step": "Schritt für Schritt",
        "show_all": "Alles zeigen",
        "more": "Mehr dazu",
        "next": "Weiter",
        "back": "Zurück",
        "different": "Ich sehe etwas anderes",
        "done": "Fertig",
        "person": "Mit einem Menschen sprechen",
        "step": "**Schritt {step} von {steps}**\n\n{text}",
        "finished": "Das war der letzte Schritt. Hat es geklappt?",
        "no_steps": "Dazu gibt es keine einzelnen Schritte; das hier ist alles, was mir vorliegt.",
        "no_article": (
            "Welches Thema meinen Sie? Stellen Sie mir Ihre Frage, dann führe ich Sie hindurch."
        ),
        "first_already": "Das ist schon der erste Schritt.",
        "different_text": (
            "Dann raten wir lieber nicht. Was den Unterschied erklären kann:\n\n{notes}\n\n"
            "Sie können einen Schritt zurückgehen oder mit einem Menschen sprechen."
        ),
        "stopped": "Gut, wir hören hier auf. Womit kann ich sonst helfen?",
        "yes": "Ja, es hat geklappt",
        "no": "Nein",
    },
}


def button(key: str, intent: str, language: Language) -> Button:
    """Return a button with this reply file's wording."""
    return Button(_TEXTS[language][key], intent)


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


def answer(article: Article) -> Reply:
    """Return the short answer, with the ways to go on."""
    language = article.language
    if article.steps:
        buttons = [
            button("step_by_step", "step_by_step", language),
            button("show_all", "show_all", language),
        ]
    else:
        buttons = [button("more", "show_all", language)] if article.notes else []
    slots = {"article": article.id, "step": None, "awaiting": None}
    return Reply(
        "answer", language, article.answer, tuple(buttons), article_card(article), slots=slots
    )


def show_all(article: Article) -> Reply:
    """Return all steps and notes in one message."""
    steps = "\n".join(f"{number}. {text}" for number, text in enumerate(article.steps, 1))
    notes = "\n".join(f"- {note}" for note in article.notes)
    text = "\n\n".join(part for part in (steps, notes) if part) or article.answer
    slots = {"article": article.id, "step": None, "awaiting": None}
    return Reply("answer", article.language, text, (), article_card(article), slots=slots)


def show_step(article: Article, step: int, preface: str = "") -> Reply:
    """Return one step, counted from 1, with buttons to go on."""
    language, steps = article.language, len(article.steps)
    text = _TEXTS[language]["step"].format(step=step, steps=steps, text=article.steps[step - 1])
    buttons = [button("next" if step < steps else "done", "next_step", language)]
    if step > 1:
        buttons.append(button("back", "previous_step", language))
    buttons.append(button("different", "not_like_that", language))
    slots = {"article": article.id, "step": step, "awaiting": None}
    text = f"{preface}\n\n{text}" if preface else text
    return Reply("step", language, text, tuple(buttons), article_card(article, step), slots=slots)


def walk(article: Article | None, step: int | None, intent: str, language: Language) -> Reply:
    """Return what a walking intent leads to, from the step last shown."""
    texts = _TEXTS[language]
    if article is None:
        return Reply("clarify", language, texts["no_article"])
    if intent == "stop":
        slots = {"step": None, "awaiting": None}
        return Reply("smalltalk", language, texts["stopped"], slots=slots)
    if intent == "show_all":
        return show_all(article)
    if not article.steps:
        return _with_preface(show_all(article), texts["no_steps"])
    if intent == "not_like_that":
        return _different(article, step)
    if step is None or intent == "step_by_step":
        return show_step(article, 1)
    if intent == "previous_step":
        preface = texts["first_already"] if step == 1 else ""
        return show_step(article, max(1, step - 1), preface)
    if intent == "next_step":
        return show_step(article, step + 1) if step < len(article.steps) else finished(article)
    return show_step(article, step)


def finished(article: Article) -> Reply:
    """Return the question after the last step."""
    language = article.language
    buttons = (button("yes", "affirm", language), button("no", "deny", language))
    slots = {"article": article.id, "step": None, "awaiting": {"what": "worked"}}
    text = _TEXTS[language]["finished"]
    return Reply("step", language, text, buttons, article_card(article), slots=slots)


def _different(article: Article, step: int | None) -> Reply:
    language = article.language
    notes = "\n".join(f"- {note}" for note in article.notes)
    text = _TEXTS[language]["different_text"].format(notes=notes)
    buttons = [button("back", "previous_step", language)] if step and step > 1 else []
    buttons += [button("next", "next_step", language), button("person", "hand_over", language)]
    slots = {"article": article.id}
    return Reply("step", language, text, tuple(buttons), article_card(article, step), slots=slots)


def _with_preface(reply: Reply, preface: str) -> Reply:
    text = f"{preface}\n\n{reply.text}"
    return Reply(reply.kind, reply.language, text, reply.buttons, reply.article, slots=reply.slots)
