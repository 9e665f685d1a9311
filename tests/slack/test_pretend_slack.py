"""The pretend Slack itself: what its Web API takes, refuses and does when it is told to fail."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import faults
from tests.slack.payloads import ssl_check, url_verification
from tests.slack.pretend_app import PretendApp, running_app
from tests.slack.pretend_slack import PretendSlack, running_slack
from tests.slack.signing import signed_headers
from tests.slack.workspace import ALICE, ANNA, APP, BOT, BOT_USER, HELPDESK, RANDOM, TEAM

METADATA = {"event_type": "lotse_answer", "event_payload": {"id": "p1"}}


@pytest.fixture
async def slack() -> AsyncIterator[PretendSlack]:
    async with running_slack() as pretend:
        yield pretend


@pytest.fixture
def client(slack: PretendSlack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
async def app(slack: PretendSlack) -> AsyncIterator[PretendApp]:
    async with running_app() as pretend:
        slack.target = pretend.address
        slack.echoes = False
        yield pretend


def button(title: str, action_id: str, value: str = "1") -> dict[str, Any]:
    text = {"type": "plain_text", "text": title}
    return {"type": "button", "text": text, "action_id": action_id, "value": value}


def buttons(*titles: str) -> list[dict[str, Any]]:
    elements = [button(title, f"lotse-press-{number}") for number, title in enumerate(titles)]
    return [{"type": "actions", "block_id": "b1", "elements": elements}]


def menu(*titles: str) -> list[dict[str, Any]]:
    options = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in titles]
    element = {"type": "static_select", "action_id": "lotse-choose", "options": options}
    return [{"type": "actions", "elements": [element]}]


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        await call
    return dict(error.value.response.data)


async def test_the_app_learns_who_it_is(client: AsyncWebClient) -> None:
    said = await client.auth_test()
    bot = await client.bots_info(bot=BOT)

    assert (said["team_id"], said["user_id"], said["bot_id"]) == (TEAM, BOT_USER, BOT)
    assert bot["bot"]["app_id"] == APP


async def test_a_locale_is_told_to_whoever_asks_for_it(client: AsyncWebClient) -> None:
    german = await client.users_info(user=ANNA, include_locale=True)
    english = await client.users_info(user=ALICE, include_locale=True)
    without = await client.users_info(user=ANNA)

    assert german["user"]["locale"] == "de-DE"
    assert english["user"]["locale"] == "en-US"
    assert "locale" not in without["user"]


async def test_a_post_stands_in_its_thread_and_metadata_is_found_again(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    root = slack.write(ANNA, HELPDESK, "Hallo")
    for name in ("p1", "p2"):
        metadata = {**METADATA, "event_payload": {"id": name}}
        await client.chat_postMessage(
            channel=HELPDESK, text=name, thread_ts=root.ts, metadata=metadata
        )

    found = await client.conversations_replies(
        channel=HELPDESK, ts=root.ts, include_all_metadata=True
    )
    history = await client.conversations_history(channel=HELPDESK)

    ids = [m.get("metadata", {}).get("event_payload", {}).get("id") for m in found["messages"]]
    assert ids == [None, "p1", "p2"]
    assert [message["text"] for message in history["messages"]] == ["Hallo"]
    assert [message.text for message in slack.answers(HELPDESK, root.ts)] == ["p1", "p2"]


async def test_history_comes_in_pages_newest_first(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    written = [slack.write(ANNA, HELPDESK, str(number)) for number in range(5)]

    first = await client.conversations_history(channel=HELPDESK, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=HELPDESK, limit=2, cursor=cursor)
    since = await client.conversations_history(channel=HELPDESK, oldest=written[3].ts)

    assert [message["text"] for message in first["messages"]] == ["4", "3"]
    assert [message["text"] for message in second["messages"]] == ["2", "1"]
    assert [message["text"] for message in since["messages"]] == ["4"]


async def test_only_own_messages_are_updated_and_deleted(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    theirs = slack.write(ANNA, HELPDESK, "Hallo")
    ours = await client.chat_postMessage(channel=HELPDESK, text="one")

    await client.chat_update(channel=HELPDESK, ts=ours["ts"], text="two")
    error = await refused(client.chat_update(channel=HELPDESK, ts=theirs.ts, text="x"))

    assert error["error"] == "cant_update_message"
    assert [(m.text, m.edits) for m in slack.answers()] == [("two", 1)]
    await client.chat_delete(channel=HELPDESK, ts=ours["ts"])
    assert slack.answers() == []


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"channel": "C0NOTHERE", "text": "x"}, "channel_not_found"),
        ({"channel": RANDOM, "text": "x"}, "not_in_channel"),
        ({"channel": HELPDESK, "text": " "}, "no_text"),
        ({"channel": HELPDESK, "text": "x" * 40_001}, "msg_too_long"),
        (
            {"channel": HELPDESK, "blocks": [{"type": "divider"}] * 51, "text": "x"},
            "invalid_blocks",
        ),
        ({"channel": HELPDESK, "blocks": [{"type": "nothing"}], "text": "x"}, "invalid_blocks"),
        ({"channel": HELPDESK, "blocks": buttons("x" * 76), "text": "x"}, "invalid_blocks"),
        ({"channel": HELPDESK, "blocks": "{", "text": "x"}, "invalid_blocks_format"),
        ({"channel": HELPDESK, "text": "x", "metadata": {}}, "invalid_metadata_format"),
    ],
)
async def test_what_slack_refuses_is_refused(
    slack: PretendSlack, client: AsyncWebClient, body: dict[str, Any], error: str
) -> None:
    answer = await refused(client.api_call("chat.postMessage", json=body))

    assert answer["error"] == error
    assert slack.answers() == []


async def test_a_form_does_as_well_as_json(slack: PretendSlack, client: AsyncWebClient) -> None:
    form = {"channel": HELPDESK, "text": "x", "blocks": '[{"type": "divider"}]'}

    await client.api_call("chat.postMessage", data=form)

    assert slack.answers()[0].blocks == [{"type": "divider"}]


async def test_tokens_methods_and_scopes_are_checked(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    slack.granted = {"chat:write", "users:read"}
    stranger = AsyncWebClient("xoxb-other", base_url=slack.api_url)

    wrong = await refused(stranger.auth_test())
    unknown = await refused(client.api_call("chat.sing"))
    missing = await refused(client.conversations_history(channel=HELPDESK))

    assert wrong["error"] == "invalid_auth"
    assert unknown["error"] == "unknown_method"
    assert (missing["error"], missing["needed"]) == ("missing_scope", "channels:history")
    assert missing["provided"] == "chat:write,users:read"


async def test_an_ephemeral_message_is_seen_by_one(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel=HELPDESK, user=ANNA, text="psst")
    error = await refused(client.chat_postEphemeral(channel=HELPDESK, user="U0NOBODY", text="x"))

    assert [m.text for m in slack.ephemerals(HELPDESK, ANNA)] == ["psst"]
    assert slack.ephemerals(HELPDESK, ALICE) == []
    assert slack.messages(HELPDESK) == []
    assert error["error"] == "user_not_in_channel"


async def test_a_snippet_is_uploaded_to_a_thread(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    root = slack.write(ANNA, HELPDESK, "Hallo")

    await client.files_upload_v2(
        channel=HELPDESK, thread_ts=root.ts, filename="a.txt", content="Grüße", title="Brief"
    )

    (file,) = slack.files
    assert (file.content.decode(), file.title) == ("Grüße", "Brief")
    assert (file.channel, file.thread_ts) == (HELPDESK, root.ts)


async def test_homes_and_the_assistant_pane_are_kept(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    direct = (await client.conversations_open(users=ANNA))["channel"]["id"]
    thread = {"channel_id": direct, "thread_ts": "1.0"}
    prompts = [{"title": "A", "message": "B"}]

    await client.views_publish(user_id=ANNA, view={"type": "home", "blocks": buttons("Hallo")})
    await client.assistant_threads_setStatus(**thread, status="sucht")
    await client.assistant_threads_setSuggestedPrompts(**thread, prompts=prompts)
    await client.chat_postMessage(channel=direct, thread_ts="1.0", text="da")

    assert slack.homes[ANNA].buttons == ["Hallo"]
    assert slack.workspace.statuses == [(direct, "1.0", "sucht"), (direct, "1.0", "")]
    assert slack.workspace.prompts[direct, "1.0"] == prompts


async def test_faults_meet_calls_in_their_order(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    slack.fail("chat.postMessage", faults.limited(3), faults.server_error(), faults.html_page())
    slack.fail("chat.postMessage", faults.softly_limited(2), faults.api_error("fatal_error"))
    seen = []
    for _ in range(5):
        with pytest.raises(SlackApiError) as error:
            await client.chat_postMessage(channel=HELPDESK, text="x")
        answer = error.value.response
        status, headers = answer.status_code, answer.headers
        seen.append((status, headers.get("Retry-After")))
    await client.chat_postMessage(channel=HELPDESK, text="x")

    assert seen == [(429, "3"), (500, None), (502, None), (200, "2"), (200, None)]
    assert [call.is_done for call in slack.calls] == [False] * 5 + [True]


async def test_a_reset_comes_before_or_after_the_message_is_stored(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    slack.fail("chat.postMessage", faults.reset_before(), faults.reset_after())

    for text in ("lost", "stored"):
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=HELPDESK, text=text)

    assert [message.text for message in slack.answers()] == ["stored"]


async def test_a_slow_call_is_handled_later(slack: PretendSlack, client: AsyncWebClient) -> None:
    slack.fail("auth.test", faults.slow(0.2))
    began_at = time.monotonic()

    await client.auth_test()

    assert time.monotonic() - began_at >= 0.2


async def test_a_lasting_fault_stays_until_it_is_healed(
    slack: PretendSlack, client: AsyncWebClient
) -> None:
    slack.fail("auth.test", faults.api_error("account_inactive"), lasting=True)
    for _ in range(2):
        assert (await refused(client.auth_test()))["error"] == "account_inactive"

    slack.heal("auth.test")

    assert (await client.auth_test())["ok"]


def test_a_signature_is_what_slack_documents() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F"
        b"commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    headers = signed_headers("8f742231b10e8888abcd99yyyzzz85a5", body, 1_531_420_618)

    digest = "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert headers["X-Slack-Signature"] == f"v0={digest}"


async def test_a_mention_comes_twice_with_one_time_stamp(
    slack: PretendSlack, app: PretendApp
) -> None:
    message = await slack.mention(ANNA, HELPDESK, "Hallo")

    events = [payload["event"] for payload in app.payloads]
    assert {event["type"] for event in events} == {"app_mention", "message"}
    assert {event["ts"] for event in events} == {message.ts}
    assert len({event["client_msg_id"] for event in events}) == 1
    assert len({payload["event_id"] for payload in app.payloads}) == 2


async def test_a_follow_up_names_its_thread_and_whose_it_is(
    slack: PretendSlack, app: PretendApp
) -> None:
    root = await slack.say(ANNA, HELPDESK, "Hallo")
    await slack.say(ALICE, HELPDESK, "Hello", root.ts)

    first, second = (payload["event"] for payload in app.payloads)
    assert "thread_ts" not in first
    assert (second["thread_ts"], second["parent_user_id"]) == (root.ts, ANNA)


async def test_an_event_is_retried_three_times_at_most_with_reasons(
    slack: PretendSlack, app: PretendApp
) -> None:
    slack.courier.acknowledge_seconds = 1.0
    app.statuses = [500, 0, -1, 500]

    await slack.say(ANNA, ANNA, "Hallo")

    told = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for h in app.headers]
    reasons = [("1", "http_error"), ("2", "connection_failed"), ("3", "http_timeout")]
    assert told == [(None, None), *reasons]
    assert len({payload["event_id"] for payload in app.payloads}) == 1


async def test_an_app_may_refuse_retries(slack: PretendSlack, app: PretendApp) -> None:
    app.statuses, app.more_headers = [500], {"X-Slack-No-Retry": "1"}

    await slack.say(ANNA, ANNA, "Hallo")

    assert len(app.payloads) == 1


async def test_a_storm_brings_one_event_many_times(slack: PretendSlack, app: PretendApp) -> None:
    event = slack.events_of(slack.write(ANNA, HELPDESK, "Hallo"))[0]

    deliveries = await slack.storm(event, 3) + await slack.storm(event, 2, pause=0.01)

    assert [delivery.status for delivery in deliveries] == [200] * 5
    assert {payload["event_id"] for payload in app.payloads} == {event["event_id"]}


async def test_edits_deletions_and_files_have_their_subtypes(
    slack: PretendSlack, app: PretendApp
) -> None:
    message = await slack.say(ANNA, HELPDESK, "Hallo")
    await slack.edit(message, "Hallo!")
    await slack.delete(message)
    await slack.send_file(ANNA, HELPDESK)

    subtypes = [payload["event"].get("subtype") for payload in app.payloads]
    assert subtypes == [None, "message_changed", "message_deleted", "file_share"]


async def test_nothing_is_heard_where_the_bot_is_no_member(
    slack: PretendSlack, app: PretendApp
) -> None:
    await slack.mention(ANNA, RANDOM, "Hallo")

    assert app.payloads == []


async def test_own_messages_come_back_as_events(
    slack: PretendSlack, app: PretendApp, client: AsyncWebClient
) -> None:
    slack.echoes = True

    await client.chat_postMessage(channel=HELPDESK, text="x")
    await slack.wait_for(lambda: app.payloads)

    assert app[0]["event"]["bot_id"] == BOT


async def test_a_command_shows_its_answer_and_those_to_its_address_five_times(
    slack: PretendSlack, app: PretendApp
) -> None:
    app.answer = {"text": "at once"}
    await slack.command(ANNA, HELPDESK, "/lotse", "Ports?")

    async with aiohttp.ClientSession() as session:
        statuses = []
        for number in range(6):
            body = {"text": str(number), "response_type": "in_channel"}
            async with session.post(app[0]["response_url"], json=body) as response:
                statuses.append(response.status)

    assert app[0]["text"] == "Ports?"
    assert [message.text for message in slack.ephemerals(HELPDESK, ANNA)] == ["at once"]
    assert statuses == [200] * 5 + [404]
    assert [message.text for message in slack.answers(HELPDESK)] == ["0", "1", "2", "3", "4"]


async def test_a_press_and_a_choice_name_what_was_pressed(
    slack: PretendSlack, app: PretendApp, client: AsyncWebClient
) -> None:
    blocks = [*buttons("Ja", "Nein"), *menu("Eins", "Zwei")]
    await client.chat_postMessage(channel=HELPDESK, text="?", blocks=blocks)
    (message,) = slack.answers()

    await slack.press(ANNA, message, "Nein")
    await slack.choose(ALICE, message, "Zwei")

    press, choice = (payload["actions"][0] for payload in app.payloads)
    assert (press["action_id"], press["block_id"]) == ("lotse-press-1", "b1")
    assert choice["selected_option"]["value"] == "zwei"
    assert app[0]["container"]["message_ts"] == message.ts
    assert app[1]["user"]["id"] == ALICE


async def test_an_ephemeral_message_is_replaced_through_its_address(
    slack: PretendSlack, app: PretendApp, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel=HELPDESK, user=ANNA, text="?", blocks=buttons("Ja"))
    (message,) = slack.ephemerals()

    await slack.press(ANNA, message, "lotse-press-0")
    body = {"replace_original": True, "text": "done"}
    async with aiohttp.ClientSession() as session, session.post(app[0]["response_url"], json=body):
        pass

    assert app[0]["container"]["is_ephemeral"]
    assert "message" not in app[0]
    assert [(m.text, m.blocks) for m in slack.ephemerals()] == [("done", [])]


async def test_home_and_pane_tell_the_app_that_they_opened(
    slack: PretendSlack, app: PretendApp
) -> None:
    await slack.open_home(ANNA)
    root = await slack.open_assistant(ALICE)
    await slack.change_context(ALICE, root, {"channel_id": HELPDESK})

    assert app[0]["event"]["tab"] == "home"
    assert app[1]["event"]["assistant_thread"]["thread_ts"] == root.ts
    assert app[2]["event"]["assistant_thread"]["context"] == {"channel_id": HELPDESK}


async def test_what_slack_checks_itself_is_delivered_as_it_sends_it(
    slack: PretendSlack, app: PretendApp
) -> None:
    await slack.deliver(url_verification("abc"))
    await slack.deliver(ssl_check(), form=True)

    assert app[0]["challenge"] == "abc"
    assert app[1]["ssl_check"] == "1"
