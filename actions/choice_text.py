"""Offer choices where the question is unclear or unknown, and hand over; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.answer_text import button
from actions.reply import Button, Reply
from actions.turn import Near, Turn, find_article
from actions.variant_text import CLOSE_MARGIN
from kb.article import Article
from kb.articles import Articles
from kb.language import Language

MOST_CHOICES = 3
MOST_OFFERED = 6  # as many as have one number
FEWEST_CHOICES = 2  # "is it one of these?" needs two
NEAR_SIMILARITY = 0.42  # below it an article has nothing to do with an off-topic message
LONGEST_QUOTE = 120
_MARKDOWN = re.compile(r"[\[\]*`<>]")  # what people typed is passed on as words, not as links

_INTENT_TITLES: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "check_ports": "Check the gateways now",
        "name_gateway": "Check the gateways now",
        "check_myself": "Check from my computer",
        "write_letter": "Letter to IT",
        "export_gateways": "Hosts and ports as a list",
        "hand_over": "Talk to a person",
    },
    Language.GERMAN: {
        "check_ports": "Gateways jetzt prüfen",
        "name_gateway": "Gateways jetzt prüfen",
        "check_myself": "Von meinem Rechner prüfen",
        "write_letter": "Brief an die IT",
        "export_gateways": "Hosts und Ports als Liste",
        "hand_over": "Mit einem Menschen sprechen",
    },
}
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "which": "I'm not sure what you mean. Is it one of these?",
        "which_of": "Several of my articles belong to {number}. Which one?",
        "which_first": "You ask several things. Which one first?",
        "something_else": "Something else",
        "unknown": "I have no reviewed answer to that. This comes nearest:",
        "unknown_number": "I have no article {number}. This comes nearest:",
        "unknown_bare": "I have no reviewed answer to that.",
        "outside": (
            "I can't help with that: I know about logging in with a security device, installing "
            "TWS and the API, settings, and connections."
        ),
        "nearest": "The nearest I have:",
        "hand_over": "I'll hand you over: {contact}",
        "support": (
            "please contact the broker's client services through their website. They can see your "
            "account, I can't."
        ),
        "summary": "So that you don't have to explain again, here is what you asked me:",
        "no_secrets": "Never pass on PIN, codes or passwords, not even there.",
        "worked": "Good to hear. Anything else?",
        "not_worked": (
            "I'm sorry. Shall I put you through to a person, or do you want to see it all again?"
        ),
        "ok": "Fine. What else would you like to know?",
        "not_then": "All right. What would you like to know instead?",
    },
    Language.GERMAN: {
        "which": "Ich bin nicht sicher, was Sie meinen. Ist es eines davon?",
        "which_of": "Zu {number} gehören bei mir mehrere Artikel. Welchen meinen Sie?",
        "which_first": "Sie fragen mehrere Dinge. Was zuerst?",
        "something_else": "Etwas anderes",
        "unknown": "Darauf habe ich keine geprüfte Antwort. Am nächsten kommt:",
        "unknown_number": "Einen Artikel {number} habe ich nicht. Am nächsten kommt:",
        "unknown_bare": "Darauf habe ich keine geprüfte Antwort.",
        "outside": (
            "Dabei kann ich nicht helfen: Ich kenne mich aus mit der Anmeldung per "
            "Sicherheitsgerät, der Installation von TWS und API, mit Einstellungen und "
            "Verbindungen."
        ),
        "nearest": "Am nächsten kommt:",
        "hand_over": "Ich gebe an einen Menschen ab: {contact}",
        "support": (
            "Bitte wenden Sie sich über dessen Website an den Kundenservice des Brokers. Dort kann "
            "man Ihr Konto einsehen, ich nicht."
        ),
        "summary": "Damit Sie nicht alles noch einmal erklären müssen, hier Ihre Fragen an mich:",
        "no_secrets": "Geben Sie auch dort niemals PIN, Codes oder Passwörter weiter.",
        "worked": "Das freut mich. Kann ich sonst noch helfen?",
        "not_worked": (
            "Das tut mir leid. Möchten Sie mit einem Menschen sprechen oder alles noch einmal "
            "sehen?"
        ),
        "ok": "Gut. Was möchten Sie noch wissen?",
        "not_then": "In Ordnung. Was möchten Sie stattdessen wissen?",
    },
}


def clarify(ranking: Sequence[Mapping[str, Any]], articles: Articles, language: Language) -> Reply:
    """Ask which of the likeliest intents is meant; ``ranking`` is Rasa's, with SVM margins."""
    best = float(ranking[0].get("margin", 0.0)) if ranking else 0.0
    choices: dict[str, Button] = {}
    for intent in ranking:
        close = best - float(intent.get("margin", 0.0)) < CLOSE_MARGIN
        choice = _choice(str(intent["name"]), articles, language)
        if choice and (close or len(choices) < FEWEST_CHOICES):
            choices.setdefault(choice.title, choice)
    distinct = list(choices.values())[:MOST_CHOICES]
    other = Button(_TEXTS[language]["something_else"], "out_of_scope")
    return Reply("clarify", language, _TEXTS[language]["which"], (*distinct, other))


def choose(numbers: Sequence[str], found: Sequence[Article], language: Language) -> Reply:
    """Offer the articles that the broker's numbers stand for."""
    buttons = tuple(article_button(article) for article in found[:MOST_OFFERED])
    text = _TEXTS[language]["which_of"].format(number=", ".join(dict.fromkeys(numbers)))
    return Reply("clarify", language, text, buttons)


def which_first(turn: Turn, articles: Articles) -> Reply:
    """Offer the questions of a message in their order; a check keeps what the message names."""
    choices: dict[str, Button] = {}
    for name in turn.questions:
        if choice := _choice(name, articles, turn.language):
            choices.setdefault(choice.title, choice)
    named = {kind: turn.value(kind) or "" for kind in ("place", "host", "port", "product", "role")}
    checked = {kind: value for kind, value in named.items() if value}
    buttons = tuple(
        replace(choice, entities=checked) if choice.intent == "check_ports" else choice
        for choice in choices.values()
    )
    if len(buttons) < FEWEST_CHOICES:
        return clarify(turn.ranking, articles, turn.language)
    return Reply("clarify", turn.language, _TEXTS[turn.language]["which_first"], buttons)


def _choice(name: str, articles: Articles, language: Language) -> Button | None:
    article = find_article(articles, name.partition("/")[2], language)
    if article is not None:
        return article_button(article)
    title = _INTENT_TITLES[language].get(name)
    intent = "check_ports" if name == "name_gateway" else name
    return Button(title, intent) if title else None


def article_button(article: Article) -> Button:
    """Return a button that asks for an article."""
    return Button(article.title, "ask", {"article": article.id})


def offer(nearest: Sequence[Near], articles: Articles, language: Language, outside: bool) -> Reply:
    """Say that there is no answer; offer the nearest articles, fewer where it is ``outside``."""
    texts = _TEXTS[language]
    found = (
        find_article(articles, hit.key.article, language)
        for hit in nearest
        if not outside or hit.similarity >= NEAR_SIMILARITY
    )
    near = [article for article in found if article is not None][:MOST_CHOICES]
    buttons = (
        *(article_button(article) for article in near),
        button("person", "hand_over", language),
    )
    if outside:
        text = f"{texts['outside']} {texts['nearest']}" if near else texts["outside"]
    else:
        text = texts["unknown"] if near else texts["unknown_bare"]
    return Reply("fallback", language, text, buttons, slots={"awaiting": None})


def unknown_number(
    number: str, nearest: Sequence[Near], articles: Articles, language: Language
) -> Reply:
    """Say that no article has this number of the broker's; offer the nearest articles."""
    reply = offer(nearest, articles, language, outside=False)
    return replace(reply, text=_TEXTS[language]["unknown_number"].format(number=number))


def hand_over(questions: Sequence[str], contact: str, language: Language) -> Reply:
    """Say whom to turn to, with what was asked so far in the person's own words."""
    texts = _TEXTS[language]
    parts = [texts["hand_over"].format(contact=contact or texts["support"])]
    if questions:
        words = (" ".join(question.split()) for question in questions)
        plain = (_MARKDOWN.sub("", question)[:LONGEST_QUOTE] for question in words)
        quoted = "\n".join(f"- {question}" for question in plain)
        parts.append(f"{texts['summary']}\n\n{quoted}")
    parts.append(texts["no_secrets"])
    return Reply("handover", language, "\n\n".join(parts), slots={"awaiting": None})


def follow_up(
    agreed: bool, awaiting: str | None, topic: Article | None, language: Language
) -> Reply:
    """Take a yes or no where nothing but the last question gives it a meaning."""
    texts = _TEXTS[language]
    slots: dict[str, Any] = {"awaiting": None}
    if awaiting == "worked" and not agreed:
        buttons = (
            button("show_all", "show_all", language, topic),
            button("person", "hand_over", language),
        )
        return Reply("smalltalk", language, texts["not_worked"], buttons, slots=slots)
    key = "worked" if awaiting == "worked" else ("ok" if agreed else "not_then")
    return Reply("smalltalk", language, texts[key], slots=slots)
