"""Who asks what, and where: lanes of questions that are asked one after the other in one place."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kb.articles import read_articles
from kb.language import Language
from tests.slack.pretend_slack import PretendSlack
from tests.slack.workspace import BOT_USER, Channel, Message, Person

A_LANE = 4
CHANNELS = 8
MOST_COPIES = 4
LOCALES = {Language.GERMAN: "de-DE", Language.ENGLISH: "en-US"}


@dataclass(eq=False)
class Question:
    """A question, how often Slack brings its events, and what became of it.

    ``with_headers`` says whether the second and later copies say that they are retries.
    """

    user: str
    text: str
    copies: int
    with_headers: bool
    message: Message | None = None
    is_taken: bool = False

    @property
    def place(self) -> str:
        """Return channel and time stamp, which no other question has."""
        return f"{self.message.channel}:{self.message.ts}" if self.message else ""


@dataclass
class Lane:
    """A direct message, or a thread in which one or two people mention the bot."""

    channel: str
    is_direct: bool
    questions: list[Question] = field(default_factory=list)

    def write(self, slack: PretendSlack, question: Question) -> Message:
        """Store the question where its event will say that it stands."""
        first = self.questions[0].message
        thread = first.ts if first and not self.is_direct else None
        named = question.text if self.is_direct else f"<@{BOT_USER}> {question.text}"
        question.message = slack.write(question.user, self.channel, named, thread)
        return question.message


def lay_out(slack: PretendSlack, events: int, chance: random.Random) -> list[Lane]:
    """Make people, places and as many different questions as there are events.

    Half of the lanes are direct messages; in half of the others two people take turns.
    """
    asked = {language: iter(questions) for language, questions in _questions(chance).items()}
    lanes: list[Lane] = []
    for number, start in enumerate(range(0, events, A_LANE)):
        languages = list(Language) if number % 2 else list(Language)[::-1]
        people = [_newcomer(slack, f"{number}N{n}", each) for n, each in enumerate(languages)]
        lane = _lane(slack, number, people)
        turns = itertools.cycle(zip(people, languages, strict=True))
        for _ in range(min(A_LANE, events - start)):
            user, language = next(turns) if number % 4 == 3 else (people[0], languages[0])
            copies = chance.randint(1, MOST_COPIES)
            text = next(asked[language])
            lane.questions.append(Question(user, text, copies, chance.random() < 0.5))
        lanes.append(lane)
    return lanes


def _lane(slack: PretendSlack, number: int, people: list[str]) -> Lane:
    if number % 2 == 0:
        return Lane(slack.direct(people[0]).id, is_direct=True)
    channel = f"C0BENCH{number % CHANNELS:02}"
    known = slack.workspace.channels
    known.setdefault(channel, Channel(channel, channel.lower(), "channel", {BOT_USER}))
    known[channel].members.update(people)
    return Lane(channel, is_direct=False)


def _newcomer(slack: PretendSlack, name: str, language: Language) -> str:
    user = f"U0BENCH{name}"
    slack.workspace.people[user] = Person(user, user.lower(), "Somebody", LOCALES[language])
    return user


def _questions(chance: random.Random) -> Mapping[Language, Iterator[str]]:
    """Return the questions of all articles in another order; they begin anew at their end."""
    shuffled: dict[Language, Iterator[str]] = {}
    for language, articles in read_articles().items():
        questions = [text for article in articles.values() for text in article.questions]
        chance.shuffle(questions)
        shuffled[language] = itertools.cycle(questions)
    return shuffled
