"""Publication: only named columns, all files at once, readers undisturbed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.catalogue import Audience
from orchestration.release.marts import Mart, MartColumn
from orchestration.release.tables import Release
from orchestration.release.write import publish

MARTS = [
    Mart(
        "subjects",
        "主体",
        (
            MartColumn("subject_id", "主体标识", Audience.public),
            MartColumn("library", "库", Audience.public),
            MartColumn("phone", "电话", Audience.restricted),
            MartColumn("secret", "不发布", None),
        ),
        {"public": "library <> 'per'"},
    ),
    Mart("row_issues", "行问题", (MartColumn("rule_id", "规则", Audience.shared),)),
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    _fill(tmp_path, 2)
    return tmp_path


def _fill(root: Path, rows: int) -> None:
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        connection.execute(
            "create or replace table subjects as select 's' || i as subject_id, "
            "case when i = 0 then 'per' else 'ent' end as library, "
            "'1390000' || i as phone, 'x' as secret from range(?) t(i)",
            [rows],
        )
        connection.execute("create or replace table row_issues as select 'R' as rule_id")  # fmt: skip


def _release(number: int = 1) -> Release:
    return Release(date(2026, 10, 31), f"run-{number}", "0.1.0+abc", "digest")


def _columns(path: Path) -> set[tuple[str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return set(
            connection.execute(
                "select table_name, column_name from duckdb_columns() where not internal"
            ).fetchall()
        )


def test_each_file_holds_what_its_reader_may_see(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release())
    published = warehouse / "published"
    public, shared, restricted = (_columns(published / f"{a}.duckdb") for a in Audience)
    release = {("release", n) for n in ("as_of_date", "run_id", "code_version", "audience")}
    release |= {("release_changes", n) for n in ("mart", "change", "row_key", "changed_columns")}
    assert public == release | {("subjects", "subject_id"), ("subjects", "library")}
    assert shared == public | {("row_issues", "rule_id")}
    assert restricted == shared | {("subjects", "phone")}
    with duckdb.connect(str(published / "public.duckdb"), read_only=True) as connection:
        assert connection.execute("select library from subjects").fetchall() == [("ent",)]
    assert b"1390000" not in (published / "public.duckdb").read_bytes()
    assert b"1390000" not in (published / "shared.duckdb").read_bytes()
    assert stat.S_IMODE((published / "restricted.duckdb").stat().st_mode) == 0o600


def test_labels_are_in_the_file(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release())
    with duckdb.connect(str(warehouse / "published" / "public.duckdb"), read_only=True) as connection:
        labels = dict(
            connection.execute(
                "select column_name, comment from duckdb_columns() where not internal"
            ).fetchall()
        )
    assert labels["subject_id"] == "主体标识"


def test_manifest_tells_rows_and_hashes(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release())
    manifest = json.loads((warehouse / "published" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["as_of"] == "2026-10-31"
    assert manifest["run_id"] == "run-1"
    assert manifest["files"]["restricted.duckdb"]["tables"] == {"row_issues": 1, "subjects": 2}
    assert len(manifest["files"]["public.duckdb"]["sha256"]) == 64


def test_every_table_is_parquet_too_one_file_where_readers_see_the_same(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release())
    parquet = warehouse / "published" / "parquet"
    manifest = json.loads((warehouse / "published" / "manifest.json").read_text(encoding="utf-8"))
    for audience in Audience:
        told = manifest["parquet"][audience]["sha256"]
        assert {path.name for path in (parquet / audience).iterdir()} == set(told)
        for name, sha256 in told.items():
            assert hashlib.sha256((parquet / audience / name).read_bytes()).hexdigest() == sha256
    assert pl.read_parquet(parquet / "public" / "subjects.parquet").columns == ["subject_id", "library"]
    phones = pl.read_parquet(parquet / "restricted" / "subjects.parquet")["phone"].to_list()
    assert phones == ["13900000", "13900001"]
    assert pl.read_parquet(parquet / "shared" / "release.parquet")["audience"].to_list() == ["shared"]
    same = {
        (parquet / audience / "row_issues.parquet").stat().st_ino for audience in ("shared", "restricted")
    }
    assert len(same) == 1
    assert stat.S_IMODE((parquet / "restricted").stat().st_mode) == 0o700


def test_a_reader_that_holds_the_old_file_keeps_reading_it(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release(1))
    path = str(warehouse / "published" / "restricted.duckdb")
    with duckdb.connect(path, read_only=True) as reader:
        for number in range(2, 8):  # more releases than are kept
            _fill(warehouse, number + 1)
            publish(warehouse, MARTS, _release(number))
        assert reader.execute("select count(*) from subjects").fetchone() == (2,)
    # same process, same path: a fresh process is the honest new reader
    code = (
        f"import duckdb; print(len(duckdb.connect({path!r}, read_only=True).sql('from subjects').fetchall()))"
    )
    assert os.popen(f'{os.sys.executable} -c "{code}"').read().strip() == "8"  # noqa: S605
    releases = warehouse / "published" / "releases"
    assert len(list(releases.glob("*/restricted.duckdb"))) == 3
    # what an older release was and what it changed is kept
    assert {path.name for path in (releases / "run-1").iterdir()} == {"manifest.json", "diff.json"}


def test_a_failing_publication_leaves_the_last_release(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release(1))
    broken = [*MARTS, Mart("not_there", "没有", (MartColumn("x", "x", Audience.public),))]
    with pytest.raises(duckdb.CatalogException):
        publish(warehouse, broken, _release(2))
    manifest = json.loads((warehouse / "published" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run_id"] == "run-1"


def test_what_lies_beside_the_files_is_switched_with_them(warehouse: Path) -> None:
    publish(warehouse, MARTS, _release(1), lambda folder: (folder / "dictionary.html").write_text("one"))
    page = warehouse / "published" / "dictionary.html"
    assert page.read_text(encoding="utf-8") == "one"

    def torn(folder: Path) -> None:
        (folder / "dictionary.html").write_text("half", encoding="utf-8")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        publish(warehouse, MARTS, _release(2), torn)
    assert page.read_text(encoding="utf-8") == "one"
    with duckdb.connect(str(warehouse / "published" / "public.duckdb"), read_only=True) as connection:
        assert connection.execute("select run_id from release").fetchone() == ("run-1",)
