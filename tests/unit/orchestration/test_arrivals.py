"""However many files arrive, one run at a time is asked for, and none for what is known."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.arrivals import arrivals_sensor
from orchestration.lock import refresh_lock
from tests.integration import deliveries as d

OTHERS = ("transport_bureau_penalties", "water_arrears", "court_cases")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def look(instance: dg.DagsterInstance) -> list[dg.RunRequest]:
    """What one look of the sensor asks for, as Dagster's daemon takes it."""
    sensor = arrivals_sensor("refresh", d.CATALOGUE)
    with dg.build_sensor_context(instance=instance) as context:
        return list(sensor.evaluate_tick(context).run_requests or [])


def ask(instance: dg.DagsterInstance, request: dg.RunRequest, status: dg.DagsterRunStatus) -> None:
    """What the daemon does with a request."""
    instance.add_run(
        dg.DagsterRun(job_name="refresh", run_id=str(uuid.uuid4()), status=status, tags=dict(request.tags))
    )


def test_a_thousand_files_are_one_run(data_root: Path, instance: dg.DagsterInstance) -> None:
    assert look(instance) == []
    for number in range(1000):
        d.put(data_root, f"{number}.csv", b"1\n", feed=(d.FEED, *OTHERS)[number % 4])
    (request,) = look(instance)
    assert request.tags["siku/files"] == "1000"
    assert request.run_key == look(instance)[0].run_key  # a key is run once: asking again starts nothing
    for status in (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED):
        ask(instance, request, status)
        d.put(data_root, f"{status}.csv", b"2\n")  # also when more arrives meanwhile
        assert look(instance) == []


def test_a_refresh_at_the_command_line_is_waited_for(data_root: Path, instance: dg.DagsterInstance) -> None:
    d.put(data_root, "a.csv", b"1\n")
    with refresh_lock(data_root):
        assert look(instance) == []
    assert len(look(instance)) == 1


def test_what_has_landed_or_was_stopped_asks_for_no_run(
    data_root: Path, instance: dg.DagsterInstance
) -> None:
    d.put(data_root, "good.csv", d.as_csv(d.penalties(1)))
    d.put(data_root, "stopped.csv", b"no header\n1\n")
    (first,) = look(instance)
    d.pull(data_root)
    assert look(instance) == []
    d.put(data_root, "more.csv", d.as_csv(d.penalties(2)))
    (second,) = look(instance)
    assert second.run_key != first.run_key


def test_a_file_that_is_still_growing_asks_for_no_run(data_root: Path, instance: dg.DagsterInstance) -> None:
    path = d.put(data_root, "a.csv", b"1\n")
    os.utime(path)
    assert look(instance) == []


def test_a_run_that_died_before_it_started_is_not_waited_for_for_ever(
    data_root: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    d.put(data_root, "a.csv", b"1\n")
    (request,) = look(instance)
    ask(instance, request, dg.DagsterRunStatus.STARTING)
    assert look(instance) == []
    monkeypatch.setattr("orchestration.arrivals.STARTING_TAKES", -1 * (d.RECEIVED - d.RECEIVED))
    assert len(look(instance)) == 1
