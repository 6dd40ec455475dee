"""What any refresh on this stack costs at the least: an empty recorded Dagster job, an empty dbt build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg

PROJECT = "name: empty\nversion: 1.0.0\nconfig-version: 2\nprofile: empty\nmodel-paths: [models]\n"
PROFILE = "empty: {target: t, outputs: {t: {type: duckdb, path: empty.duckdb, threads: 2}}}\n"


@dg.asset
def nothing() -> None:
    """Do nothing."""


def dagster_run(home: Path) -> None:
    """One job with one trivial asset in a persistent instance."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    os.environ["DAGSTER_HOME"] = str(home)
    job = dg.define_asset_job("empty", dg.AssetSelection.all(), executor_def=dg.in_process_executor)
    definitions = dg.Definitions(assets=[nothing], jobs=[job])
    with dg.DagsterInstance.get() as instance:
        assert definitions.resolve_job_def("empty").execute_in_process(instance=instance).success


def dbt_build(folder: Path) -> None:
    """One model that selects a number."""
    (folder / "models").mkdir(parents=True, exist_ok=True)
    (folder / "models" / "one.sql").write_text("select 1 as one\n")
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build", "--profiles-dir", "."]
    subprocess.run(
        command, cwd=folder, check=True, env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    )


if __name__ == "__main__":
    root = Path(sys.argv[1])
    dagster_run(root / "home")
    dbt_build(root / "dbt")
