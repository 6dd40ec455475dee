"""A release is refused, and the last good one stays, for every value nobody may see, wherever it lies."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.catalogue import Audience
from orchestration.release.checks import Finding, Reader, ReleaseRefusedError, inspect
from orchestration.release.files import opened
from orchestration.release.marts import Mart, MartColumn, Persons
from orchestration.release.tables import Release
from orchestration.release.write import publish

AS_OF = date(2026, 10, 31)
PENALTIES = Mart(
    "penalties",
    "处罚",
    (
        MartColumn("record_id", "记录编号", Audience.public),
        MartColumn("fact", "违法事实", Audience.public),
        MartColumn("shown_until", "公示的最后一日", Audience.public, withdrawn_after=True),
        MartColumn("persons", "涉及自然人人数", Audience.shared),
        MartColumn("contact", "联系电话", Audience.restricted),
    ),
    key=("record_id",),
    persons=Persons(counts=("persons",), hides=("persons",)),
)
FACTS = {
    "PERSONAL-ID": "经查,当事人张某(身份证号１１０１０５19491231002x)未按规定公示",
    "PERSONAL-CARD": "罚没款缴至账号6222 0212 3456 7890 128",
    "PERSONAL-MOBILE": "联系电话139-1234-5678",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with five thousand penalties: enough for DuckDB to compress what it stores; published once."""
    tmp_path = tmp_path_factory.mktemp("city")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(
            "create table penalties as select 'r' || i as record_id, "
            "'第' || i || '号:未按规定公示年度报告，罚款13912345678元，案发2026-10-31 13:45:12' as fact, "
            "date '2026-10-31' + cast(i as integer) as shown_until, 5 as persons, '13900000000' as contact "
            "from range(5000) t(i)"
        )
        connection.execute(
            "create table small_cells as select 5 as threshold, date '2020-01-01' as valid_from, "
            "cast(null as date) as valid_to"
        )
    publish(tmp_path, [PENALTIES], Release(AS_OF, "good", "1", "a"))
    return tmp_path


@pytest.fixture
def root(published: Path, tmp_path: Path) -> Path:
    """A copy of that city, to plant something in."""
    return Path(shutil.copytree(published, tmp_path / "city", symlinks=True))


def _plant(root: Path, sql: str) -> None:
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        connection.execute(sql)


def _refusal(root: Path) -> str:
    """Publish again; returns why it was refused, after checking that the good release stayed untouched."""
    with pytest.raises(ReleaseRefusedError) as refused:
        publish(root, [PENALTIES], Release(AS_OF, "bad", "1", "b"))
    published = root / "published"
    assert json.loads((published / "manifest.json").read_text(encoding="utf-8"))["run_id"] == "good"
    assert [path.name for path in (published / "releases").iterdir()] == ["good"]
    assert not (published / ".building").exists()
    return str(refused.value)


@pytest.mark.parametrize("rule", FACTS)
def test_a_personal_number_in_a_fact_is_refused(root: Path, rule: str) -> None:
    _plant(root, f"update penalties set fact = '{FACTS[rule]}' where record_id = 'r4711'")  # noqa: S608
    told = _refusal(root)
    assert "public.duckdb penalties.fact record_id=r4711: " in told
    assert "public/*.parquet penalties.fact record_id=r4711: " in told
    assert f"[{rule}]" in told
    assert "002x" not in told
    assert "3456 7890" not in told
    assert "1234-5678" not in told


def test_the_planted_number_was_hidden_from_a_plain_search_of_the_bytes(root: Path) -> None:
    """DuckDB compresses texts: why the columns are read as a reader reads them, not only the bytes."""
    path = root / "published" / "public.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        stored = connection.execute(
            "select distinct compression from pragma_storage_info('penalties') where segment_type = 'VARCHAR'"
        ).fetchall()
    assert {("Uncompressed",)} != set(stored)
    assert "第4711号:未按规定公示年度报告".encode() not in path.read_bytes()


def test_an_identity_number_is_refused_even_in_the_restricted_file_a_telephone_is_not(root: Path) -> None:
    _plant(root, "update penalties set contact = '11010519491231002X' where record_id = 'r7'")
    told = _refusal(root)
    assert told.count("[PERSONAL") == 3
    assert "restricted/*.parquet bytes: " in told  # a Parquet's footer has the least and the greatest text
    assert "restricted/*.parquet penalties.contact record_id=r7:" in told
    assert "restricted.duckdb penalties.contact record_id=r7:" in told


def test_a_row_past_its_last_day_is_refused(root: Path) -> None:
    _plant(root, "update penalties set shown_until = date '2026-10-30' where record_id = 'r3'")
    told = _refusal(root)
    assert "public.duckdb penalties.shown_until record_id=r3:" in told
    assert "[WINDOW-PAST] 2026-10-30" in told
    assert "restricted" not in told  # the archive keeps it for audit


def test_a_column_nobody_named_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "public.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table penalties as select 'r' as record_id, 'x' as contact")
        connection.execute("create table forgotten as select 1 as n")
    with opened(path, Audience.public) as connection:
        found = inspect(Reader(connection, path, Audience.public, []), AS_OF, 5).findings
        named = inspect(Reader(connection, path, Audience.public, [PENALTIES_TWO]), AS_OF, 5).findings
    assert Finding("public.duckdb", "penalties", "contact", "", "COLUMN-UNNAMED") in named
    assert Finding("public.duckdb", "forgotten", "n", "", "COLUMN-UNNAMED") in named
    assert len(named) == 2
    assert len(found) == 3


PENALTIES_TWO = Mart("penalties", "处罚", PENALTIES.columns[:1] + PENALTIES.columns[4:])


def test_a_number_in_a_label_or_left_among_the_bytes_is_found(tmp_path: Path) -> None:
    path = tmp_path / "public.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table penalties as select 'r' as record_id")
        connection.execute("comment on column penalties.record_id is '如 11010519491231002X'")
    with path.open("ab") as file:
        file.write(b"\0 6222021234567890128 \0")
    with opened(path, Audience.public) as connection:
        found = inspect(Reader(connection, path, Audience.public, [PENALTIES_TWO]), AS_OF, 5).findings
    assert ("PERSONAL-ID", "penalties") in {(finding.rule, finding.table) for finding in found}
    assert ("PERSONAL-CARD", "bytes") in {(finding.rule, finding.row) for finding in found}


def test_the_manifest_proves_what_was_looked_at(root: Path) -> None:
    manifest = json.loads((root / "published" / "manifest.json").read_text(encoding="utf-8"))
    files, parquet = manifest["files"], manifest["parquet"]
    checked = files["shared.duckdb"]["checked"]
    assert checked == {
        "columns": 4 + 4 + 4,
        "texts": 10_000 + 3,
        "bytes": files["shared.duckdb"]["bytes"],
        "windows": 5_000,
        "small_cells": 5_000,
        "threshold": 5,
    }
    # as Parquet without labels; the same tables, but what changed and who made it is a table of each file
    assert parquet["shared"]["checked"] == checked | {"bytes": parquet["shared"]["checked"]["bytes"]}


def test_a_long_list_of_findings_is_cut_and_counted(root: Path) -> None:
    numbers = "cast(10000000 + shown_until - date '2026-10-31' as varchar)"
    _plant(root, f"update penalties set fact = '电话139' || {numbers}")  # noqa: S608
    told = _refusal(root)
    assert len(told.splitlines()) == 22
    assert "共 20000 处 / 20000 in all" in told
