"""What is to be shown for what was asked; the turns themselves are the conversations'."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.channels.slack.blocks import answer_posts, context, reason_blocks
from bot.channels.slack.check import SlackCheck
from bot.channels.slack.delivery import NO_UNFURLING
from bot.channels.slack.home import home_view, suggested_prompts
from bot.channels.slack.mrkdwn import escape
from bot.channels.slack.people import People
from bot.channels.slack.place import Asked, Kind, Place
from bot.channels.slack.poster import PassingError, Post, Poster, PostError
from bot.channels.slack.words import WORDS, Words
from bot.conversation import Conversations, Message, Said, UnknownButtonError
from bot.secrets.kinds import Kind as SecretKind
from bot.stores.database import UnreadableError
from bot.stores.feedback import REASONS, FeedbackStore, Rating
from bot.stores.sessions import SessionStore, Turn
from bot.stores.slack import AUTO, Job, SlackStore
from bot.turns import ElsewhereError, TooManyTurnsError
from bot.typed_text import TextError
from kb.language import Language

logger = logging.getLogger(__name__)

CHANNEL = "slack"
NAME = "Slack"
LONGEST_ID = 64
MOST_TRIES, AGAIN_SECONDS = 10, 1.0
"""How often something is said that another worker keeps from being said, and the pause."""
HARMLESS = (SecretKind.EMAIL, SecretKind.PHONE)
"""What is taken out of a message, and may stand in a channel."""
SHOWN = ("text", "blocks")
QUIET_KINDS = ("fallback", "smalltalk", "warning")
"""Answers that nobody misses in a thread where people talk to one another."""
EXAMPLES = frozenset(example for words in WORDS.values() for example in words.examples)
SURE_ENOUGH = 0.8  # of what was meant, to speak up among people who talk to one another


class Answers:
    """Turns what was asked into posts."""

    def __init__(
        self,
        conversations: Conversations,
        sessions: SessionStore,
        feedback: FeedbackStore,
        store: SlackStore,
        people: People,
        poster: Poster,
    ) -> None:
        self._conversations = conversations
        self._sessions = sessions
        self._feedback = feedback
        self._store = store
        self._people = people
        self._poster = poster

    async def find(self, job: Job, asked: Asked) -> list[Post]:
        """Return the posts that answer, in order; where that fails, one that says so."""
        try:
            return await self._find(job, asked)
        except Exception as error:  # noqa: BLE001  # whoever asked must not wait for ever
            logger.error("what was asked in Slack got no answer: %s", type(error).__name__)
            return [_whisper(asked, self._people.words_at_once(asked).error)]

    async def _find(self, job: Job, asked: Asked) -> list[Post]:
        language = await self._people.language(asked)
        words = WORDS[await self._spoken(asked, language)]
        if asked.kind in (Kind.SAY, Kind.COMMAND, Kind.PORTCHECK, Kind.PRESS):
            return await self._speak(job, asked, language, words)
        if asked.kind is Kind.RATE:
            return await self._rate(asked, words)
        if asked.kind is Kind.SHARE:
            return await self._share(asked, words)
        if asked.kind is Kind.LANGUAGE:
            self._people.choose(asked, asked.value)
        if asked.kind in (Kind.LANGUAGE, Kind.HOME):
            return [self._home(asked, await self._people.language(asked))]
        if asked.kind is Kind.FORGET:
            return [await self._forget(asked)]
        if asked.kind is Kind.EXAMPLE:
            return await self._example(job, asked, language, words)
        if asked.kind is Kind.ASSISTANT:
            return self._greet(asked, language, words)
        return [_whisper(asked, words.button_expired)]

    async def _spoken(self, asked: Asked, language: Language) -> Language:
        """Return the language of the conversation, where it has one and none was chosen."""
        if self._people.chosen(asked) != AUTO:
            return language
        conversation = asked.place.conversation(asked.user)
        return await self._conversations.language(conversation) or language

    async def _speak(self, job: Job, asked: Asked, language: Language, words: Words) -> list[Post]:
        if asked.kind is not Kind.PRESS and not asked.text.strip():
            return [] if self._overhears(asked) else [self._explain(asked, words)]
        wished = Language.parse(self._people.chosen(asked))
        # The job is kept, so it may wait; and all of Slack takes turns with the people elsewhere.
        said = replace(_said(asked, language, words), wished=wished, group=CHANNEL, is_patient=True)
        posts = [_whisper(asked, words.secret_warning)] if _shows_secret(asked) else []
        try:
            messages, stands = await self._turn(job, asked, said, language)
        except UnknownButtonError:
            return [_whisper(asked, words.button_expired)]
        if not messages:
            return [*posts, _tell(asked, words.too_fast)]
        if not stands and self._overhears(asked) and not any(map(_is_worth_it, messages)):
            return posts
        return [*posts, *_answer(asked, messages, stands, first=len(posts))]

    def _explain(self, asked: Asked, words: Words) -> Post:
        """Say what Lotse is for, where somebody named it and asked nothing."""
        if asked.has_files:
            return _tell(asked, words.no_files)
        if asked.kind is Kind.PORTCHECK:
            return _tell(asked, words.usage_check)
        return _tell(asked, words.usage_ask if asked.kind is Kind.COMMAND else words.hello)

    async def _turn(
        self, job: Job, asked: Asked, said: Said, language: Language
    ) -> tuple[Sequence[Message], Mapping[str, str]]:
        """Return the answer's messages, and where a check's message stands already."""
        conversation = asked.place.conversation(asked.user)
        self._store.note_conversation(asked.person, conversation)
        live = await self._begin(job, asked, language)
        self._say_thinking(asked, language)
        try:
            turn = await self._say(conversation, said, live)
            messages: Sequence[Message] = [dict(reply) for reply in turn.replies]
        except TextError as error:
            messages = [await self._conversations.refuse(conversation, error, language)]
        except TooManyTurnsError:
            messages = []
        finally:
            stands = await live.stop()
        return messages, stands

    async def _say(self, conversation: str, said: Said, live: LiveTurn) -> Turn:
        """Say it, and again where another worker has the conversation just now."""
        for _ in range(MOST_TRIES - 1):
            try:
                return await self._conversations.say(conversation, CHANNEL, said, live)
            except (ElsewhereError, UnreadableError):
                await asyncio.sleep(AGAIN_SECONDS)
        return await self._conversations.say(conversation, CHANNEL, said, live)

    async def _begin(self, job: Job, asked: Asked, language: Language) -> LiveTurn:
        if asked.response_url:  # what only one person sees cannot be updated in time
            return LiveTurn(None, {})
        first = Post(f"{asked.key}-live", "chat.postMessage", _where(asked))
        found = await self._look(first) if job.is_taken_over else {}
        check = SlackCheck(self._poster, first, language) if not found else None
        return LiveTurn(check, found)

    async def _look(self, first: Post) -> Mapping[str, str]:
        """Return where an earlier process has begun to show a check."""
        try:
            return await self._poster.find(first)
        except (PassingError, PostError) as error:
            logger.error("whether a check is shown already is not known: %s", error)
            return {}

    def _say_thinking(self, asked: Asked, language: Language) -> None:
        """Let the assistant pane show that an answer is coming."""
        if asked.place.is_direct and asked.place.thread and asked.kind is Kind.SAY:
            status = {
                "channel_id": asked.place.channel,
                "thread_ts": asked.place.thread,
                "status": WORDS[language].thinking,
            }
            self._poster.try_soon("assistant.threads.setStatus", status)

    def _overhears(self, asked: Asked) -> bool:
        """Return whether what was said in a thread may have been meant for other people."""
        people = self._store.people(asked.place.key)
        return not asked.is_addressed and (bool(people.others) or len(people.askers) > 1)

    async def _rate(self, asked: Asked, words: Words) -> list[Post]:
        conversation = asked.place.conversation(asked.user)
        await self._conversations.refresh(conversation)
        message = _find_message(self._sessions.turns(conversation), asked.value)
        if message is None:
            return [_whisper(asked, words.not_yours)]
        named = asked.text.partition("lotse-reason-")[2]
        reason = named if named in REASONS else None
        helpful = asked.text == "lotse-rate-up"
        article = (message.get("article") or {}).get("id")
        kind, spoken = str(message["kind"]), Language(message["language"])
        rating = Rating(message["id"], article, kind, spoken.value, helpful, reason)
        self._feedback.rate(conversation, rating)
        words = WORDS[spoken]
        if reason and asked.response_url:  # takes the place of the question why
            thanks = {"text": words.thanks, "replace_original": True}
            return [_respond(asked, 0, thanks)]
        if helpful or reason:
            return [_whisper(asked, words.thanks)]
        return [_whisper(asked, words.why, reason_blocks(asked.value, spoken))]

    async def _share(self, asked: Asked, words: Words) -> list[Post]:
        posted = self._store.posts(asked.value, asked.person)  # whatever a button says, only theirs
        kept = [each["body"] for each in posted if "text" in each["body"]]
        if not kept:
            return [_whisper(asked, words.button_expired)]
        if not await self._store.claim(f"share:{_digest(asked.value)}", _digest(asked.key)):
            return [_whisper(asked, words.already_shared)]
        by = context(words.shared_by.format(user=f"<@{asked.user}>"))
        posts = [
            _post(asked, number, body["text"], [*_without_actions(body), by])
            for number, body in enumerate(kept)
        ]
        own = {"text": kept[-1]["text"], "blocks": _without_actions(kept[-1])}
        return [*posts, _respond(asked, len(posts), {**own, "replace_original": True})]

    async def _forget(self, asked: Asked) -> Post:
        """Delete all that is kept of a person, and show it once it is gone from the files."""
        language = await self._people.language(asked)
        for conversation in await self._store.conversations(asked.person):
            await self._conversations.erase(conversation)
            self._feedback.erase(conversation)
        self._people.forget(asked)
        await self._store.forget_person(asked.place.team, asked.user)
        return self._home(asked, language, is_forgotten=True)

    def _home(self, asked: Asked, language: Language, is_forgotten: bool = False) -> Post:
        view = home_view(language, self._people.chosen(asked), is_forgotten)
        return Post(f"{asked.key}-0", "views.publish", {"user_id": asked.user, "view": view})

    async def _example(
        self, job: Job, asked: Asked, language: Language, words: Words
    ) -> list[Post]:
        """Ask an example of the home tab as if the person had written it in a direct message."""
        if asked.value not in EXAMPLES:
            return [self._home(asked, language)]
        place = Place(asked.place.team, await self._open(asked.user), "", is_direct=True)
        question = Asked(asked.key, Kind.SAY, asked.user, place, asked.value)
        quoted = _post(question, 100, words.you_asked.format(question=escape(asked.value)), None)
        return [quoted, *await self._speak(job, question, language, words)]

    async def _open(self, user: str) -> str:
        """Return the channel of somebody's direct messages; their id does nearly as well."""
        try:
            opened = await self._poster.repeat(
                lambda: self._poster.call("conversations.open", {"users": user})
            )
        except PostError as error:
            logger.error("direct messages cannot be opened: %s", error)
            return user
        return str((opened.get("channel") or {}).get("id") or user)

    def _greet(self, asked: Asked, language: Language, words: Words) -> list[Post]:
        prompts = {
            "channel_id": asked.place.channel,
            "thread_ts": asked.place.thread,
            "prompts": suggested_prompts(language),
        }
        method = "assistant.threads.setSuggestedPrompts"
        return [_tell(asked, words.assistant_greeting), Post(f"{asked.key}-1", method, prompts)]


class LiveTurn:
    """Hears how a turn goes on, and lets Slack show its check."""

    def __init__(self, check: SlackCheck | None, found: Mapping[str, str]) -> None:
        self._check = check
        self._found = found

    def waits(self, place: int) -> None:
        """Nothing to do: people see that their answer is being made."""

    def began(self, said: str) -> None:
        """Nothing to do: people see their own words."""

    def progressed(self, check: Mapping[str, Any]) -> None:
        """Show the check as far as it has come."""
        if self._check:
            self._check.tell(check)

    def ended(self, turn: Turn) -> None:
        """Nothing to do: the answer is posted by whoever asked for it."""

    async def stop(self) -> Mapping[str, str]:
        """Return where the check's message stands; nothing where there is none."""
        return await self._check.stop() if self._check else self._found


def _said(asked: Asked, language: Language, words: Words) -> Said:
    turn = asked.key
    if len(turn) > LONGEST_ID:
        turn = _digest(turn)
    if asked.kind is Kind.PRESS:
        return Said(button=asked.value, language=language, client_id=turn)
    text = asked.text
    if asked.kind is Kind.PORTCHECK:
        text = words.check_please.format(place=text)
    # In a channel the person is warned by a message that nobody else sees.
    is_warned = _shows_secret(asked)
    removed = () if is_warned else tuple(SecretKind(kind) for kind in asked.removed)
    stays_in = NAME if asked.kind is Kind.SAY else ""  # what stands behind a command is not kept
    said = Said(text=text, language=language, client_id=turn, removed=removed)
    return replace(said, stays_in=stays_in)


def _digest(key: str) -> str:
    """Return what stands for a key where nobody is to be named: some hold who pressed."""
    return hashlib.sha256(key.encode()).hexdigest()[:LONGEST_ID]


def _answer(
    asked: Asked, messages: Sequence[Message], stands: Mapping[str, str], first: int
) -> list[Post]:
    """Return the posts of an answer; the check takes the place of its live message."""
    posts: list[Post] = []
    for message in messages:
        is_last = message is messages[-1]
        share = asked.key if asked.response_url and is_last and not asked.place.is_direct else ""
        shown = answer_posts(message, is_ephemeral=bool(asked.response_url), share=share)
        for each in shown:
            posts.append(_post(asked, first + len(posts), each.text, each.blocks))
        if message.get("document") and not asked.response_url:
            posts.append(_file(asked, first + len(posts), message["document"]))
    if stands and posts:
        at = next((n for n, post in enumerate(posts) if post.method == "chat.postMessage"), 0)
        body = {name: value for name, value in posts[at].body.items() if name in SHOWN}
        posts[at] = Post(posts[at].id, "chat.update", {**stands, **body})
    return posts


def _where(asked: Asked) -> dict[str, Any]:
    return {**asked.place.address, **NO_UNFURLING}


def _post(asked: Asked, number: int, text: str, blocks: list[dict[str, Any]] | None) -> Post:
    said: dict[str, Any] = {"text": text, **({"blocks": blocks} if blocks else {})}
    if asked.response_url and asked.kind is not Kind.SHARE:
        return _respond(asked, number, said)
    return Post(f"{asked.key}-{number}", "chat.postMessage", {**_where(asked), **said})


def _respond(asked: Asked, number: int, said: Mapping[str, Any]) -> Post:
    body = {"response_type": "ephemeral", "replace_original": False, **said}
    return Post(f"{asked.key}-{number}", "respond", body)


def _tell(asked: Asked, text: str) -> Post:
    return _post(asked, 0, text, None)


def _whisper(asked: Asked, text: str, blocks: list[dict[str, Any]] | None = None) -> Post:
    """Return a post that only the person sees who asked."""
    said: dict[str, Any] = {"text": text, **({"blocks": blocks} if blocks else {})}
    if asked.response_url:
        return _respond(asked, 0, said)
    body = {**_where(asked), "user": asked.user, **said}
    for name in ("unfurl_links", "unfurl_media"):
        body.pop(name)
    return Post(f"{asked.key}-w", "chat.postEphemeral", body)


def _file(asked: Asked, number: int, document: Mapping[str, Any]) -> Post:
    return Post(f"{asked.key}-{number}", "file", {**asked.place.address, **document})


def _is_worth_it(message: Message) -> bool:
    """Return whether a message is worth an interruption of people who talk to one another."""
    is_sure = (message["confidence"] or 0.0) >= SURE_ENOUGH
    return message["kind"] == "error" or (is_sure and message["kind"] not in QUIET_KINDS)


def _shows_secret(asked: Asked) -> bool:
    is_open = not asked.place.is_direct and asked.kind is Kind.SAY
    return is_open and any(SecretKind(kind) not in HARMLESS for kind in asked.removed)


def _without_actions(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [block for block in body.get("blocks") or [] if block["type"] != "actions"]


def _find_message(turns: Sequence[Turn], identifier: str) -> Mapping[str, Any] | None:
    messages = (reply for turn in turns for reply in turn.replies)
    return next((message for message in messages if message["id"] == identifier), None)
