"""The duty officer's page where the demonstration city shows nothing: failure, a full disk, no release."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.duty import LINES_SHOWN, Part, _disk, _last_run, duty
from orchestration.released import NothingToExplainError
from orchestration.runbook import section

Usage = namedtuple("Usage", "total used free")


@dg.asset(check_specs=[dg.AssetCheckSpec("held", asset="table"), dg.AssetCheckSpec("warned", asset="table")])
def table() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """A step that fails after its checks."""
    yield dg.MaterializeResult()
    yield dg.AssetCheckResult(check_name="held", passed=False)
    yield dg.AssetCheckResult(check_name="warned", passed=False, severity=dg.AssetCheckSeverity.WARN)
    raise ValueError("the disk is gone")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def test_a_failed_refresh_names_the_step_and_the_check(instance: dg.DagsterInstance) -> None:
    job = dg.Definitions([table], jobs=[dg.define_asset_job("refresh")]).resolve_job_def("refresh")
    assert not job.execute_in_process(instance=instance, raise_on_error=False).success
    part = _last_run()
    assert part.to_do
    assert "FAILURE" in part.lines[0]
    assert part.lines[1:] == [
        "失败的步骤 / failed step: table",
        "检查没有通过 / check failed: table held",
        "检查 / checks 2,其中提醒 / of them warnings 1",
    ]


def test_a_run_that_goes_on_is_no_failure(instance: dg.DagsterInstance) -> None:
    job = dg.Definitions([table], jobs=[dg.define_asset_job("refresh")]).resolve_job_def("refresh")
    run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    part = _last_run()
    assert not part.to_do
    assert run.run_id in part.lines[0]


def test_without_any_run_somebody_has_to_look(instance: dg.DagsterInstance) -> None:
    assert instance.get_runs_count() == 0
    assert _last_run().to_do


def test_a_disk_without_room_for_another_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"w" * 600)
    release = tmp_path / "published" / "releases" / "r"
    release.mkdir(parents=True)
    (release / "public.duckdb").write_bytes(b"p" * 400)
    (tmp_path / "published" / "current").symlink_to(release)
    for free, to_do in ((999, True), (1000, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(10_000, 10_000 - free, free))
        assert _disk(tmp_path).to_do is to_do


def test_a_long_list_is_cut_and_counted() -> None:
    text = "\n".join(Part("late", [str(n) for n in range(LINES_SHOWN + 7)], True, "磁盘满").told())
    assert text.count("\n- ") == LINES_SHOWN
    assert "另有 7 条" in text
    assert "“磁盘满”" in text
    assert section("磁盘满")


def test_before_the_first_release_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingToExplainError, match="siku refresh"):
        duty(tmp_path, now=None)  # type: ignore[arg-type]
