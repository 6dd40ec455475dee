"""Nothing is published when a blocking check failed, before the release or in it; the last good one stays."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from ingest.catalogue import Catalogue
from ingest.settings import Days
from orchestration.release import asset
from orchestration.release.asset import PUBLISHED, publication_asset
from orchestration.release.marts import marts_of
from orchestration.run import PLANNED, PUBLISHED_INPUTS, RunContext
from orchestration.version import MANIFEST

AS_OF = date(2026, 10, 31)
UPSTREAM = dg.AssetKey(["marts", "disclosure_clock"])
[CLOCK] = [mart for mart in marts_of(MANIFEST) if mart.name == "disclosure_clock"]
DECISION = """
    insert into disclosure_clock by name
    select
        'r1' as record_id, 'penalty' as kind, date '2026-09-01' as decided_on, date '2026-09-10' as due_on,
        date '2026-09-01' as first_decided_on, date '{}' as first_reported_on, 'on_time' as state,
        date '2026-10-31' as as_of_date
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city of one decision, reported on its fifth working day, published once."""
    monkeypatch.setattr(asset, "marts_of", lambda _: [CLOCK])
    index = tmp_path / "landing" / "_index"
    index.mkdir(parents=True)
    for name in (PUBLISHED_INPUTS, PLANNED):
        (index / name).write_text("", encoding="utf-8")
    _build(tmp_path, "2026-09-08")
    assert _run(tmp_path, "good", passes=True).success
    return tmp_path


def _build(root: Path, reported_on: str) -> None:
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        columns = ", ".join(f'"{column.name}" {column.data_type}' for column in CLOCK.columns)
        connection.execute(f"create or replace table disclosure_clock ({columns})")
        connection.execute(DECISION.format(reported_on))


def _run(root: Path, run_id: str, *, passes: bool) -> dg.ExecuteInProcessResult:
    """The release of a run whose warehouse has one blocking check, as every test of dbt is one."""

    @dg.asset(key=UPSTREAM, check_specs=[dg.AssetCheckSpec("unique_rows", asset=UPSTREAM, blocking=True)])
    def warehouse() -> dg.MaterializeResult:
        return dg.MaterializeResult(
            check_results=[dg.AssetCheckResult(check_name="unique_rows", passed=passes)]
        )

    siku = RunContext(root, Days(AS_OF, AS_OF), run_id, Catalogue(standards={}, feeds={}), b"")
    assets = [warehouse, publication_asset([UPSTREAM])]
    return dg.materialize(assets, resources={"siku": siku}, raise_on_error=False)


def _published(root: Path) -> tuple[str, list[str]]:
    manifest = json.loads((root / "published" / "manifest.json").read_text(encoding="utf-8"))
    return manifest["run_id"], [path.name for path in (root / "published" / "releases").iterdir()]


def test_a_blocking_check_that_fails_keeps_the_last_release(root: Path) -> None:
    result = _run(root, "bad", passes=False)
    assert not result.success
    assert result.get_failed_step_keys() == {"marts__disclosure_clock"}
    assert PUBLISHED not in {event.asset_key for event in result.get_asset_materialization_events()}
    assert _published(root) == ("good", ["good"])


def test_a_clock_that_breaks_its_contract_keeps_the_last_release(root: Path) -> None:
    _build(root, "2026-09-15")  # after the last day, and still called on time
    result = _run(root, "bad", passes=True)
    assert not result.success
    assert "七个工作日时钟与合同不符" in str(result.failure_data_for_node("published__release"))
    assert _published(root) == ("good", ["good"])


def test_what_passes_again_is_published(root: Path) -> None:
    _run(root, "bad", passes=False)
    assert _run(root, "next", passes=True).success
    run_id, kept = _published(root)
    assert (run_id, sorted(kept)) == ("next", ["good", "next"])
