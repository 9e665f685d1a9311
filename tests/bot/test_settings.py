"""How settings are read from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import PROJECT, OperatorPort, Settings, SettingsError, read_settings


def test_without_an_environment_there_are_defaults() -> None:
    settings = read_settings({"PATH": "/bin"})

    assert settings == Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_an_empty_value_is_the_default() -> None:
    assert read_settings({"LOTSE_PORT": " "}).port == 8080


def test_a_database_lies_in_the_data_folder() -> None:
    settings = read_settings({"LOTSE_DATA": "/somewhere"})

    assert settings.database == "sqlite:////somewhere/lotse.sqlite"


def test_origins_are_separated_by_spaces() -> None:
    settings = read_settings({"LOTSE_ORIGINS": "https://a.example https://b.example/"})

    assert settings.origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    "url", ["redis://localhost:6379/0", "rediss://:secret@redis.example:6380/1"]
)
def test_redis_is_used_with_and_without_tls(url: str) -> None:
    assert read_settings({"LOTSE_REDIS_URL": f" {url} "}).redis_url == url
    assert read_settings({"LOTSE_REDIS_URL": " "}).redis_url == ""


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("LOTSE_COLOUR", "red", "LOTSE_COLOUR: unknown setting. The settings are: LOTSE_ARTICLES"),
        ("LOTSE_PORT", "99999", "LOTSE_PORT: must be a port from 0 to 65535"),
        ("LOTSE_PORT", "http", "LOTSE_PORT: must be a port from 0 to 65535"),
        ("LOTSE_ARTICLES", "/no/such", "LOTSE_ARTICLES: there is no folder /no/such"),
        ("LOTSE_GATEWAYS", "/no/such.yml", "LOTSE_GATEWAYS: there is no file /no/such.yml"),
        ("LOTSE_REST_TOKEN", "secret", "LOTSE_REST_TOKEN: must have at least 16 characters"),
        ("LOTSE_DATABASE_URL", "mysql://x", "LOTSE_DATABASE_URL: must start with sqlite:///"),
        (
            "LOTSE_REDIS_URL",
            "localhost:6379",
            "LOTSE_REDIS_URL: must start with redis:// or rediss",
        ),
        ("LOTSE_REDIS_URL", "http://redis", "LOTSE_REDIS_URL: must start with redis:// or rediss"),
        ("LOTSE_ORIGINS", "example.com", "LOTSE_ORIGINS: 'example.com' is not an origin"),
        ("LOTSE_ORIGINS", "http://[bad", "LOTSE_ORIGINS: 'http://[bad' is not an origin"),
        ("LOTSE_DATABASE_URL", "sqlite:x", "LOTSE_DATABASE_URL: must start with sqlite:///"),
        ("LOTSE_DATA", "~nosuchuser/x", "LOTSE_DATA: there is no such home folder"),
        ("LOTSE_SLACK_BOT_TOKEN", "hunter2", "LOTSE_SLACK_BOT_TOKEN: must begin with xoxb-"),
        ("LOTSE_SLACK_APP_TOKEN", "xoxb-123456789", "LOTSE_SLACK_APP_TOKEN: must begin with xapp-"),
        ("LOTSE_SLACK_BOT_TOKEN", "xoxb-123456789", "LOTSE_SLACK_BOT_TOKEN: needs LOTSE_SLACK_"),
        ("LOTSE_SLACK_APP_TOKEN", "xapp-123456789", "LOTSE_SLACK_BOT_TOKEN: is missing"),
        ("LOTSE_SLACK_SIGNING_SECRET", "short", "LOTSE_SLACK_SIGNING_SECRET: must have at least"),
        ("LOTSE_SLACK_API", "http://slack.example/", "LOTSE_SLACK_API: must be an https address"),
        ("LOTSE_OTLP_URL", "127.0.0.1:4318", "LOTSE_OTLP_URL: must be the address of a collector"),
        ("LOTSE_OTLP_URL", "grpc://collector:4317", "LOTSE_OTLP_URL: must be the address of a c"),
        ("LOTSE_OTLP_URL", "http://collector/?a=b", "LOTSE_OTLP_URL: must be the address of a c"),
        ("LOTSE_LOG_LEVEL", "loud", "LOTSE_LOG_LEVEL: must be one of DEBUG, INFO"),
        ("LOTSE_OPERATOR_PORT", "99999", "LOTSE_OPERATOR_PORT: must be a port from 0 to 65535"),
        ("LOTSE_OPERATOR_PORT", "127.0.0.1:1", "LOTSE_OPERATOR_PORT: must be a port from 0"),
        ("LOTSE_OPERATOR_PORT", "8080", "LOTSE_OPERATOR_PORT: must be another port than LOTSE_P"),
        ("LOTSE_MODELS", "~nosuchuser/x", "LOTSE_MODELS: there is no such home folder"),
        ("LOTSE_RETENTION_HOURS", "0", "LOTSE_RETENTION_HOURS: must be a number of hours"),
        ("LOTSE_DRAIN_SECONDS", "301", "LOTSE_DRAIN_SECONDS: must be a number of seconds"),
        ("LOTSE_DRAIN_SECONDS", "-1", "LOTSE_DRAIN_SECONDS: must be a number of seconds"),
        ("LOTSE_RETENTION_HOURS", "a day", "LOTSE_RETENTION_HOURS: must be a number of hours"),
        ("LOTSE_PROXIES", "proxy.example", "LOTSE_PROXIES: must be addresses or networks"),
        ("LOTSE_PROXIES", "10.0.0.1/8", "LOTSE_PROXIES: must be addresses or networks"),
        ("LOTSE_ORIGINS", "http://site.example", "LOTSE_ORIGINS: 'http://site.example' must"),
        ("LOTSE_ORIGINS", "https://a.example/path", "LOTSE_ORIGINS: 'https://a.example/path' is"),
        ("LOTSE_ORIGINS", "https://user@a.example", "LOTSE_ORIGINS: 'https://user@a.example' is"),
        ("LOTSE_ORIGINS", "*", "LOTSE_ORIGINS: '*' is not an origin"),
        ("LOTSE_ORIGINS", "null", "LOTSE_ORIGINS: 'null' is not an origin"),
        ("LOTSE_ORIGINS", "https://*.a.example", "LOTSE_ORIGINS: 'https://*.a.example' is not"),
        ("LOTSE_ORIGINS", "https://a.example,", "LOTSE_ORIGINS: 'https://a.example,' is not"),
        ("LOTSE_ORIGINS", "https://a.example:99999", "LOTSE_ORIGINS: 'https://a.example:99999' "),
        ("LOTSE_ORIGINS", "https://a.example:", "LOTSE_ORIGINS: 'https://a.example:' is not"),
        ("LOTSE_ORIGINS", "https://bücher.example", "LOTSE_ORIGINS: 'https://bücher.example' is"),
        ("LOTSE_ORIGINS", "https://a.example\\b", "LOTSE_ORIGINS: 'https://a.example"),
        ("LOTSE_ORIGINS", "https://:443", "LOTSE_ORIGINS: 'https://:443' is not an origin"),
        ("LOTSE_PORT", "9" * 5_000, "LOTSE_PORT: must be a port from 0 to 65535"),
        ("LOTSE_PORTS", "1", "LOTSE_PORTS: unknown setting"),
    ],
)
def test_each_unusable_setting_is_named(name: str, value: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({name: value})

    assert str(error.value).startswith(complaint)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOTSE_SLACK_BOT_TOKEN", "hunter2"),
        ("LOTSE_REST_TOKEN", "hunter2"),
        ("LOTSE_REDIS_URL", "redis:/:hunter2@localhost"),
        ("LOTSE_REDIS_URL", "redis://:hunter2/x@localhost"),
        ("LOTSE_REDIS_URL", "redis://:hunter2[@localhost"),
        ("LOTSE_DATABASE_URL", "mysql://me:hunter2@localhost"),
        ("LOTSE_SLACK_APP_TOKEN", "hunter2"),
        ("LOTSE_SLACK_SIGNING_SECRET", "hunter2"),
        ("LOTSE_TOKEN", "hunter2"),
        ("LOTSE_OTLP_URL", "https://me:hunter2@collector:4318"),
        ("LOTSE_SLACK_BOT_TOKEN", "xoxb-hunter2hunter2"),
        ("LOTSE_SLACK_APP_TOKEN", "xapp-hunter2hunter2"),
    ],
)
def test_a_secret_is_not_printed(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({name: value})

    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.1", "help.example.com", "2001:db8::1", "127.1", "0", "*"]
)
def test_who_listens_to_other_machines_must_say_which_websites_may_use_it(host: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings({"LOTSE_HOST": host})

    assert str(error.value).startswith(f"LOTSE_HOST: '{host}'")
    assert "LOTSE_ORIGINS" in str(error.value)
    origins = {"LOTSE_ORIGINS": "https://help.example.com"}
    assert read_settings({"LOTSE_HOST": host, **origins}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.10"])
def test_loopback_needs_no_origins(host: str) -> None:
    assert read_settings({"LOTSE_HOST": host}).host == host


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:80"])
def test_only_websites_on_this_machine_may_go_without_encryption(origin: str) -> None:
    assert read_settings({"LOTSE_ORIGINS": origin}).origins == (origin,)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", OperatorPort(8081)),
        ("0", OperatorPort(0, is_wished=True)),
        ("8081", OperatorPort(8081, is_wished=True)),
        (" OFF ", OperatorPort(None, is_wished=True)),
    ],
)
def test_an_operator_s_port_is_wished_or_not(value: str, expected: OperatorPort) -> None:
    assert read_settings({"LOTSE_OPERATOR_PORT": value}).operator_port == expected


def test_every_setting_stands_in_the_readme() -> None:
    readme = Path(PROJECT / "README.md").read_text(encoding="utf-8")

    missing = [
        name for name in Settings.__dataclass_fields__ if f"LOTSE_{name.upper()}" not in readme
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({}, 0),
        ({"LOTSE_REDIS_URL": "redis://localhost"}, 5),
        ({"LOTSE_REDIS_URL": "redis://localhost", "LOTSE_DRAIN_SECONDS": "0"}, 0),
        ({"LOTSE_DRAIN_SECONDS": "20"}, 20),
    ],
)
def test_how_long_a_worker_serves_on(given: dict[str, str], seconds: int) -> None:
    assert read_settings(given).grace_seconds == seconds
