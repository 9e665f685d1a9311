"""People can have deleted what Lotse keeps of them; and their buttons are good once."""

from __future__ import annotations

import pytest

from tests.slack.conftest import Served
from tests.slack.talk import CARD, WALK, ask, command, mention, press, whisper
from tests.slack.workspace import HELPDESK

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORGET = {
    "de": "Löschen, was Lotse von mir aufbewahrt",
    "en": "Delete what Lotse keeps of me",
}
FORGOTTEN = {"de": "Ich bewahre nichts mehr von Ihnen auf", "en": "I keep nothing of you any more"}
USED = {"de": "Dieser Knopf ist schon benutzt", "en": "This button was used already"}
MARK = "Zwetschgendatschi"


def spelled(user: str) -> str:
    """Return an id in letters: one with digits may look like an account, which is taken out."""
    return user.lower().translate(str.maketrans("0123456789", "ghijklmnop"))


def written(served: Served) -> bytes:
    return b"".join(path.read_bytes() for path in served.database.parent.glob("lotse.sqlite*"))


async def test_all_that_is_kept_of_a_person_is_deleted_and_nothing_of_others(
    served: Served, user: str, spoken: str, english: str
) -> None:
    slack, mark = served.slack, f"{MARK}{spelled(user)}"
    await ask(slack, english, f"Kaiserschmarrn{spelled(english)}: {CARD['en']}")
    await slack.open_home(user)
    await slack.wait_for(lambda: user in slack.homes)
    await slack.choose(user, slack.homes[user], spoken)
    await ask(slack, user, f"{mark}: {CARD[spoken]}")
    shown = await mention(slack, user, CARD[spoken], HELPDESK)
    await press(slack, user, shown, WALK[spoken])
    await command(slack, user, HELPDESK, "/lotse", f"{mark}: {CARD[spoken]}")
    await served.settle()
    assert mark.encode() in written(served)

    versions = slack.homes[user].versions
    await slack.press(user, slack.homes[user], FORGET[spoken])
    await slack.wait_for(lambda: slack.homes[user].versions > versions)

    assert FORGOTTEN[spoken] in slack.homes[user].shown_text
    assert mark.encode() not in written(served)
    assert f'{user}"'.encode() not in written(served)
    assert f":{user}".encode() not in written(served)
    assert f"Kaiserschmarrn{spelled(english)}".encode() in written(served)


async def test_the_button_asks_before_it_deletes(served: Served, user: str, spoken: str) -> None:
    await served.slack.open_home(user)
    await served.slack.wait_for(lambda: user in served.slack.homes)
    home = served.slack.homes[user]
    [button] = [each for _, each in home.elements() if each["action_id"] == "lotse-forget"]

    assert button["text"]["text"] == FORGET[spoken]
    assert {"title", "text", "confirm", "deny"} <= set(button["confirm"])


async def test_a_button_is_good_once_and_says_so_kindly(
    served: Served, user: str, spoken: str
) -> None:
    slack = served.slack
    shown = await ask(slack, user, CARD[spoken])
    await press(slack, user, shown, WALK[spoken])
    answers = len(slack.answers(user))

    await slack.press(user, shown, WALK[spoken])
    told = await whisper(slack, user)
    await served.settle()

    assert USED[spoken] in told.text
    assert len(slack.answers(user)) == answers
