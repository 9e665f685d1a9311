"""Read the settings: the only place that looks at the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kb.articles import ARTICLES_FOLDER
from kb.gateways import GATEWAYS_FILE

PREFIX = "LOTSE_"
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_ORIGIN = re.compile(
    rf"https?://(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{{1,5}}))?",
    re.ASCII | re.IGNORECASE,
)
"""What browsers send: no pattern, and letters beyond ASCII only as ``xn--``."""
_OPERATOR_OFF = "off"
SHARED_GRACE_SECONDS = 5
LONGEST_NUMBER = 12  # Python refuses to read thousands of digits
PROJECT = Path(__file__).resolve().parent.parent


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingsError(Exception):
    """A setting that cannot be used; its text names the setting, never a secret's value."""


@dataclass(frozen=True)
class OperatorPort:
    """The operator's port on loopback: None for none; one that is wished must be free."""

    number: int | None = 8081
    is_wished: bool = False


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults; the environment calls ``port`` ``LOTSE_PORT``."""

    host: str = "127.0.0.1"
    port: int = 8080
    operator_port: OperatorPort = OperatorPort()
    data: Path = PROJECT / ".lotse"
    models: Path = PROJECT / "models"
    model_sha256: str = ""
    articles: Path = ARTICLES_FOLDER
    database_url: str = ""
    redis_url: str = ""
    gateways: Path = GATEWAYS_FILE
    rest_token: str = ""
    origins: tuple[str, ...] = ()
    proxies: tuple[Network, ...] = ()
    support_contact: str = ""
    retention_hours: int = 24
    drain_seconds: int | None = None
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_api: str = "https://slack.com/api/"
    otlp_url: str = ""
    log_level: str = "INFO"

    @property
    def grace_seconds(self) -> int:
        """Return how long a worker that was told to stop serves on, so that others see it."""
        if self.drain_seconds is not None:
            return self.drain_seconds
        return SHARED_GRACE_SECONDS if self.redis_url else 0

    @property
    def database(self) -> str:
        """Return the SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data / 'lotse.sqlite'}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings; raise `SettingsError` for an unknown name or an unusable value."""
    environment = os.environ if environment is None else environment
    names = {PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    for name in sorted(given):
        if name not in names:
            known = ", ".join(sorted(names))
            raise SettingsError(f"{name}: unknown setting. The settings are: {known}")
    values = {
        names[name]: _READERS.get(names[name], _read_text)(name, value)
        for name, value in given.items()
        if value.strip()
    }
    return _agreeing(Settings(**values))


def _agreeing(settings: Settings) -> Settings:
    """Return settings that belong together; raise `SettingsError` where one is of no use alone."""
    if not is_loopback(settings.host) and not settings.origins:
        raise SettingsError(
            f"LOTSE_HOST: {settings.host!r} can be reached from other machines, so LOTSE_ORIGINS "
            "must name the websites that may use the chat, Lotse's own among them, for example "
            "LOTSE_ORIGINS=https://help.example.com; or keep LOTSE_HOST=127.0.0.1"
        )
    if settings.operator_port.number and settings.operator_port.number == settings.port:
        if settings.operator_port.is_wished:
            raise SettingsError("LOTSE_OPERATOR_PORT: must be another port than LOTSE_PORT")
    ways = settings.slack_signing_secret or settings.slack_app_token
    if ways and not settings.slack_bot_token:
        raise SettingsError("LOTSE_SLACK_BOT_TOKEN: is missing, and Slack needs it")
    if settings.slack_bot_token and not ways:
        raise SettingsError(
            "LOTSE_SLACK_BOT_TOKEN: needs LOTSE_SLACK_SIGNING_SECRET (events by HTTP) or "
            "LOTSE_SLACK_APP_TOKEN (Socket Mode)"
        )
    return settings


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a host, as far as its name tells."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _read_slack_token(start: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if not value.strip().startswith(start) or len(value.strip()) < 12:
            raise SettingsError(f"{name}: must begin with {start}")
        return value.strip()

    return read


def _read_api(name: str, value: str) -> str:
    if not re.fullmatch(r"https://[^\s?#@]+/|http://127\.0\.0\.1(:\d+)?/[^\s?#@]*", value.strip()):
        raise SettingsError(f"{name}: must be an https address that ends with a slash")
    return value.strip()


def _read_otlp(name: str, value: str) -> str:
    if not re.fullmatch(r"https?://[^\s?#@/]+(/[^\s?#@]*)?", value.strip()):
        raise SettingsError(
            f"{name}: must be the address of a collector, such as http://127.0.0.1:4318; secrets "
            "go into OTEL_EXPORTER_OTLP_HEADERS"
        )
    return value.strip()


def _read_text(name: str, value: str) -> str:
    return value.strip()


def _is_number(value: str, least: int, most: int) -> bool:
    digits = value.strip()
    is_short = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER
    return is_short and least <= int(digits) <= most


def _read_port(name: str, value: str) -> int:
    if not _is_number(value, 0, 65535):
        raise SettingsError(
            f"{name}: must be a port from 0 to 65535 (0: any free one), not {value!r}"
        )
    return int(value)


def _read_operator_port(name: str, value: str) -> OperatorPort:
    if value.strip().lower() == _OPERATOR_OFF:
        return OperatorPort(None, is_wished=True)
    try:
        return OperatorPort(_read_port(name, value), is_wished=True)
    except SettingsError as error:
        raise SettingsError(f"{error}, nor 'off'") from None


def _read_networks(name: str, value: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each) for each in value.split())
    except ValueError as error:
        raise SettingsError(
            f"{name}: must be addresses or networks, separated by spaces"
        ) from error


def _read_hours(name: str, value: str) -> int:
    if not _is_number(value, 1, 8760):
        raise SettingsError(f"{name}: must be a number of hours from 1 to 8760, not {value!r}")
    return int(value)


def _read_seconds(name: str, value: str) -> int:
    if not _is_number(value, 0, 300):
        raise SettingsError(f"{name}: must be a number of seconds from 0 to 300, not {value!r}")
    return int(value)


def _read_path(name: str, value: str) -> Path:
    try:
        return Path(value.strip()).expanduser()
    except RuntimeError as error:
        raise SettingsError(f"{name}: there is no such home folder: {value.strip()}") from error


def _read_existing_file(name: str, value: str) -> Path:
    path = _read_path(name, value)
    if not path.is_file():
        raise SettingsError(f"{name}: there is no file {path}")
    return path


def _read_existing_folder(name: str, value: str) -> Path:
    path = _read_path(name, value)
    if not path.is_dir():
        raise SettingsError(f"{name}: there is no folder {path}")
    return path


def _read_sha256(name: str, value: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", value.strip()):
        raise SettingsError(f"{name}: must be a SHA-256 of 64 hexadecimal digits")
    return value.strip().lower()


def _read_token(name: str, value: str) -> str:
    if len(value.strip()) < 16:
        raise SettingsError(f"{name}: must have at least 16 characters")
    return value.strip()


def _read_database(name: str, value: str) -> str:
    if not value.strip().startswith(("sqlite:///", "postgresql://")):
        raise SettingsError(f"{name}: must start with sqlite:/// or postgresql://")
    return value.strip()


def _read_redis(name: str, value: str) -> str:
    if not value.strip().startswith(("redis://", "rediss://")):
        raise SettingsError(f"{name}: must start with redis:// or rediss://")
    try:
        _ = urlsplit(value.strip()).port
    except ValueError:  # it quotes the value, of which a part may be the password
        raise SettingsError(
            f"{name}: cannot be read; in a password, @ is written %40, / is %2F and # is %23"
        ) from None
    return value.strip()


def _read_origins(name: str, value: str) -> tuple[str, ...]:
    origins = tuple(origin.rstrip("/") for origin in value.split())
    for origin in origins:
        match = _ORIGIN.fullmatch(origin)
        if match is None or int(match["port"] or 0) > 65535:
            raise SettingsError(
                f"{name}: {origin!r} is not an origin such as https://www.example.com; write each "
                "out, with spaces in between, and names with letters beyond a to z as xn--…"
            )
        if origin.lower().startswith("http:") and not is_loopback(urlsplit(origin).hostname or ""):
            # What is not encrypted can be changed on its way, and so can who is let in.
            raise SettingsError(f"{name}: {origin!r} must begin with https:// (http only here)")
    return origins


def _read_level(name: str, value: str) -> str:
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if value.strip().upper() not in levels:
        raise SettingsError(f"{name}: must be one of {', '.join(levels)}")
    return value.strip().upper()


_READERS: Mapping[str, Callable[[str, str], Any]] = {
    "port": _read_port,
    "operator_port": _read_operator_port,
    "data": _read_path,
    "models": _read_path,
    "model_sha256": _read_sha256,
    "database_url": _read_database,
    "redis_url": _read_redis,
    "articles": _read_existing_folder,
    "gateways": _read_existing_file,
    "rest_token": _read_token,
    "origins": _read_origins,
    "proxies": _read_networks,
    "log_level": _read_level,
    "retention_hours": _read_hours,
    "drain_seconds": _read_seconds,
    "slack_bot_token": _read_slack_token("xoxb-"),
    "slack_app_token": _read_slack_token("xapp-"),
    "slack_signing_secret": _read_token,
    "slack_api": _read_api,
    "otlp_url": _read_otlp,
}
