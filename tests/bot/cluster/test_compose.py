"""``compose.yaml`` is as specified, holds no secret, and fits the image and HAProxy."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
import yaml

from bot.cluster.balancer import SHIPPED
from bot.connections import STOP_SECONDS
from bot.settings import PROJECT, read_settings
from tests.bot.cluster.schemas import compose_complaints

FILE = PROJECT / "compose.yaml"
CONTAINERFILE = PROJECT / "bot" / "cluster" / "Containerfile"
SERVICES = ("balancer", "lotse", "postgres", "redis")


VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)\}")


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load(FILE.read_text("utf-8"))


def test_the_specification_knows_all_of_it() -> None:
    filled_in = VARIABLE.sub(lambda found: found["default"] or "something", FILE.read_text("utf-8"))

    assert compose_complaints(yaml.safe_load(filled_in)) == []


def test_what_the_specification_does_not_know_would_be_seen(compose: Any) -> None:
    compose["services"]["redis"]["volums"] = []

    assert "volums" in " ".join(compose_complaints(compose))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(compose: Any, name: str) -> None:
    service = compose["services"][name]

    assert set(compose["services"]) == set(SERVICES)
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "healthcheck" in service or name == "lotse"  # which has the image's


def test_only_the_balancer_can_be_reached_and_only_from_this_machine(compose: Any) -> None:
    ports = {name: each.get("ports", []) for name, each in compose["services"].items()}

    assert ports.pop("balancer") == ["127.0.0.1:${LOTSE_PORT:-8080}:8080"]
    assert all(found == [] for found in ports.values())
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert compose["services"][name]["networks"] == ["inside"]


def test_secrets_come_from_files(compose: Any) -> None:
    text = FILE.read_text("utf-8")

    assert {each["file"] for each in compose["secrets"].values()} == {
        ".secrets/database_password",
        ".secrets/redis_password",
    }
    assert re.findall(r"(?i)password: *[^\s/#]+$", text, re.M) == []
    assert "/.secrets/" in (PROJECT / ".gitignore").read_text("utf-8").split()


def test_the_settings_are_known_and_fit_together(compose: Any) -> None:
    lotse = compose["services"]["lotse"]
    command = re.sub(r"\$\$\(cat [^)]*\)", "0123456789abcdef", lotse["command"][2])
    told = dict(re.findall(r'(LOTSE_\w+)="([^"]*)"', command))

    origins = {"LOTSE_ORIGINS": "https://help.example.com"}
    settings = read_settings({**lotse["environment"], **origins, **told})

    assert settings.host == "0.0.0.0"
    assert set(told) == {"LOTSE_DATABASE_URL", "LOTSE_REDIS_URL"}
    subnets = [
        each["subnet"]
        for network in compose["networks"].values()
        for each in network.get("ipam", {}).get("config", [])
    ]
    assert sorted(map(str, settings.proxies)) == sorted(subnets)


def test_a_worker_has_the_time_to_answer_what_is_under_way(compose: Any) -> None:
    grace = compose["services"]["lotse"]["stop_grace_period"]

    assert int(grace.removesuffix("s")) > 2 * STOP_SECONDS


def test_the_balancer_looks_for_workers_where_they_are(compose: Any) -> None:
    text = (SHIPPED / "haproxy.cfg").read_text("utf-8")
    balancer = compose["services"]["balancer"]
    port = compose["services"]["lotse"]["environment"]["LOTSE_PORT"]

    assert f" lotse:{port} resolvers" in text
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(balancer["environment"])
    assert balancer["volumes"] == ["./bot/cluster/haproxy:/usr/local/etc/haproxy:ro"]


def test_the_image_takes_only_files_that_are_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE.read_text("utf-8"), re.M)
    sources = [source for line in copied for source in line.split()]
    kept = CONTAINERFILE.with_name("Containerfile.dockerignore").read_text("utf-8").splitlines()
    let_in = [line[1:] for line in kept if line.startswith("!")]

    assert len(sources) > 5
    assert all((PROJECT / source).exists() for source in sources)
    assert all(any(f"{source}/".startswith(f"{each}/") for each in let_in) for source in sources)


def test_the_image_is_no_roots(compose: Any) -> None:
    text = CONTAINERFILE.read_text("utf-8")
    last = text.rpartition("FROM ")[2]

    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert "LOTSE_DATA=/tmp/lotse" in last
    assert "RUN python bot/install.py" in text  # by the lock's hashes


def test_secrets_are_not_kept_by_git() -> None:
    command = ["git", "check-ignore", ".secrets/database_password"]

    assert subprocess.run(command, cwd=PROJECT, check=False, capture_output=True).returncode == 0
