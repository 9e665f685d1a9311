"""What became of the questions, counted by what the pretend Slack holds in the end."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.slack_questions import Lane, Question
from tests.slack.delivery import Delivery
from tests.slack.pretend_slack import PretendSlack
from tests.slack.workspace import TEAM, Message

TIMED_OUT = ("http_timeout", "timeout")  # Slack's words for it over HTTP and over a socket
KEY = f"m:{TEAM}:"
LIVE = "live"  # the first post of a check; its answer takes the same place


@dataclass
class Outcome:
    """One side after a storm.

    ``deliveries`` began while the server was up, ``while_down`` between its end and its being ready
    again. ``late`` is how late the storm's own clock was, in seconds.
    """

    name: str
    lanes: Sequence[Lane]
    answers: Counter[str]
    lanes_out_of_order: int
    answer_seconds: Sequence[float]
    seconds: float
    refused: Counter[str]
    deliveries: Sequence[Delivery] = ()
    while_down: Sequence[Delivery] = ()
    late: Sequence[float] = ()
    down_seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[Question]:
        """All questions."""
        return [question for lane in self.lanes for question in lane.questions]

    @property
    def given_up(self) -> list[Question]:
        """Questions of which Slack never heard that they arrived."""
        return [question for question in self.questions if not question.is_taken]

    @property
    def lost(self) -> list[Question]:
        """Questions that were acknowledged and never answered."""
        return [each for each in self.questions if each.is_taken and not self.answers[each.place]]

    @property
    def doubled(self) -> list[Question]:
        """Questions that were answered more than once."""
        return [each for each in self.questions if self.answers[each.place] > 1]

    @property
    def acknowledge_seconds(self) -> list[float]:
        """How long each delivery took that was acknowledged, or for which Slack stopped waiting.

        Those on a socket that was made silent are left out.
        """
        late = TIMED_OUT[0]
        return [each.seconds for each in self.deliveries if each.is_taken or each.failure == late]

    def delivered(self, *failures: str) -> int:
        """Count the deliveries that ended so; those that went well have the empty failure."""
        return sum(each.failure in failures for each in self.deliveries)


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return the seconds within which so many were done."""
    if len(seconds) < 2:
        return sum(seconds)
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def read_outcome(name: str, slack: PretendSlack, lanes: Sequence[Lane]) -> Outcome:
    """Count the answers to each question by the ids that both sides give to their posts.

    An answer that came twice has the id of one of its posts twice.
    """
    first: dict[str, float] = {}
    times: defaultdict[str, Counter[str]] = defaultdict(Counter)
    posted = list(_posted(slack.workspace.posted))
    for place, part, at in posted:
        first.setdefault(place, at)
        times[place][part] += 1
    asked = [each for lane in lanes for each in lane.questions if each.message]
    starts = {each.place: float(each.message.ts) for each in asked if each.message}
    return Outcome(
        name,
        lanes,
        Counter({place: max(parts.values()) for place, parts in times.items() if place in starts}),
        sum(not _is_in_order(lane, list(first)) for lane in lanes),
        [first[place] - at for place, at in starts.items() if place in first],
        max((at for *_, at in posted), default=0.0) - min(starts.values()),
        _refused(slack),
    )


def answered_places(slack: PretendSlack) -> set[str]:
    """Return the places of the questions that have an answer."""
    return {place for place, *_ in _posted(slack.workspace.posted)}


def _posted(messages: Iterable[Message]) -> Iterator[tuple[str, str, float]]:
    """Yield for each post the place of its question, which part it is, and when it came."""
    for message in messages:
        if message.is_ours and message.metadata:
            key, _, part = str(message.metadata["event_payload"]["id"]).rpartition("-")
            yield key.removeprefix(KEY), "0" if part == LIVE else part, float(message.ts)


def _is_in_order(lane: Lane, answered: Sequence[str]) -> bool:
    """Say whether the first posts of the lane's answers came in the order of its questions."""
    asked = [question.place for question in lane.questions]
    came = [place for place in answered if place in asked]
    return came == [place for place in asked if place in came]


def _refused(slack: PretendSlack) -> Counter[str]:
    """Count Slack's refusals by method and error."""
    return Counter(
        f"{call.method}: {call.answer.get('error')}"
        for call in slack.calls
        if call.answer and not call.is_done
    )
