"""Keep trackers short, since all that Rasa does in a turn walks through all of their events."""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

WHOLE_TURNS = 4
"""Turns that stay as they were: more than any rule or story of ours looks back."""
MOST_WHOLE_TURNS = 8
KEPT_OF_MESSAGES = ("text", "intent", "entities", "own_text")
"""What actions ask of earlier messages; rankings and passages are good for their own turn only."""


def next_session(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Return a tracker that begins a session with the slots of the last."""
    events = [*_opening(tracker), ActionExecuted(ACTION_LISTEN_NAME)]
    return DialogueStateTracker.from_events(tracker.sender_id, events, domain.slots, domain=domain)


def shortened(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Return a tracker that does the same with fewer events; the same one while it is short.

    Of all but the last turns only slots and people's messages are left. This is for memory alone:
    what is stored stays whole.
    """
    events = list(tracker.events)
    listens = [number for number, event in enumerate(events) if _is_listening(event)]
    # The first belongs to the opening of the session.
    if len(listens) - 1 <= MOST_WHOLE_TURNS or tracker.active_loop or tracker.is_paused():
        return tracker
    cut = listens[-1 - WHOLE_TURNS]
    sender, slots = tracker.sender_id, domain.slots
    before = DialogueStateTracker.from_events(sender, events[:cut], slots, domain=domain)
    kept = [*_opening(before), *_messages(events[:cut]), *events[cut:]]
    return DialogueStateTracker.from_events(sender, kept, slots, domain=domain)


def _opening(tracker: DialogueStateTracker) -> list[Event]:
    slots = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value]
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *slots]


def _is_listening(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _messages(events: Sequence[Event]) -> list[Event]:
    return [
        UserUttered(
            event.text,
            event.intent,
            event.entities,
            {name: event.parse_data[name] for name in KEPT_OF_MESSAGES if name in event.parse_data},
            event.timestamp,
            event.input_channel,
            event.message_id,
            event.metadata,
        )
        for event in events
        if isinstance(event, UserUttered)
    ]
