"""Decide what a question leads to, given what was said before; no Rasa in here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.answer_text import answer, quoted, resume_button, why
from actions.choice_text import choose, clarify, offer, unknown_number, which_first
from actions.reply import Reply
from actions.steps_text import ALIKE, ask_symptom, in_walk, see_branch, show_step, told_branch
from actions.turn import Near, Turn, find_article
from actions.variant_text import (
    CLOSE_MARGIN,
    ask_variant,
    chosen_variant,
    named_variant,
    no_difference,
    variant_button,
)
from kb.article import Article
from kb.articles import Articles
from kb.error_texts import error_texts
from kb.language import Language
from kb.library import Knowledge
from kb.passages import Part, PassageKey
from kb.variants import DIMENSION_OF, Dimension, dimension_of

FOCUS = 0.58  # similarity from which a note or reason may be the answer instead of the summary
FOCUS_BRANCH = 0.75  # the same for what to do about a symptom, which must really be the symptom
UNKNOWN_LEAD = 0.22  # the same for what is not known: worst where the summary knows it
FOCUS_NEXT = 0.03  # by which the next of these must be further away, else the summary has both
FOCUS_STEP = 0.15  # by which a step must be nearer for neither to be: one step alone helps nobody
FOCUS_LEAD = 0.12  # by which it must be nearer than title and summary
SAID = 0.08  # what it counts that a passage was shown already, when somebody asks again
RECALLED = 0.35  # similarity from which a detail asked for again is found
FOLLOW = 0.5  # similarity from which something not understood may still be about the topic
FOLLOW_SHORT = 0.32  # the same for a few words, such as "was kostet die"; nonsense comes to 0.28
FOLLOW_BRANCH = 0.65  # the same for what to do about a symptom that nobody reported
FOLLOW_LAG = 0.1  # by which another article's passage may be nearer
UNSURE = 0.5  # confidence below which a short message may rather be about the topic
SYMPTOM_LAG = 0.25  # by which another article may be nearer to what is seen in a walk
_MAY_TELL_SYMPTOM = frozenset("ask not_like_that nlu_fallback nlu_ambiguous out_of_scope".split())
BARE_WORDS = 4
NUMBER_WORDS = 2  # "KB 2816" and nothing else
SHORT_WORDS = 7  # "und auf dem Mac?" names a variant and nothing else
_SEEN = (
    r"(?:steht|stand|zeigt|angezeigt|erscheint|sehe|lautet|display|anzeige|says|shows?|showing|"
    r"(?<!you )see|displays?|appears?|reads|(?:am|stuck|bin|h[aä]nge) (?:at|bei))"
)
_DENIED = re.compile(r"n't\b|\b(?:not|no|never|nothing|nicht|nie|nichts|kein\w*)\b", re.IGNORECASE)
_BETWEEN = r"(?:(?!(?:my|your|mein|meine|meinen|deine)\b)\w+\W+)"  # "I see my PIN" is no display
_UNKNOWN = re.compile(
    r"\b(?:not know\w*|unknown|nothing on|not say|cannot tell|not given?|wissen wir nicht|"
    r"kennen wir nicht|nicht (?:angegeben|bekannt|an\b)|(?:sagt|steht|nennt|gibt)\b[^.]* nicht)\b",
    re.IGNORECASE,
)
_DISPLAYED = re.compile(r"`([^`]+)`")  # not labels: half the words of a question are labels
_SAME_ARTICLE = {
    Language.ENGLISH: "What the same article says on that:",
    Language.GERMAN: "Dazu steht im selben Artikel:",
}
_QUESTION = re.compile(
    r"^\W*(?:(?:und|and|aber|but|also|so|ok)\s+)?(?:wie|was|wo|woher|wohin|wann|welche?[nrms]?|warum|"
    r"wieso|wer|wozu|how|what|where|when|which|who|why)\b",
    re.IGNORECASE,
)
_THEN_HERE = {
    Language.ENGLISH: "Then you are at this step:",
    Language.GERMAN: "Dann sind Sie bei diesem Schritt:",
}


def respond(turn: Turn, knowledge: Knowledge) -> Reply:
    """Return the reply to a question, a follow-up, or a message that was not understood."""
    articles = knowledge.articles
    reply = _seen_step(turn, articles) or _awaited_variant(turn, articles)
    return reply or _seen_symptom(turn, articles) or _by_intent(turn, articles)


def seen_in_walk(turn: Turn, knowledge: Knowledge) -> Reply | None:
    """Return what a walking message leads to by what it says is seen, if it says so."""
    if turn.pressed:
        return None
    articles = knowledge.articles
    return _seen_step(turn, articles) or _seen_symptom(turn, articles)


def _by_intent(turn: Turn, articles: Articles) -> Reply:
    if numbered := _by_number(turn, articles):
        return numbered
    if turn.intent == "ask":
        return _answer(turn, articles)
    if turn.intent == "name_variant":
        return _other_variant(turn, articles) or _nothing_fits(turn, articles)
    if turn.intent == "recall_detail":
        return _recalled(turn, articles) or _nothing_fits(turn, articles)
    if turn.intent == "ask_why":
        topic = _topic(turn, articles)
        return _within(turn, topic, why(topic)) if topic else _nothing_fits(turn, articles)
    if turn.intent == "nlu_ambiguous":
        return _torn(turn, articles)
    if turn.intent == "several_questions":
        return _several(turn, articles)
    return _nothing_fits(turn, articles)


def _by_number(turn: Turn, articles: Articles) -> Reply | None:
    """Answer from the article whose number a message names; a question of its own comes first.

    Where several have the number and nothing else is said, they are offered. A number that no
    article has is said to be unknown.
    """
    numbers = () if turn.pressed else turn.values("kb")
    is_bare = len(turn.text.split()) <= SHORT_WORDS
    if not numbers or (turn.intent in ("ask", "several_questions") and not is_bare):
        return None
    known = [article for article in articles[turn.language].values() if article.kb in numbers]
    likely = [_article_id(str(intent["name"])) for intent in turn.ranking]
    known.sort(key=lambda each: likely.index(each.id) if each.id in likely else len(likely))
    if len(known) > 1 and len(turn.text.split()) <= len(numbers) * NUMBER_WORDS:
        return choose(numbers, known, turn.language)
    if known:
        return _resolved(known[0], turn, articles)
    if not is_bare:
        return None
    return unknown_number(numbers[0], search(turn, articles), articles, turn.language)


def _by_error(turn: Turn, articles: Articles) -> Reply | None:
    """Answer from the article that quotes the error text of a message, best in its title."""
    shown = turn.values("error")
    if not shown:
        return None
    quoting = {id for text in shown for id in error_texts(articles).get(text, ())}
    found = [find_article(articles, id, turn.language) for id in sorted(quoting)]
    known = [article for article in found if article is not None]
    titled = [article for article in known if any(text in article.title for text in shown)]
    only = titled if len(titled) == 1 else known
    return _resolved(only[0], turn, articles) if len(only) == 1 else None


def _several(turn: Turn, articles: Articles) -> Reply:
    """Answer all questions of a message; where one needs more than an answer, ask which is first.

    Variants of one thing are one question: `_resolved` finds out which is meant.
    """
    asked = [find_article(articles, _article_id(name), turn.language) for name in turn.questions]
    found = [article for article in asked if article is not None]
    distinct = [article for article in found if not _leads_to_another(article, found)]
    if len(asked) == len(found) and len(distinct) == 1:
        return _resolved(distinct[0], turn, articles)
    replies = [_resolved(article, turn, articles) for article in distinct]
    is_all = bool(replies) and len(asked) == len(found)
    if is_all and all(reply.kind == "answer" for reply in replies):
        return replace(replies[0], following=tuple(replies[1:]))
    return which_first(turn, articles)


def _article_id(intent: str) -> str:
    return intent.partition("/")[2]


def _leads_to_another(article: Article, found: Sequence[Article]) -> bool:
    variants = set(article.variants.values()) - {article.id}
    return article.variant is None and any(other.id in variants for other in found)


def _topic(turn: Turn, articles: Articles) -> Article | None:
    return find_article(articles, turn.topic, turn.language)


def _answer(turn: Turn, articles: Articles) -> Reply:
    article = find_article(articles, turn.value("article"), turn.language)
    if article is None:  # removed since the model was trained
        return _nothing_fits(turn, articles)
    if not turn.pressed and _is_about_topic(article, turn, articles):
        switched = _other_variant(turn, articles)
        if switched is not None:
            return switched
    if _is_unsure(article, turn) and (follow := _about_topic(turn, articles)):
        return follow
    return _resolved(article, turn, articles)


def _is_unsure(predicted: Article, turn: Turn) -> bool:
    """Return whether a short message was hardly understood and is no nearer to what it may be."""
    if turn.pressed or not turn.ranking or turn.topic in (None, predicted.id):
        return False
    confidence = float(turn.ranking[0].get("confidence", 1.0))
    here, there = (_nearest_in(turn, id) for id in (turn.topic, predicted.id))
    return _is_short(turn) and confidence < UNSURE and here >= there - FOLLOW_LAG


def _nearest_in(turn: Turn, article: str | None) -> float:
    return max((hit.similarity for hit in turn.nearest_in.get(article or "", ())), default=0.0)


def _is_about_topic(predicted: Article, turn: Turn, articles: Articles) -> bool:
    """Return whether a short message that names a variant means one of the topic."""
    topic = _topic(turn, articles)
    if topic is None or not _names_only_a_variant(turn):
        return False
    has_it = named_variant(turn, topic.variants) is not None
    bare = has_it and len(turn.text.split()) <= BARE_WORDS  # whatever it was taken for
    return bare or predicted.id in {topic.id, *topic.variants.values()}


def _resolved(article: Article, turn: Turn, articles: Articles) -> Reply:
    """Answer from the variant that is meant, or ask which it is."""
    chosen = find_article(articles, chosen_variant(article, turn), turn.language)
    if chosen is None:
        return ask_variant(article)
    reply = _focused(chosen, turn) or answer(chosen, articles)
    named = named_variant(turn, chosen.variants) or turn.pressed
    if chosen is not article and not named:  # remembered: leave the way to the others open
        others = {name: id for name, id in chosen.variants.items() if id != chosen.id}
        more = tuple(variant_button(name, id, chosen.language) for name, id in others.items())
        reply = replace(reply, buttons=(*reply.buttons, *more))
    return _within(turn, chosen, reply)


def _within(turn: Turn, article: Article, reply: Reply) -> Reply:
    """Give an answer about the article being walked the walk's own buttons."""
    walk = turn.walk
    is_walked = walk is not None and walk.article == article.id and article.steps
    if walk is None or not is_walked or reply.kind != "answer":
        return reply
    return in_walk(reply, article, min(walk.step, len(article.steps)), walk.ahead)


def _focused(article: Article, turn: Turn) -> Reply | None:
    """Return the passage that answers the question better than the summary does."""
    hits = () if turn.pressed else turn.nearest_in.get(article.id, ())
    summary, step = (
        max((hit.similarity for hit in hits if hit.key.part in parts), default=0.0)
        for parts in ((Part.TITLE, Part.ANSWER), (Part.STEP,))
    )
    single = [hit for hit in hits if hit.key.part in (Part.NOTE, Part.WHY, Part.BRANCH)]
    if not single:
        return None
    following = single[1].similarity + FOCUS_NEXT if len(single) > 1 else 0.0
    reply = quoted(article, single[0].key)
    floor = FOCUS_BRANCH if single[0].key.part is Part.BRANCH else FOCUS
    lead = UNKNOWN_LEAD if reply and _UNKNOWN.search(reply.text) else FOCUS_LEAD
    enough = max(floor, summary + lead, step - FOCUS_STEP, following)
    return reply if single[0].similarity >= enough else None


def _seen_step(turn: Turn, articles: Articles) -> Reply | None:
    """Return the step whose display the message says is seen: "da steht PIN>"."""
    if turn.pressed:
        return None
    asked = turn.value("article") if turn.intent == "ask" else None
    walked = turn.walk.article if turn.walk else None
    for id in dict.fromkeys((walked, turn.topic, asked)):
        article = find_article(articles, id, turn.language)
        step = step_seen(article, turn.text) if article else None
        if article and step:
            return show_step(article, step, _THEN_HERE[article.language])
    return None


def step_seen(article: Article, text: str) -> int | None:
    """Return the first step with a display text that the message says is seen."""
    if _DENIED.search(text):  # "the display does not show CHALLNG>"
        return None
    for number, step in enumerate(article.steps, 1):
        for displayed in _DISPLAYED.findall(step):
            literal = displayed.strip().rstrip(".>")
            if len(literal) < 3:
                continue
            words = rf"(?<!\w){re.escape(literal)}(?!\w)"
            near = rf"(?:{_SEEN}\b\W*{_BETWEEN}{{0,2}}{words}|{words}\W*{_BETWEEN}?{_SEEN}\b)"
            if re.search(rf"\b{near}|{near}", text, re.IGNORECASE):
                return number
    return None


def _seen_symptom(turn: Turn, articles: Articles) -> Reply | None:
    """Return what to do about a symptom of the procedure being walked: "da stehen Indexnummern"."""
    walk = turn.walk
    article = find_article(articles, walk.article, turn.language) if walk else None
    if walk is None or article is None or turn.pressed:
        return None
    step = min(walk.step, len(article.steps))
    may_tell = turn.intent in _MAY_TELL_SYMPTOM
    if branch := told_branch(article, step, turn.text, partly=may_tell):
        return see_branch(article, branch, step)
    hits = turn.nearest_in.get(walk.article, ())
    is_question = _QUESTION.search(turn.text) is not None  # a symptom is a statement
    if walk.paused or is_question or not may_tell:
        return None
    if not hits or hits[0].key.part is not Part.BRANCH:
        return None
    elsewhere = turn.nearest[0].similarity if turn.nearest else 0.0
    if hits[0].similarity < max(ALIKE, elsewhere - SYMPTOM_LAG):
        return None
    number = hits[0].key.number
    described = article.branches[number - 1 : number]
    return see_branch(article, described[0], step) if described else None


def _awaited_variant(turn: Turn, articles: Articles) -> Reply | None:
    """Take what names a variant for the answer to the question which it is."""
    if turn.pressed or turn.awaiting.get("what") != "variant":
        return None
    variants = turn.awaiting.get("variants") or {}
    name = named_variant(turn, variants)
    if name is None or (turn.intent == "ask" and not _names_only_a_variant(turn)):
        return None
    article = find_article(articles, variants[name], turn.language)
    return answer(article, articles) if article else None


def _other_variant(turn: Turn, articles: Articles) -> Reply | None:
    """Switch the topic to the variant that a follow-up names: "und auf dem Mac?"."""
    topic = _topic(turn, articles)
    name = next((value for d in Dimension for value in turn.values(d.value)), None)
    if topic is None or name is None:
        return None
    article = find_article(articles, topic.variants.get(name), turn.language)
    if article is not None:
        reply = answer(article, articles)
        if turn.walk and turn.walk.article == topic.id != article.id:
            # "Next" now means this variant; a button leads back to the other.
            buttons = (*reply.buttons, resume_button(topic, turn.walk))
            return replace(reply, buttons=buttons, slots={**reply.slots, "walk": None})
        return reply
    if dimension_of(topic.variants) is DIMENSION_OF[name]:
        return None
    return no_difference(answer(topic, articles), DIMENSION_OF[name])


def _names_only_a_variant(turn: Turn) -> bool:
    return _is_short(turn) and any(turn.values(dimension.value) for dimension in Dimension)


def _recalled(turn: Turn, articles: Articles) -> Reply | None:
    """Say again the passage of the topic that a message asks about."""
    topic = _topic(turn, articles)
    if topic is None:
        return None
    parts = (Part.ANSWER, Part.STEP, Part.NOTE)
    hits = [hit for hit in turn.nearest_in.get(topic.id, ()) if hit.key.part in parts]
    best = max(hits, key=lambda hit: hit.similarity + _said_before(hit, turn), default=None)
    is_near = best is not None and best.similarity + _said_before(best, turn) >= RECALLED
    reply = quoted(topic, best.key) if best and is_near else None
    return _within(turn, topic, reply or answer(topic, articles))


def _said_before(hit: Near, turn: Turn) -> float:
    """Return what counts for a passage shown before: a step of the walk, else the summary."""
    walk = turn.walk if turn.walk and turn.walk.article == hit.key.article else None
    if walk is not None:
        return SAID if hit.key.part is Part.STEP and hit.key.number <= walk.step else 0.0
    return SAID if hit.key.part is Part.ANSWER else 0.0


def _torn(turn: Turn, articles: Articles) -> Reply:
    """Ask which of the likeliest is meant; where only the variant is unclear, ask for that."""
    if told := _by_error(turn, articles):
        return told
    if _names_only_a_variant(turn) and (switched := _other_variant(turn, articles)):
        return switched
    if follow := _about_topic(turn, articles):
        return follow
    close = [find_article(articles, id, turn.language) for id in _close_articles(turn)]
    found = [article for article in close if article is not None]
    # The one that leads to the others asks which it is.
    found.sort(key=lambda article: article.variant is not None)
    if found and {article.id for article in found} <= {found[0].id, *found[0].variants.values()}:
        return _resolved(found[0], turn, articles)
    return clarify(turn.ranking, articles, turn.language)


def _close_articles(turn: Turn) -> list[str]:
    """Return the articles about as likely as the first; none if something else is among them."""
    best = float(turn.ranking[0].get("margin", 0.0)) if turn.ranking else 0.0
    close = [
        str(intent["name"])
        for intent in turn.ranking
        if best - float(intent.get("margin", 0.0)) < CLOSE_MARGIN
    ]
    names = [name.partition("/")[2] for name in close]
    return names if all(names) else []


def _nothing_fits(turn: Turn, articles: Articles) -> Reply:
    if told := _by_error(turn, articles):
        return told
    if _names_only_a_variant(turn) and (switched := _other_variant(turn, articles)):
        return switched
    follow = _about_topic(turn, articles)
    if follow is not None:
        return follow
    outside = turn.intent == "out_of_scope"
    walk = turn.walk
    if walk and not outside and not walk.paused and not turn.pressed:
        article = find_article(articles, walk.article, turn.language)
        if article and article.branches_at(walk.step):
            return ask_symptom(article, min(walk.step, len(article.steps)), turn)
    says_something = not outside or re.search(r"[^\W\d_]{4}", turn.text)  # "hm" is near nothing
    nearest = search(turn, articles) if says_something else ()
    if turn.topic and _is_short(turn) and not outside:  # first what is being spoken about
        nearest = sorted(nearest, key=lambda near: near.key.article != turn.topic)
    return offer(nearest, articles, turn.language, outside)


def _about_topic(turn: Turn, articles: Articles) -> Reply | None:
    """Answer what was not understood from the topic, where one of its passages is near."""
    topic = _topic(turn, articles)
    if topic is None or turn.pressed:
        return None
    hits = [
        hit
        for hit in turn.nearest_in.get(topic.id, ())
        if hit.key.part is not Part.TITLE
        and (hit.key.part is not Part.BRANCH or hit.similarity >= FOLLOW_BRANCH)
    ]
    elsewhere = turn.nearest[0].similarity if turn.nearest else 0.0
    if _is_short(turn) and turn.intent != "out_of_scope":
        elsewhere = 0.0  # "wie lange gilt der" would be near to anything that expires
    if not hits or hits[0].similarity < max(_follow_floor(turn), elsewhere - FOLLOW_LAG):
        return None
    reply = quoted(topic, hits[0].key)
    if reply is None:
        return None
    if hits[0].similarity < FOLLOW:
        reply = replace(reply, text=f"{_SAME_ARTICLE[reply.language]}\n\n{reply.text}")
    return _within(turn, topic, reply)


def _is_short(turn: Turn) -> bool:
    return len(turn.text.split()) <= SHORT_WORDS


def _follow_floor(turn: Turn) -> float:
    """Return how near a passage must be: a short message leans on what was said before."""
    if _is_short(turn):
        return FOLLOW_SHORT
    return 1.0 if turn.intent == "out_of_scope" else FOLLOW


def search(turn: Turn, articles: Articles) -> Sequence[Near]:
    """Return the articles nearest to a message, by their passages and by what was taught."""
    best: dict[str, Near] = {}
    for near in (*turn.nearest, *_similar(turn)):
        known = best.get(near.key.article)
        if find_article(articles, near.key.article, turn.language) is None:
            continue
        if known is None or near.similarity > known.similarity:
            best[near.key.article] = near
    return sorted(best.values(), key=lambda near: -near.similarity)


def _similar(turn: Turn) -> Sequence[Near]:
    return [
        Near(PassageKey(str(hit["name"]).partition("/")[2], Part.TITLE), float(hit["similarity"]))
        for hit in turn.similar_intents
    ]
