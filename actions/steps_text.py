"""Walk through an article's steps, forwards, backwards and aside; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from actions.answer_text import article_card, button, show_all
from actions.reply import Button, Reply
from actions.turn import Turn, Walk, find_article
from actions.variant_text import ask_variant
from kb.article import Article, Branch
from kb.articles import Articles
from kb.language import Language
from kb.passages import Part
from kb.variants import dimension_of

MOST_SYMPTOMS = 5
ALIKE = 0.48  # similarity from which a message is taken for one of the symptoms of a step
LIKELY = 0.3  # the same for one to be offered
FEWEST_TOLD = 2  # words of a symptom that name it: "permission denied"
NO_BRANCH = "none"
_TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.ENGLISH: {
        "next": "Next",
        "back": "Back",
        "different": "I see something else",
        "repeat": "Repeat",
        "stop": "Stop",
        "done": "Done",
        "step": "**Step {step} of {steps}**\n\n{text}",
        "finished": "That was the last step. Did it work?",
        "no_steps": "There are no steps to walk through here; this is all I have on it.",
        "no_article": (
            "Which topic do you mean? Ask me your question, and I'll take you through it."
        ),
        "first_already": "This already is the first step.",
        "resumed": "We were here:",
        "no_such_step": "There is no step {step}; it has {steps}. This is the last:",
        "which_symptom": "What do you see instead?",
        "something_else": "Something else",
        "different_text": (
            "Then let's not guess: I have nothing on what you see. You can go back a step, see "
            "everything at once, or talk to a person."
        ),
        "go_on": "Go on with step {step}",
        "stopped": "All right, we stop here. What else can I help with?",
        "help": "What can you help with?",
        "yes": "Yes, it worked",
        "no": "No",
    },
    Language.GERMAN: {
        "next": "Weiter",
        "back": "Zurück",
        "different": "Ich sehe etwas anderes",
        "repeat": "Wiederholen",
        "stop": "Aufhören",
        "done": "Fertig",
        "step": "**Schritt {step} von {steps}**\n\n{text}",
        "finished": "Das war der letzte Schritt. Hat es geklappt?",
        "no_steps": "Dazu gibt es keine einzelnen Schritte; das hier ist alles, was mir vorliegt.",
        "no_article": (
            "Welches Thema meinen Sie? Stellen Sie mir Ihre Frage, dann führe ich Sie hindurch."
        ),
        "first_already": "Das ist schon der erste Schritt.",
        "resumed": "Hier waren wir:",
        "no_such_step": "Einen Schritt {step} gibt es nicht, es sind {steps}. Das ist der letzte:",
        "which_symptom": "Was sehen Sie stattdessen?",
        "something_else": "Etwas anderes",
        "different_text": (
            "Dann raten wir lieber nicht: Zu dem, was Sie sehen, liegt mir nichts vor. Sie können "
            "einen Schritt zurückgehen, alles auf einmal ansehen oder mit einem Menschen sprechen."
        ),
        "go_on": "Weiter mit Schritt {step}",
        "stopped": "Gut, wir hören hier auf. Womit kann ich sonst helfen?",
        "help": "Wobei können Sie helfen?",
        "yes": "Ja, es hat geklappt",
        "no": "Nein",
    },
}
_NUMBER_WORDS = {
    0: "null zero",
    1: "eins erste[nrms]? one first",
    2: "zwei zweite[nrms]? two second",
    3: "drei dritte[nrms]? three third",
    4: "vier vierte[nrms]? four fourth",
    5: "fünf|fuenf fünfte[nrms]?|fuenfte[nrms]? five fifth",
    6: "sechs sechste[nrms]? six sixth",
    7: "sieben siebte[nrms]?|siebente[nrms]? seven seventh",
    8: "acht achte[nrms]? eight eighth",
    9: "neun neunte[nrms]? nine ninth",
    10: "zehn zehnte[nrms]? ten tenth",
    11: "elf elfte[nrms]? eleven eleventh",
    12: "zwölf|zwoelf zwölfte[nrms]?|zwoelfte[nrms]? twelve twelfth",
}
_NUMBER = re.compile(
    r"\b(?:(?P<digits>\d{1,3})|"
    + "|".join(f"(?P<n{n}>{words.replace(' ', '|')})" for n, words in _NUMBER_WORDS.items())
    + r")\b",
    re.IGNORECASE,
)
_LAST = re.compile(r"\b(?:last|final|letzte[nrms]?)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:fertig|erledigt|geschafft|gemacht|hinter mir|habe? ich|done|finished|completed|did)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(r"\?|\b(?:not|never|nicht|noch|what|was|how|wie)\b|n't\b", re.IGNORECASE)


def walk(turn: Turn, articles: Articles) -> Reply:
    """Return what a walking intent leads to, from the step last shown."""
    language = turn.language
    article, step = _place(turn, articles)
    if turn.intent == "stop":
        named = turn.value("article") if turn.pressed else None
        is_other = named is not None and turn.walk is not None and turn.walk.article != named
        ended = {"walk": None, "awaiting": None, "article": None}
        slots = {"walk": turn.walk.as_slot()} if is_other and turn.walk else ended
        return Reply("smalltalk", language, _TEXTS[language]["stopped"], slots=slots)
    if article is None:
        help_button = Button(_TEXTS[language]["help"], "what_can_you_do")
        return Reply("clarify", language, _TEXTS[language]["no_article"], (help_button,))
    if turn.intent == "show_all":
        return show_all(article, articles)
    if turn.intent == "step_by_step" and article.variants and article.variant is None:
        return ask_variant(article)
    if not article.steps:
        everything = show_all(article, articles)
        return _with_preface(everything, _TEXTS[article.language]["no_steps"])
    if turn.intent == "go_to_step":
        return _go_to(article, turn)
    if turn.intent in ("not_like_that", "see_branch"):
        return _different(article, step, turn)
    if step is None or turn.intent == "step_by_step":
        return show_step(article, 1)
    return _move(article, step, turn)


def _place(turn: Turn, articles: Articles) -> tuple[Article | None, int | None]:
    """Return article and step that a button names, else those of the walk, else the topic."""
    named, number = turn.value("article"), turn.value("step")
    if turn.pressed and named:
        article = find_article(articles, named, turn.language)
        step = int(number) if number else None
        if step is None and turn.walk and turn.walk.article == named:
            step = turn.walk.step
    else:
        begins = turn.intent in ("step_by_step", "show_all")  # with what was answered last
        walk = None if turn.walk and turn.walk.paused and begins else turn.walk
        article = find_article(articles, walk.article if walk else turn.topic, turn.language)
        step = walk.step if walk else None
    # The article may have become shorter since its step was shown.
    return article, min(step, len(article.steps)) if article and step else None


def _move(article: Article, step: int, turn: Turn) -> Reply:
    texts = _TEXTS[article.language]
    if turn.walk and turn.walk.ahead and not turn.pressed and turn.intent == "next_step":
        return show_step(article, min(turn.walk.ahead, len(article.steps)))
    if turn.intent == "previous_step":
        return show_step(article, max(1, step - 1), texts["first_already"] if step == 1 else "")
    if turn.walk and turn.walk.paused and not turn.pressed:
        return show_step(article, step, texts["resumed"])
    if turn.intent == "next_step":
        return show_step(article, step + 1) if step < len(article.steps) else finished(article)
    return show_step(article, step)


def show_step(article: Article, step: int, preface: str = "") -> Reply:
    """Return one step, counted from 1, with buttons to go on."""
    language, steps = article.language, len(article.steps)
    text = _TEXTS[language]["step"].format(step=step, steps=steps, text=article.steps[step - 1])
    reply = Reply(
        "step",
        language,
        text,
        walk_buttons(article, step),
        article_card(article, step),
        slots=_walking(article, step),
    )
    return _with_preface(reply, preface) if preface else reply


def walk_buttons(article: Article, step: int) -> tuple[Button, ...]:
    """Return the buttons below a step; each works from this step, however late it is pressed."""
    last = step == len(article.steps)
    buttons = [_step_button("done" if last else "next", "next_step", article, step)]
    if step > 1:
        buttons.append(_step_button("back", "previous_step", article, step))
    buttons.append(_step_button("different", "not_like_that", article, step))
    buttons.append(_step_button("repeat", "repeat_step", article, step))
    buttons.append(_step_button("stop", "stop", article, step))
    return tuple(buttons)


def _step_button(key: str, intent: str, article: Article, step: int) -> Button:
    entities = {"article": article.id, "step": str(step)}
    return Button(_TEXTS[article.language][key], intent, entities)


def _walking(article: Article, step: int, ahead: int | None = None) -> dict[str, object]:
    walk = Walk(article.id, step, ahead=ahead)
    slots: dict[str, object] = {"article": article.id, "walk": walk.as_slot(), "awaiting": None}
    dimension = dimension_of(article.variants)
    return slots | ({dimension.value: article.variant} if dimension and article.variant else {})


def _go_to(article: Article, turn: Turn) -> Reply:
    number = turn.value("step") if turn.pressed else None
    steps = len(article.steps)
    step = int(number) if number else named_step(turn.text)
    if step is None and _LAST.search(turn.text):
        step = steps
    if step is None:
        return show_step(article, turn.walk.step if turn.walk else 1)
    if step < 1:
        return show_step(article, 1)
    if step > steps:
        text = _TEXTS[article.language]["no_such_step"].format(step=step, steps=steps)
        return show_step(article, steps, text)
    return show_step(article, step)


def named_step(text: str) -> int | None:
    """Return the step that a message asks for: the last it names, or the next if that is done."""
    found = list(_NUMBER.finditer(text))
    if len(found) > 1:  # "the second one"
        found = [match for match in found if match.group().lower() != "one"] or found
    numbers = [
        int(match["digits"]) if match["digits"] else int(str(match.lastgroup)[1:])
        for match in found
    ]
    if not numbers:
        return None
    is_done = len(numbers) == 1 and _DONE.search(text) and not _NOT_DONE.search(text)
    return numbers[-1] + 1 if is_done else numbers[-1]


def _different(article: Article, step: int | None, turn: Turn) -> Reply:
    if turn.pressed and (named := turn.value("branch")):
        number = int(named) if named.isdecimal() else 0
        if 1 <= number <= len(article.branches):
            return see_branch(article, article.branches[number - 1], step)
        return _no_branch(article, step)
    branches = article.branches_at(step) if step else article.branches
    if not turn.pressed and (branch := _described(article, branches, turn)):
        return see_branch(article, branch, step)
    if not turn.pressed and turn.awaiting.get("what") == "symptom":
        return _no_branch(article, step)
    return ask_symptom(article, step, turn) if branches else _no_branch(article, step)


def _likely_branches(article: Article, turn: Turn) -> Iterator[Branch]:
    for near in turn.nearest_in.get(article.id, ()):
        if near.key.part is Part.BRANCH and near.similarity >= LIKELY:
            yield from article.branches[near.key.number - 1 : near.key.number]


def _described(article: Article, branches: tuple[Branch, ...], turn: Turn) -> Branch | None:
    """Return the branch that a message describes in its own words."""
    for near in turn.nearest_in.get(article.id, ()):
        if near.key.part is Part.BRANCH and near.similarity >= ALIKE:
            branch = article.branches[near.key.number - 1 : near.key.number]
            if branch and branch[0] in branches:
                return branch[0]
    return None


def ask_symptom(article: Article, step: int | None, turn: Turn) -> Reply:
    """Ask what is seen instead of what a step says; what may be seen are the buttons."""
    branches = article.branches_at(step) if step else article.branches
    if not turn.pressed:  # what was typed may be about another step
        branches = tuple(dict.fromkeys((*_likely_branches(article, turn), *branches)))
    texts = _TEXTS[article.language]
    entities = {"article": article.id} | ({"step": str(step)} if step else {})
    numbers = {branch: number for number, branch in enumerate(article.branches, 1)}
    buttons = [
        Button(
            branch.symptom.rstrip("."), "see_branch", {**entities, "branch": str(numbers[branch])}
        )
        for branch in branches[:MOST_SYMPTOMS]
    ]
    other = Button(texts["something_else"], "see_branch", {**entities, "branch": NO_BRANCH})
    reply = _aside(article, step, texts["which_symptom"], (*buttons, other))
    return replace(reply, slots={**reply.slots, "awaiting": {"what": "symptom"}})


def see_branch(article: Article, branch: Branch, step: int | None) -> Reply:
    """Return what to do about a symptom, and the step to go on with."""
    target = branch.go_to or max(step or 1, branch.step)
    title = _TEXTS[article.language]["go_on"].format(step=target)
    entities = {"article": article.id, "step": str(target)}
    buttons = (
        Button(title, "go_to_step", entities),
        button("person", "hand_over", article.language),
    )
    text = f"**{branch.symptom}**\n\n{branch.remedy}"
    return _aside(article, step or branch.step or None, text, buttons, target)


def _no_branch(article: Article, step: int | None) -> Reply:
    language = article.language
    buttons = [_step_button("back", "previous_step", article, step)] if step and step > 1 else []
    buttons += [
        button("show_all", "show_all", language, article),
        button("person", "hand_over", language),
    ]
    return _aside(article, step, _TEXTS[language]["different_text"], tuple(buttons))


def _aside(
    article: Article,
    step: int | None,
    text: str,
    buttons: tuple[Button, ...],
    ahead: int | None = None,
) -> Reply:
    """Return a reply within a walk that leaves it where it is; "next" may lead elsewhere."""
    slots = _walking(article, step, ahead) if step else {"article": article.id, "awaiting": None}
    card = article_card(article, step)
    return Reply("step", article.language, text, buttons, card, slots=slots)


def finished(article: Article) -> Reply:
    """Return the question after the last step."""
    language = article.language
    buttons = (
        Button(_TEXTS[language]["yes"], "affirm", {"article": article.id}),
        Button(_TEXTS[language]["no"], "deny", {"article": article.id}),
    )
    slots = {"article": article.id, "walk": None, "awaiting": {"what": "worked"}}
    text = _TEXTS[language]["finished"]
    return Reply("step", language, text, buttons, article_card(article), slots=slots)


def _with_preface(reply: Reply, preface: str) -> Reply:
    return replace(reply, text=f"{preface}\n\n{reply.text}")


def in_walk(reply: Reply, article: Article, step: int, ahead: int | None = None) -> Reply:
    """Return an answer about the article being walked with the walk's own buttons."""
    slots = _walking(article, step, ahead)
    return replace(reply, buttons=walk_buttons(article, step), slots=slots)


def told_branch(article: Article, step: int, text: str, partly: bool = False) -> Branch | None:
    """Return the branch whose symptom stands in a message word for word; ``partly``: or is meant.

    That is where the message is a part of the symptom, such as "permission denied".
    """
    told = _words(text)
    candidates = (*article.branches_at(step), *article.branches)
    part = partly and len(told.split()) >= FEWEST_TOLD
    return next(
        (
            branch
            for branch in candidates
            if (symptom := _words(branch.symptom)) in told or (part and told in symptom)
        ),
        None,
    )


def _words(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    return f" {' '.join(words)} "
