"""What people do in Slack, and the payloads that Slack sends about it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from typing import Any

from tests.slack import payloads
from tests.slack.delivery import Courier, Delivery
from tests.slack.interactions import actions_payload, chosen, command_form, pressed
from tests.slack.methods import ApiError
from tests.slack.payloads import Payload
from tests.slack.response_urls import ResponseUrls
from tests.slack.workspace import BOT_USER, Channel, Message, Shown, Workspace

ALL_EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "assistant_thread_context_changed",
        "assistant_thread_started",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
    }
)
SUBSCRIPTIONS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class UserActions:
    """Each action is over when the app has taken its events, or Slack has given up."""

    workspace: Workspace
    courier: Courier
    response_urls: ResponseUrls
    subscribed: frozenset[str] = ALL_EVENTS

    def write(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Store what somebody writes, and deliver nothing."""
        message = Message(channel, self.workspace.new_ts(), user, text, thread_ts)
        message.client_msg_id = str(uuid.uuid4())
        return self.workspace.store(message)

    def events_of(self, message: Message) -> list[Payload]:
        """Return what Slack sends about a message: of a mention two, with different event ids."""
        channel = self.workspace.channels[message.channel]
        if BOT_USER not in channel.members:
            return []
        events = []
        if f"<@{BOT_USER}>" in message.text and channel.kind != "im" and not message.is_ours:
            events.append(payloads.mention_event(message, channel))
        events.append(payloads.message_event(message, channel))
        return [event for event in events if self._is_subscribed(event)]

    def _is_subscribed(self, payload: Payload) -> bool:
        event = payload["event"]
        kind = event["type"]
        return (SUBSCRIPTIONS[event["channel_type"]] if kind == "message" else kind) in (
            self.subscribed
        )

    async def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """Let somebody write; ``channel`` may be a person's id for their direct messages."""
        if channel in self.workspace.people:
            channel = self.workspace.direct(channel).id
        message = self.write(user, channel, text, thread_ts)
        await self._deliver(message)
        return message

    async def _deliver(self, message: Message) -> None:
        events = self.events_of(message)
        await asyncio.gather(*(self.courier.deliver_event(event) for event in events))

    async def mention(
        self, user: str, channel: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """Let somebody mention the bot in front of the text."""
        return await self.say(user, channel, f"<@{BOT_USER}> {text}".rstrip(), thread_ts)

    async def send_file(
        self,
        user: str,
        channel: str,
        name: str = "log.txt",
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """Let somebody share a file, with or without a text."""
        if channel in self.workspace.people:
            channel = self.workspace.direct(channel).id
        message = self.write(user, channel, text, thread_ts)
        message.subtype = "file_share"
        message.files = [{"id": self.workspace.new_id("F"), "name": name, "mode": "hosted"}]
        await self._deliver(message)
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Let somebody edit a message."""
        old_text, message.text = message.text, text
        channel = self.workspace.channels[message.channel]
        await self.courier.deliver_event(payloads.changed_event(message, channel, old_text))

    async def delete(self, message: Message) -> None:
        """Let somebody delete a message."""
        self.workspace.posted.remove(message)
        channel = self.workspace.channels[message.channel]
        await self.courier.deliver_event(payloads.deleted_event(message, channel))

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        """Let somebody type a slash command."""
        place = self._place(channel)
        url = self.response_urls.create(place, user)
        form = command_form(self.workspace.people[user], place, command, text, url)
        delivery = await self.courier.deliver_interaction("slash_commands", form)
        if delivery.is_taken:
            self._show_answer(place, user, delivery)
        return delivery

    def _place(self, channel: str) -> Channel:
        if channel in self.workspace.people:
            return self.workspace.direct(channel)
        return self.workspace.channels[channel]

    def _show_answer(self, place: Channel, user: str, delivery: Delivery) -> None:
        answer = delivery.json
        if not isinstance(answer, dict):
            answer = {"text": delivery.body.decode()}
        if not answer.get("text") and not answer.get("blocks"):
            return
        try:
            self.response_urls.answer_at_once(place, user, answer)
        except ApiError as error:
            raise AssertionError(f"Slack refuses the answer to a command: {error}") from error

    async def press(self, user: str, shown: Shown, title_or_action_id: str) -> Delivery:
        """Let somebody press a button of a message or a view."""
        return await self.act(user, shown, pressed(shown, title_or_action_id))

    async def choose(
        self, user: str, shown: Shown, title_or_value: str, action_id: str | None = None
    ) -> Delivery:
        """Let somebody choose from a menu."""
        return await self.act(user, shown, chosen(shown, title_or_value, action_id))

    async def act(self, user: str, shown: Shown, action: Mapping[str, Any]) -> Delivery:
        """Send any action on a message or a view, also one that is not there."""
        channel, url = None, ""
        if isinstance(shown, Message):
            channel = self.workspace.channels[shown.channel]
            url = self.response_urls.create(channel, user, shown)
        person = self.workspace.people[user]
        payload = actions_payload(person, shown, dict(action), channel, url)
        return await self.courier.deliver_interaction("interactive", payload)

    async def open_home(self, user: str, tab: str = "home") -> Delivery:
        """Let somebody open the app's home, or its messages."""
        channel = self.workspace.direct(user)
        return await self.courier.deliver_event(payloads.home_opened_event(user, channel, tab))

    async def open_assistant(self, user: str, context: Mapping[str, Any] | None = None) -> Message:
        """Let somebody open the assistant pane; returns the first message of its thread."""
        channel = self.workspace.direct(user)
        root = Message(channel.id, self.workspace.new_ts(), BOT_USER, "New Assistant Thread")
        root.subtype, root.thread_ts = "assistant_app_thread", root.ts
        self.workspace.store(root)
        await self._tell_assistant("assistant_thread_started", user, root, context)
        return root

    async def change_context(self, user: str, root: Message, context: Mapping[str, Any]) -> None:
        """Let somebody go to another channel while the pane is open."""
        await self._tell_assistant("assistant_thread_context_changed", user, root, context)

    async def _tell_assistant(
        self, kind: str, user: str, root: Message, context: Mapping[str, Any] | None
    ) -> None:
        event = payloads.assistant_event(kind, user, root, context)
        await self.courier.deliver_event(event)
