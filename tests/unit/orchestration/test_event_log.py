"""The event log held open stores what dagster's own would, in the same files."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration.event_log import HeldOpenEventLog
from orchestration.refresh import prepare_home


@dg.asset
def something() -> None:
    """Do nothing."""


def run_twice(instance: dg.DagsterInstance) -> list[str]:
    job = dg.define_asset_job("job", executor_def=dg.in_process_executor)
    definitions = dg.Definitions(assets=[something], jobs=[job])
    resolved = definitions.resolve_job_def("job")
    return [resolved.execute_in_process(instance=instance).run_id for _ in range(2)]


def test_dagsters_own_storage_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    prepare_home()
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, HeldOpenEventLog)
        runs = run_twice(instance)
        held = {run: [e.user_message for e in instance.all_logs(run)] for run in runs}
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    with dg.DagsterInstance.get() as instance:
        assert not isinstance(instance.event_log_storage, HeldOpenEventLog)
        assert {run: [e.user_message for e in instance.all_logs(run)] for run in runs} == held
        assert len(instance.fetch_materializations(something.key, limit=9).records) == 2
