"""Landing as staging reads it: what was landed before a standard gained a column is still read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from ingest.batch_writer import write_empty_batch
from ingest.catalogue import HERE, load_catalogue
from orchestration.late_rows import LATE_ROWS
from tests.project.conftest import Manifest


def test_a_batch_from_before_a_column_reads_as_null(
    manifest: Manifest, compiled_project: Path, tmp_path: Path
) -> None:
    model = manifest.models["stg_media_cases"]
    sql = (compiled_project / "target" / "compiled" / "siku" / model["original_file_path"]).read_text("utf-8")
    source = sql.split("read_parquet('")[1].split("/media_cases/")[0]
    standard = load_catalogue([HERE]).standards["media_cases"]
    write_empty_batch(tmp_path / "media_cases" / "_none" / "_none", standard)
    old = tmp_path / "media_cases" / "centre" / "0123456789abcdef"
    old.mkdir(parents=True)
    with duckdb.connect() as connection:
        empty = f"{tmp_path}/media_cases/_none/_none/accepted.parquet"
        row = "select 7 as source_row, date '2026-10-01' as received_on"
        connection.execute(
            f"copy (select * exclude (finding) from '{empty}' union all by name {row}) "  # noqa: S608
            f"to '{old}/accepted.parquet'"
        )
        (tmp_path / "_index").mkdir()
        connection.execute(
            f"copy (select date '2026-10-31' as as_of_date) to '{tmp_path}/_index/run.parquet'"
        )
        pl.DataFrame(schema=LATE_ROWS).write_parquet(tmp_path / "_index" / "late_rows.parquet")
        read = sql.replace(source, str(tmp_path))
        assert connection.execute(f"select source_row, finding from ({read})").fetchall() == [(7, None)]  # noqa: S608
