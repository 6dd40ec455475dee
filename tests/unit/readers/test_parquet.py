"""Parquet: the form in which rows of a database are kept."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from ingest.readers import read_file
from tests.unit.readers.helpers import FIRST, LAYOUT, SECOND, TITLES, found, only_table, put, records, stopped


def parquet(frame: pl.DataFrame, **options: int) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target, **options)  # type: ignore[arg-type]
    return target.getvalue()


def texts(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(TITLES, pl.String), orient="row")


def test_the_schema_is_the_header_and_the_first_record_is_row_2(tmp_path: Path) -> None:
    table = only_table(put(tmp_path, parquet(texts(FIRST, SECOND)), "no matter.csv"))
    assert table.header_row == 1
    assert records(table) == {2: FIRST, 3: SECOND}
    assert dict(table.mapping)["决定日期"] == "decided_on"


def test_rows_are_numbered_through_all_row_groups(tmp_path: Path) -> None:
    rows = [(f"公司{number}", *FIRST[1:]) for number in range(1000)]
    table = only_table(put(tmp_path, parquet(texts(*rows), row_group_size=70)))
    assert records(table) == {number + 2: row for number, row in enumerate(rows)}


def test_values_of_every_plain_type_become_the_text_a_person_would_write(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "企业名称": ["甲"],
            "统一社会信用代码": [211103199912310024],
            "决定日期": [date(2026, 1, 2)],
            "备注": pl.Series([Decimal("5000.00")], dtype=pl.Decimal(18, 2)),
            "时间": pl.Series(["2026-01-02 08:30"]).str.to_datetime(),
        }
    )
    table = only_table(put(tmp_path, parquet(frame)))
    (record,) = records(table).values()
    assert record == ("甲", "211103199912310024", "2026-01-02", "5000.00", "2026-01-02 08:30:00.000000")
    assert table.extra_columns == ("时间",)


def test_a_missing_column_stops_the_file(tmp_path: Path) -> None:
    problem = stopped(put(tmp_path, parquet(texts(FIRST).drop("决定日期"))))
    assert problem.rule_id == "FILE-COLUMNS"
    assert "决定日期" in problem.detail_zh


def test_a_table_without_rows_says_so(tmp_path: Path) -> None:
    reading = read_file(put(tmp_path, parquet(texts())), LAYOUT)
    assert [finding.rule_id for finding in reading.findings] == ["FILE-HEADER-ONLY"]
    assert found(reading.tables[0]) == []


def test_lists_and_bytes_are_refused_by_name(tmp_path: Path) -> None:
    frame = texts(FIRST).with_columns(附件=pl.lit(b"\x00"), 明细=pl.lit([1, 2]))
    problem = stopped(put(tmp_path, parquet(frame)))
    assert problem.rule_id == "FILE-CONTAINER"
    assert "附件" in problem.detail_zh
    assert "明细" in problem.detail_zh


def test_damage_anywhere_stops_the_file(tmp_path: Path) -> None:
    whole = parquet(texts(*[(f"公司{number}", *FIRST[1:]) for number in range(2000)]))
    for kept in (4, 100, len(whole) // 2, len(whole) - 1):
        assert stopped(put(tmp_path, whole[:kept])).rule_id == "FILE-CONTAINER"
    assert stopped(put(tmp_path, b"PAR1" + b"\xff" * 5000 + whole[5004:])).rule_id == "FILE-CONTAINER"
