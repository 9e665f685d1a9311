"""The manifest against the fields that Slack publishes, and against what Lotse needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from bot.channels.slack.home import suggested_prompts
from bot.settings import PROJECT
from kb.language import Language

PATH = PROJECT / "bot" / "channels" / "slack" / "slack-manifest.yml"
ADDRESS = r"https?://"


@dataclass(frozen=True)
class Rule:
    """What Slack says of a field: its type, its length or number, how it begins or looks."""

    kind: type
    least: int = 0
    most: int = 0
    pattern: str = ""
    is_needed: bool = False

    def allows(self, length: int) -> bool:
        return self.least <= length and (not self.most or length <= self.most)


FLAG = Rule(bool)
FIELDS: Mapping[str, Rule] = {
    "_metadata": Rule(dict),
    "_metadata.major_version": Rule(int),
    "_metadata.minor_version": Rule(int),
    "display_information": Rule(dict, is_needed=True),
    "display_information.name": Rule(str, 1, 35, is_needed=True),
    "display_information.description": Rule(str, 1, 140),
    "display_information.long_description": Rule(str, 175, 4_000),
    "display_information.background_color": Rule(str, 4, 7, r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
    "features": Rule(dict),
    "features.app_home": Rule(dict),
    "features.app_home.home_tab_enabled": FLAG,
    "features.app_home.messages_tab_enabled": FLAG,
    "features.app_home.messages_tab_read_only_enabled": FLAG,
    "features.bot_user": Rule(dict),
    "features.bot_user.display_name": Rule(str, 1, 80, is_needed=True),
    "features.bot_user.always_online": FLAG,
    "features.slash_commands": Rule(list, 1, 50),
    "features.slash_commands[]": Rule(dict),
    "features.slash_commands[].command": Rule(str, 2, 32, r"/[a-z0-9_-]+$", is_needed=True),
    "features.slash_commands[].url": Rule(str, 1, 3_000, ADDRESS),
    "features.slash_commands[].description": Rule(str, 1, 2_000, is_needed=True),
    "features.slash_commands[].usage_hint": Rule(str, 1, 1_000),
    "features.slash_commands[].should_escape": FLAG,
    "features.assistant_view": Rule(dict),
    "features.assistant_view.assistant_description": Rule(str, 1, is_needed=True),
    "features.assistant_view.suggested_prompts": Rule(list),
    "features.assistant_view.suggested_prompts[]": Rule(dict),
    "features.assistant_view.suggested_prompts[].title": Rule(str, 1, is_needed=True),
    "features.assistant_view.suggested_prompts[].message": Rule(str, 1, is_needed=True),
    "features.shortcuts": Rule(list, 1, 10),
    "features.unfurl_domains": Rule(list, 1, 5),
    "oauth_config": Rule(dict),
    "oauth_config.redirect_urls": Rule(list, 0, 1_000),
    "oauth_config.scopes": Rule(dict),
    "oauth_config.scopes.bot": Rule(list, 0, 255),
    "oauth_config.scopes.bot[]": Rule(str, 1, 50),
    "oauth_config.scopes.user": Rule(list, 0, 255),
    "oauth_config.scopes.user[]": Rule(str, 1, 50),
    "oauth_config.scopes.bot_optional": Rule(list, 0, 255),
    "oauth_config.scopes.bot_optional[]": Rule(str, 1, 50),
    "settings": Rule(dict),
    "settings.allowed_ip_address_ranges": Rule(list, 1, 50),
    "settings.event_subscriptions": Rule(dict),
    "settings.event_subscriptions.request_url": Rule(str, 1, 3_500, ADDRESS),
    "settings.event_subscriptions.bot_events": Rule(list, 0, 100),
    "settings.event_subscriptions.bot_events[]": Rule(str, 1, 50),
    "settings.event_subscriptions.user_events": Rule(list, 0, 100),
    "settings.event_subscriptions.user_events[]": Rule(str, 1, 50),
    "settings.interactivity": Rule(dict),
    "settings.interactivity.is_enabled": Rule(bool, is_needed=True),
    "settings.interactivity.request_url": Rule(str, 1, 3_500, ADDRESS),
    "settings.interactivity.message_menu_options_url": Rule(str, 1, 3_500, ADDRESS),
    "settings.org_deploy_enabled": FLAG,
    "settings.socket_mode_enabled": FLAG,
    "settings.token_rotation_enabled": FLAG,
    "settings.is_hosted": FLAG,
    "settings.function_runtime": Rule(str, 1),
}
"""From github.com/slackapi/manifest-schema (1.0.0) and docs.slack.dev/reference/app-manifest."""
EVENT_SCOPES: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "assistant_thread_started": "assistant:write",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
METHOD_SCOPES: Mapping[str, str] = {
    "chat.postMessage": "chat:write",
    "files.getUploadURLExternal": "files:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "slash commands": "commands",
}
"""What Lotse calls that no event brings the scope for."""


def manifest() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return content


def complaints(value: Any, path: str = "") -> Iterator[str]:
    rule = FIELDS.get(path, Rule(dict)) if path else Rule(dict)
    if path and path not in FIELDS:
        yield f"{path}: Slack knows no such field"
    elif type(value) is not rule.kind:
        yield f"{path}: a {type(value).__name__}"
    elif isinstance(value, (str, list)) and not rule.allows(len(value)):
        yield f"{path}: {len(value)} long"
    elif isinstance(value, str) and not re.match(rule.pattern, value):
        yield f"{path}: looks wrong"
    elif isinstance(value, list):
        yield from (fault for each in value for fault in complaints(each, f"{path}[]"))
    elif isinstance(value, dict):
        yield from _missing(value, path)
        for name, each in value.items():
            yield from complaints(each, f"{path}.{name}" if path else name)


def _missing(value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, rule in FIELDS.items():
        parent, _, last = name.rpartition(".")
        if rule.is_needed and parent == path and last not in value:
            yield f"{name}: missing"


def test_every_field_is_one_that_slack_publishes() -> None:
    assert list(complaints(manifest())) == []


@pytest.mark.parametrize(
    ("section", "fields", "complaint"),
    [
        ("display_information", {"name": "x" * 36}, "display_information.name: 36 long"),
        ("display_information", {}, "display_information.name: missing"),
        ("settings", {"socket_mode": True}, "settings.socket_mode: Slack knows no such field"),
        ("settings", {"is_hosted": "no"}, "settings.is_hosted: a str"),
        (
            "features",
            {"slash_commands": [{"command": "lotse", "description": "x"}]},
            "features.slash_commands[].command: looks wrong",
        ),
    ],
)
def test_a_mistake_is_named(section: str, fields: dict[str, Any], complaint: str) -> None:
    assert list(complaints({**manifest(), section: fields})) == [complaint]


def test_each_scope_is_needed_and_each_needed_scope_is_there() -> None:
    content = manifest()
    scopes = content["oauth_config"]["scopes"]["bot"]
    events = content["settings"]["event_subscriptions"]["bot_events"]

    needed = {EVENT_SCOPES[event] for event in events} | set(METHOD_SCOPES.values())

    assert set(events) == set(EVENT_SCOPES)
    assert set(scopes) == needed - {""}
    assert scopes == sorted(set(scopes))


def test_each_scope_is_justified_beside_it() -> None:
    lines = PATH.read_text(encoding="utf-8").splitlines()

    assert len([line for line in lines if re.match(r" +- [a-z_]+(:[a-z]+)? # \S", line)]) == 11


def test_it_starts_without_an_address_and_says_where_one_would_stand() -> None:
    text = PATH.read_text(encoding="utf-8")

    assert manifest()["settings"]["socket_mode_enabled"] is True
    assert len(re.findall(r"^ +# (?:request_)?url: https://", text, re.MULTILINE)) == 4
    for_http = yaml.safe_load(re.sub(r"# ((?:request_)?url: https://)", r"\1", text))
    assert list(complaints(for_http)) == []
    assert for_http["settings"]["interactivity"]["request_url"].endswith("/slack/events")


def test_its_prompts_are_those_of_both_languages() -> None:
    prompts = manifest()["features"]["assistant_view"]["suggested_prompts"]

    assert len(prompts) == 4
    for language in Language:
        assert len([each for each in prompts if each in suggested_prompts(language)]) == 2
