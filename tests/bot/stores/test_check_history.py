"""Since when a port is as it is, in SQLite and in a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.stores.check_history import KEPT, CheckHistory, PeriodRow, periods
from bot.stores.database import open_database
from bot.stores.writer import Writer

START = datetime(2026, 1, 2, 9, 0, tzinfo=timezone.utc)
HOST = "gw1.ibllc.com"


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Worker:
    """One worker's connections to the database."""

    engine: sa.engine.Engine
    writer: Writer
    history: CheckHistory

    @classmethod
    def open(cls, url: str) -> Worker:
        engine = open_database(url)
        writer = Writer(engine)
        return cls(engine, writer, CheckHistory(engine, writer))

    def see(self, *seen: tuple[float, str]) -> None:
        """Add what was seen of one port at these minutes, and wait until it is written."""
        for minutes, result in seen:
            self.history.add(HOST, 4001, result, at(minutes))
        self.wait()

    def wait(self) -> None:
        """Wait until all is written."""
        self.writer.submit(lambda connection: None).result(timeout=20)

    def close(self) -> None:
        """Write what is pending and close the connections."""
        self.writer.close()
        self.engine.dispose()

    def count(self) -> int:
        """Return how many periods are kept."""
        with self.engine.connect() as connection:
            number: int = connection.execute(sa.select([sa.func.count(periods.c.number)])).scalar()
            return number


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without periods, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lotse.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(periods.delete())
    engine.dispose()
    return url


@pytest.fixture
def open_worker(database_url: str) -> Iterator[Callable[[], Worker]]:
    """Return what opens one more worker's connections to the same database."""
    workers: list[Worker] = []

    def open_one() -> Worker:
        workers.append(Worker.open(database_url))
        return workers[-1]

    yield open_one
    for worker in workers:
        worker.close()


@pytest.fixture
def worker(open_worker: Callable[[], Worker]) -> Worker:
    return open_worker()


def period(result: str, since: float, last: float, before: float | None = None) -> PeriodRow:
    return (HOST, 4001, result, at(since), at(last), None if before is None else at(before))


@pytest.mark.parametrize(
    ("seen", "current"),
    [
        ([(0, "ok")], period("ok", 0, 0)),
        ([(0, "ok"), (1, "ok"), (5, "ok")], period("ok", 0, 5)),
        ([(0, "ok"), (1, "refused")], period("refused", 1, 1, before=0)),
        ([(0, "ok"), (1, "refused"), (2, "refused")], period("refused", 1, 2, before=0)),
        ([(0, "ok"), (1, "refused"), (3, "ok")], period("ok", 3, 3, before=1)),
        ([(5, "ok"), (3, "ok")], period("ok", 5, 5)),
        ([(5, "ok"), (3, "refused")], period("ok", 5, 5)),
        ([(5, "ok"), (5, "refused")], period("ok", 5, 5)),
        ([(0, "ok"), (5, "refused"), (3, "ok")], period("refused", 5, 5, before=0)),
    ],
    ids=[
        "the first finding begins a period",
        "the same prolongs it",
        "another begins a new one",
        "the new one is prolonged",
        "an earlier result begins a new one too",
        "the same from earlier changes nothing",
        "another from earlier changes nothing",
        "another of the same time changes nothing",
        "an earlier result from earlier changes nothing",
    ],
)
def test_a_period_is_as_long_as_the_result_stays(
    worker: Worker, seen: list[tuple[float, str]], current: PeriodRow
) -> None:
    worker.see(*seen)

    assert worker.history.current([(HOST, 4001)]) == [current]


TWO_DAYS = 2 * 24 * 60


@pytest.mark.parametrize(
    ("seen", "current"),
    [
        ([(TWO_DAYS, "refused"), (1, "ok")], period("ok", 1, 1)),
        ([(0, "ok"), (TWO_DAYS, "refused"), (1, "ok")], period("ok", 0, 1)),
        ([(0, "ok"), (TWO_DAYS, "refused"), (1, "timeout")], period("timeout", 1, 1, before=0)),
        ([(0, "ok"), (TWO_DAYS, "ok"), (1, "refused")], period("refused", 1, 1, before=0)),
        ([(0, "ok"), (TWO_DAYS, "ok"), (1, "ok")], period("ok", 0, 1)),
        ([(12.1, "refused"), (1, "ok")], period("ok", 1, 1)),
        ([(11.9, "refused"), (1, "ok")], period("refused", 11.9, 11.9)),
    ],
    ids=[
        "a period in the future goes",
        "the one before it goes on",
        "the one before it is what was before",
        "a period that reaches into the future ends",
        "or goes on",
        "just beyond what clocks may differ",
        "a clock that is a little ahead is believed",
    ],
)
def test_what_a_wrong_clock_wrote_gives_way_to_the_next_finding(
    worker: Worker, seen: list[tuple[float, str]], current: PeriodRow
) -> None:
    at_ten = CheckHistory(worker.engine, worker.writer, now=lambda: at(10).timestamp())

    replace(worker, history=at_ten).see(*seen)

    assert worker.history.current(None) == [current]


def test_a_wrong_clock_at_one_port_changes_no_other(worker: Worker) -> None:
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
    worker.history.add("ahead", 4001, "ok", tomorrow)

    worker.see((0, "ok"))

    hosts = [row[0] for row in worker.history.current(None)]
    assert hosts == ["ahead", HOST]


def test_a_period_outlives_a_restart(open_worker: Callable[[], Worker]) -> None:
    open_worker().see((0, "ok"))

    restarted = open_worker()
    restarted.see((1, "ok"))

    assert restarted.history.current(None) == [period("ok", 0, 1)]


def test_some_ports_all_or_none_can_be_asked_for(worker: Worker) -> None:
    for host, port in (("a", 1), ("a", 2), ("b", 1)):
        worker.history.add(host, port, "ok", at(0))
    worker.wait()

    def found(ports: list[tuple[str, int]] | None) -> list[tuple[str, int]]:
        return [row[:2] for row in worker.history.current(ports)]

    assert found([("a", 2), ("b", 1), ("b", 2)]) == [("a", 2), ("b", 1)]
    assert found(None) == [("a", 1), ("a", 2), ("b", 1)]
    assert found([]) == []


def test_hundreds_of_ports_can_be_asked_for(worker: Worker) -> None:
    ports = [(f"host{number}.ibllc.com", 4000 + number % 2) for number in range(500)]
    for host, port in ports:
        worker.history.add(host, port, "ok", at(0))
    worker.wait()

    found = worker.history.current(ports)

    assert [row[:2] for row in found] == ports


def test_two_workers_that_see_the_same_write_one_period(
    open_worker: Callable[[], Worker],
) -> None:
    workers = [open_worker(), open_worker()]
    together = threading.Barrier(len(workers))

    def see(worker: Worker) -> None:
        together.wait()
        for minute in range(20):
            for port in range(5):
                worker.history.add(HOST, port, "ok", at(minute))

    threads = [threading.Thread(target=see, args=[worker]) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.wait()

    found = workers[0].history.current(None)
    assert {(row[1], row[4]) for row in found} == {(port, at(19)) for port in range(5)}
    assert workers[0].count() == 5


def test_periods_go_after_thirty_days(worker: Worker) -> None:
    days = KEPT.days * 24 * 60
    worker.see((0, "ok"), (1, "refused"), (2, "ok"))

    worker.see((days + 1.5, "timeout"))

    assert worker.count() == 2
    assert worker.history.current(None) == [period("timeout", days + 1.5, days + 1.5, before=2)]
