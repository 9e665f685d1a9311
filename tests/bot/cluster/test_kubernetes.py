"""The manifests are what Kubernetes takes, fit together, and hold no secret."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.connections import STOP_SECONDS
from bot.settings import PROJECT, Settings, read_settings
from kb.gateways import read_gateways
from tests.bot.cluster.schemas import kubernetes_complaints

FOLDER = PROJECT / "bot" / "cluster" / "kubernetes"
VERSIONS = ("1.30", "1.37")  # the oldest with a preStop that sleeps, and the newest we know
FILES = sorted(FOLDER.glob("*.yaml"))


def documents(file: Path) -> list[Mapping[str, Any]]:
    return list(yaml.safe_load_all(file.read_text("utf-8")))


EVERY = {f"{file.stem}-{each['kind']}": each for file in FILES for each in documents(file)}


@pytest.fixture
def pod() -> Any:
    (deployment,) = [each for each in EVERY.values() if each["kind"] == "Deployment"]
    return deployment["spec"]["template"]["spec"]


@pytest.fixture
def container(pod: Any) -> Any:
    (container,) = pod["containers"]
    return container


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", EVERY)
def test_kubernetes_would_take_each_document(name: str, version: str) -> None:
    assert kubernetes_complaints(EVERY[name], version) == []


def test_a_field_that_kubernetes_does_not_know_would_be_seen(pod: Any) -> None:
    wrong = {**EVERY["service-Service"], "spec": {"ports": [{"port": "eighty", "hots": "a"}]}}

    found = " ".join(kubernetes_complaints(wrong, VERSIONS[-1]))

    assert "'hots' was unexpected" in found
    assert "'eighty'" in found


def test_all_that_is_needed_is_there() -> None:
    assert {each["kind"] for each in EVERY.values()} == {
        "ConfigMap",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Ingress",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "Service",
    }


def test_the_parts_find_one_another(pod: Any, container: Any) -> None:
    labels = EVERY["deployment-Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = [
        EVERY["deployment-Deployment"]["spec"]["selector"]["matchLabels"],
        EVERY["autoscaling-PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        EVERY["network-policy-NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
        EVERY["service-Service"]["spec"]["selector"],
    ]
    port = container["ports"][0]["name"]

    assert all(selector == labels for selector in selectors)
    assert EVERY["service-Service"]["spec"]["ports"][0]["targetPort"] == port
    assert {container[f"{kind}Probe"]["httpGet"]["port"] for kind in PROBES} == {port}


PROBES = {"startup": "/readyz", "readiness": "/readyz", "liveness": "/healthz"}


def test_a_pod_that_answers_wrongly_gets_no_requests_but_only_a_dead_one_is_killed(
    container: Any,
) -> None:
    found = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in PROBES}

    assert found == PROBES


def test_a_pod_has_the_time_to_answer_what_is_under_way(pod: Any, container: Any) -> None:
    waits = container["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert pod["terminationGracePeriodSeconds"] > waits + 2 * STOP_SECONDS


def test_the_settings_are_known_and_fit_together(container: Any) -> None:
    given = dict(EVERY["config-ConfigMap"]["data"])
    given |= {each["name"]: f"{SCHEMES[each['name']]}://there" for each in container["env"]}

    settings = read_settings(given)

    assert settings.port == container["ports"][0]["containerPort"]
    assert (settings.host, settings.origins) == ("0.0.0.0", ("https://help.example.com",))


SCHEMES = {"LOTSE_DATABASE_URL": "postgresql", "LOTSE_REDIS_URL": "redis"}


def test_secrets_are_named_and_never_given(container: Any) -> None:
    assert {each["name"] for each in container["env"]} == set(SCHEMES)
    assert all(set(each["valueFrom"]) == {"secretKeyRef"} for each in container["env"])
    assert all(each["kind"] != "Secret" for each in EVERY.values())


def test_a_pod_is_as_restricted_as_pod_security_asks(pod: Any, container: Any) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert "memory" in container["resources"]["limits"]


def test_a_pod_may_go_where_port_checks_go_and_not_inside() -> None:
    policy = EVERY["network-policy-NetworkPolicy"]["spec"]
    world = policy["egress"][-1]
    tried = {port for row in read_gateways(Settings().gateways).rows for port in row.ports}

    assert {each["port"] for each in world["ports"]} == tried
    assert "169.254.0.0/16" in world["to"][0]["ipBlock"]["except"]  # where clouds keep credentials


def test_there_are_always_two_pods_so_that_one_may_go() -> None:
    autoscaler = EVERY["autoscaling-HorizontalPodAutoscaler"]["spec"]

    assert autoscaler["minReplicas"] >= 2
    assert (
        autoscaler["scaleTargetRef"]["name"] == EVERY["deployment-Deployment"]["metadata"]["name"]
    )
    assert "replicas" not in EVERY["deployment-Deployment"]["spec"]  # it would fight the autoscaler
