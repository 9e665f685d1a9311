"""A server that is watched: what it exports, dashboard and alerts over that, and its traces."""

from __future__ import annotations

import http.client
import json
import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics import CHANNELS, KINDS, LANGUAGES, OUTCOMES
from bot.settings import PROJECT
from bot.watch.otlp import PREFIX
from tests.bot.stream_client import bearer, new_token, welcomed
from tests.bot.watch.collector import Collector, attributes, collecting
from tests.bot.watch.exposition import Exported, read_families, read_series
from tests.bot.watch.promql import complaints
from tests.databases import running_redis
from tests.server_log import wait_for_lines
from tests.servers import REST_TOKEN, Lotse, free_port, running_lotse

WATCH = PROJECT / "bot" / "watch"
MARK, TAKEN_OUT = "zwieback", "Klippfisch-47"
QUESTION = "How do I log in with my security card?"
PROXY, STRANGER = "127.0.0.1", "127.0.0.2"
ROW = re.compile(r"^\| `(lotse_[a-z_]+)` \|([^|]*)\| [^|]+ \|$", re.M)
BUCKETS = {"histogram": {"le"}}
FREE = {f"{PREFIX}{name}" for name in ("conversation", "turn")}
CLOSED = {
    "channel": CHANNELS, "kind": KINDS, "outcome": OUTCOMES, "language": (*LANGUAGES, ""),
}  # fmt: skip


@dataclass
class Watched:
    """A server, its operator's port, and who collects its traces."""

    lotse: Lotse
    operator: Lotse
    collector: Collector


@pytest.fixture(scope="module")
def watched(
    model: Path, loopback_gateways: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Watched]:
    """Return a server that is watched in all ways, after some traffic."""
    folder, port = tmp_path_factory.mktemp("watched"), free_port()
    with collecting() as collector, running_redis() as redis:
        settings = {
            "LOTSE_REDIS_URL": redis.url,
            "LOTSE_OPERATOR_PORT": str(port),
            "LOTSE_GATEWAYS": str(loopback_gateways),
            "LOTSE_OTLP_URL": collector.url,
            "LOTSE_PROXIES": f"{PROXY}/32",
        }
        with running_lotse(folder, **settings) as lotse:
            operator = Lotse(f"http://127.0.0.1:{port}", lotse.process, lotse.log)
            talk(lotse)
            yield Watched(lotse, operator, collector)


def talk(lotse: Lotse) -> None:
    token = new_token(lotse)
    for text in (f"{MARK} {QUESTION}", "Is the Zurich gateway up?", f"my password is {TAKEN_OUT}"):
        lotse.post("/api/messages", {"text": text, "language": "en"}, bearer(token))
    lotse.say(f"{MARK}-sender", QUESTION)
    lotse.say(f"{MARK}-sender", f"qwertz {MARK} asdf", language="de")
    lotse.post("/api/messages", {"text": MARK}, bearer(MARK))
    lotse.get(f"/{MARK}")


@pytest.fixture(scope="module")
def exported(watched: Watched) -> Exported:
    return read_series(watched.operator)


def panels() -> list[tuple[str, str]]:
    """Return each panel's title and each of its expressions."""
    board = json.loads((WATCH / "grafana.json").read_text(encoding="utf-8"))
    return [
        (panel["title"], target["expr"])
        for panel in board["panels"]
        for target in panel.get("targets", ())
    ]


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((WATCH / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_each_panel_asks_for_what_is_exported(exported: Exported) -> None:
    found = {title: wrong for title, each in panels() if (wrong := complaints(each, exported))}

    assert len(panels()) > 40
    assert found == {}


def test_each_alert_waits_for_what_is_exported(exported: Exported) -> None:
    found = {r["alert"]: wrong for r in rules() if (wrong := complaints(r["expr"], exported))}

    assert found == {}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_each_alert_says_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"].keys() == {"summary", "action"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("lotse_turns_total", []),
        ('rate(lotse_turns_total{channel="web"}[5m]) > 0', []),
        ("sum by (instance) (lotse_ready)", []),
        ("lotse_turn_total", ["there is no lotse_turn_total"]),
        ('lotse_turns_total{kind="x"}', ["lotse_turns_total has no label kind"]),
        ("sum by (kind) (lotse_turns_total)", ["nothing has a label kind"]),
        ("lotse_ready / (1 + lotse_unready)", ["there is no lotse_unready"]),
    ],
)
def test_what_is_wrong_with_an_expression_is_found(
    exported: Exported, expression: str, expected: list[str]
) -> None:
    assert complaints(expression, exported) == expected


def test_a_dashboard_knows_no_one_s_data_source() -> None:
    board = json.loads((WATCH / "grafana.json").read_text(encoding="utf-8"))
    sources = [panel["datasource"]["uid"] for panel in board["panels"] if "targets" in panel]

    assert set(sources) == {"${datasource}"}
    assert "://" not in json.dumps(board)
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_the_readme_lists_all_metrics_with_their_labels(
    watched: Watched, exported: Exported
) -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    listed = {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in ROW.findall(text)}
    families = {
        name: kind
        for name, kind in read_families(watched.operator).items()
        if name.startswith("lotse_")
    }

    assert listed.keys() == families.keys()
    for name, kind in families.items():
        series = f"{name}_bucket" if kind == "histogram" else name
        if series in exported:  # some have none yet
            assert exported[series] - BUCKETS.get(kind, set()) == listed[name], name


def test_what_it_is_made_of_is_what_fingerprint_prints(watched: Watched) -> None:
    text = watched.operator.get("/metrics")[1]
    log = watched.lotse.log.read_text(encoding="utf-8")

    found = re.search(
        r'^lotse_build_info\{code="(\w+)",knowledge="(\w+)",model="(\w+)"\} 1', text, re.M
    )
    assert found
    assert f"model {found[3]} knowledge {found[2]} code {found[1]}" in log


def test_nothing_of_what_was_said_is_exported(watched: Watched) -> None:
    text = watched.operator.get("/metrics")[1]

    assert MARK not in text
    assert TAKEN_OUT not in text


def test_a_busy_server_is_ready(watched: Watched) -> None:
    """The queue is full, so people are told so; a load balancer must not take the server out."""
    with ThreadPoolExecutor(60) as pool:
        asking = [
            pool.submit(watched.lotse.post, "/webhooks/rest/webhook", *rest_request(number))
            for number in range(300)
        ]
        ready = {watched.lotse.get("/readyz")[0] for _ in range(50)}
        statuses = {each.result()[0] for each in asking}

    assert ready == {200}
    assert statuses <= {200, 503}


def rest_request(number: int) -> tuple[dict[str, str], dict[str, str]]:
    body = {"sender": f"busy-{number}", "message": QUESTION}
    return body, {"Authorization": f"Bearer {REST_TOKEN}"}


def test_a_turn_is_a_trace_of_its_parts(watched: Watched) -> None:
    since, collector = watched.lotse.log.stat().st_size, watched.collector
    token = new_token(watched.lotse)
    said = {"text": "Is the Zurich gateway up?", "language": "en"}
    watched.lotse.post("/api/messages", said, bearer(token))
    [line] = wait_for_lines(watched.lotse, lambda line: line["event"] == "a turn ended", since)

    turn = collector.wait_for(
        lambda span: span.name == "turn" and attributes(span)["lotse.turn"] == line["turn"]
    )
    agent = collector.below(turn, "agent")
    collector.below(turn, "lock")
    collector.below(turn, "queue")
    collector.below(agent, "parse")
    action = collector.below(agent, "action")
    request = collector.wait_for(lambda span: span.span_id == turn.parent_span_id)

    assert attributes(turn) == {
        "lotse.channel": "web",
        "lotse.conversation": line["conversation"],
        "lotse.turn": line["turn"],
        "lotse.outcome": "answered",
        "lotse.kinds": line["kinds"],
        "lotse.language": "en",
    }
    assert attributes(request) == {
        "lotse.method": "POST",
        "lotse.route": "/api/messages",
        "lotse.status": "200",
    }
    assert attributes(action) == {"lotse.action": "action_check_ports"}
    assert collector.paths == {"/v1/traces"}


def test_a_port_check_is_a_span_with_what_it_found(watched: Watched) -> None:
    probe = watched.collector.wait_for(lambda span: span.name == "probe")

    above = watched.collector.wait_for(lambda span: span.span_id == probe.parent_span_id)
    assert above.name == "action"
    assert attributes(probe).keys() == {"lotse.state"}


async def test_a_turn_of_a_stream_is_a_trace_of_its_own(watched: Watched) -> None:
    async with welcomed(watched.lotse, new_token(watched.lotse)) as stream:
        since = watched.lotse.log.stat().st_size
        await stream.ask("q", QUESTION)
    [line] = wait_for_lines(watched.lotse, lambda line: line["event"] == "a turn ended", since)

    turn = watched.collector.wait_for(
        lambda span: span.name == "turn" and attributes(span)["lotse.turn"] == line["turn"]
    )
    assert not turn.parent_span_id


def test_attributes_are_closed_sets_and_the_log_s_names(watched: Watched) -> None:
    bodies = b"".join(watched.collector.bodies)

    assert MARK.encode() not in bodies
    assert TAKEN_OUT.encode() not in bodies
    for span in list(watched.collector.spans):
        for name, value in attributes(span).items():
            known = CLOSED.get(name.removeprefix(PREFIX))
            assert known is None or value in known, (name, value)
            assert name not in FREE or re.fullmatch(r"[0-9a-f]{12}", value)


def ask_from(lotse: Lotse, address: str, parent: str) -> None:
    """Ask from another address of this machine, below a trace of the client's."""
    host, port = lotse.url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), source_address=(address, 0))
    connection.request("GET", "/widget.js", headers={"traceparent": parent})
    assert connection.getresponse().status == 200
    connection.close()


def test_only_a_configured_proxy_says_what_trace_a_request_belongs_to(watched: Watched) -> None:
    ours, theirs = (secrets.token_hex(16) for _ in range(2))
    ask_from(watched.lotse, PROXY, f"00-{ours}-{secrets.token_hex(8)}-01")
    ask_from(watched.lotse, STRANGER, f"00-{theirs}-{secrets.token_hex(8)}-01")
    ask_from(watched.lotse, PROXY, f"00-{theirs}-{MARK}")
    ask_from(watched.lotse, PROXY, f"00-{theirs.upper()}-{secrets.token_hex(8)}-01")
    last = secrets.token_hex(16)
    ask_from(watched.lotse, PROXY, f"00-{last}-{secrets.token_hex(8)}-01")

    watched.collector.wait_for(lambda span: span.trace_id == bytes.fromhex(ours))
    watched.collector.wait_for(lambda span: span.trace_id == bytes.fromhex(last))
    assert not [span for span in watched.collector.spans if span.trace_id == bytes.fromhex(theirs)]
