"""A small count of persons is in no file but the restricted one, nor what it could be calculated from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.catalogue import Audience
from orchestration.release.checks import Reader, ReleaseRefusedError, inspect
from orchestration.release.files import opened
from orchestration.release.marts import Mart, MartColumn, Persons
from orchestration.release.tables import Release
from orchestration.release.write import publish

AS_OF = date(2026, 10, 31)
THRESHOLD = 5
COLUMNS = {
    "line": "varchar", "kind": "varchar", "unit": "varchar", "part": "varchar", "numerator": "integer",
    "denominator": "integer", "value": "double", "reason": "varchar",
}  # fmt: skip
FIGURES = Mart(
    "figures",
    "指标值",
    tuple(MartColumn(name, name, Audience.public) for name in COLUMNS),
    key=("line", "kind", "unit", "part"),
    persons=Persons(
        counts=("numerator", "denominator", "denominator - numerator"),
        hides=("numerator", "denominator", "value"),
        where="line in (select line from counted)",
        told_in="reason",
        adds_up_in=("line", "part", "kind"),
        together=("line", "kind", "unit"),
    ),
)
COUNTED = Mart("counted", "数人的指标", (MartColumn("line", "line", Audience.public),), key=("line",))
# line, kind, unit, part, numerator, denominator: a line for each case, in one city
FEW = [("P1", "city", "全市", None, 4, 40)]
NO_PERSONS = [("Q1", "city", "全市", None, 4, 40)]
NONE = [("P2", "city", "全市", None, 0, 40)]
ENOUGH = [("P3", "city", "全市", None, 5, 10)]
ALL = [("P4", "city", "全市", None, 40, 40)]
ALL_BUT_TWO = [("P5", "city", "全市", None, 38, 40)]
ONE_SMALL = [
    ("P6", "city", "全市", None, 103, 400), ("P6", "district", "甲区", None, 60, 200),
    ("P6", "district", "乙区", None, 40, 150), ("P6", "district", "丙区", None, 3, 50),
]  # fmt: skip
TWO_SMALL = [
    ("P7", "city", "全市", None, 103, 460), ("P7", "district", "甲区", None, 60, 200),
    ("P7", "district", "乙区", None, 40, 150), ("P7", "district", "丙区", None, 1, 50),
    ("P7", "district", "丁区", None, 2, 60),
]  # fmt: skip
# of the 20 adults of a district 17 have a score, of its 50 people the same 17: 3 adults without one
TWICE = [
    ("P8", "district", "甲区", None, 17, 50), ("P8", "district", "甲区", "adults", 17, 20),
    ("P8", "district", "乙区", None, 60, 200), ("P8", "district", "乙区", "adults", 60, 150),
    ("P8", "district", "丙区", None, 90, 300), ("P8", "district", "丙区", "adults", 90, 250),
]  # fmt: skip
CASES = [*FEW, *NO_PERSONS, *NONE, *ENOUGH, *ALL, *ALL_BUT_TWO, *ONE_SMALL, *TWO_SMALL, *TWICE]
FINE = Mart(
    "members",
    "成员",
    FIGURES.columns,
    key=FIGURES.key,
    persons=Persons(
        counts=("numerator",), hides=("numerator", "value"), told_in="reason", always="kind <> 'city'"
    ),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city with all cases, published. The threshold was nine once and is five today."""
    root = tmp_path_factory.mktemp("city")
    with duckdb.connect(str(root / "warehouse.duckdb")) as connection:
        listed = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.execute(f"create table figures ({listed})")
        for row in CASES:
            connection.execute("insert into figures values (?, ?, ?, ?, ?, ?, null, null)", row)
        connection.execute("update figures set value = numerator / denominator")
        connection.execute("create table members as from figures where line = 'P6'")
        connection.execute("create table counted as select distinct line from figures where line like 'P%'")
        connection.execute(
            "create table small_cells as select 9 as threshold, date '2019-01-01' as valid_from, "
            "date '2026-01-01' as valid_to union all select 5, date '2026-01-01', null"
        )
    publish(root, [COUNTED, FIGURES, FINE], Release(AS_OF, "run", "1", "a"))
    return root


def _hidden(root: Path, line: str, audience: str = "public", table: str = "figures") -> set[str]:
    """The rows of a line whose numbers are hidden; each says why, and hides every number of itself."""
    with duckdb.connect(str(root / "published" / f"{audience}.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            f"select concat_ws('/', unit, part), numerator, value, reason from {table} where line = ?",  # noqa: S608
            [line],
        ).fetchall()
    assert rows
    hidden = {unit for unit, _, _, reason in rows if reason == "small_cell"}
    assert hidden == {unit for unit, count, _, _ in rows if count is None}
    assert hidden == {unit for unit, _, value, _ in rows if value is None}
    return hidden


def test_a_small_count_is_hidden_with_a_reason_where_others_read(root: Path) -> None:
    assert _hidden(root, "P1", "public") == _hidden(root, "P1", "shared") == {"全市"}
    assert not _hidden(root, "P1", "restricted")


@pytest.mark.parametrize("line", ["Q1", "P2", "P3", "P4"])
def test_none_and_enough_and_what_counts_no_persons_are_shown(root: Path, line: str) -> None:
    assert not _hidden(root, line)


def test_all_but_a_few_tell_of_those_few(root: Path) -> None:
    assert _hidden(root, "P5") == {"全市"}


def test_what_the_total_would_give_away_is_hidden_too(root: Path) -> None:
    """103 - 60 - 40 is 3: the district next in size is hidden with it, and 43 is what is left to know."""
    assert _hidden(root, "P6") == {"乙区", "丙区"}


def test_two_small_ones_that_are_small_together_take_a_third(root: Path) -> None:
    assert _hidden(root, "P7", "shared") == {"乙区", "丙区", "丁区"}


def test_the_same_persons_in_another_figure_are_hidden_there(root: Path) -> None:
    assert _hidden(root, "P8") == {"甲区", "甲区/adults", "乙区", "乙区/adults"}


def test_rows_too_fine_are_never_shown(root: Path) -> None:
    assert _hidden(root, "P6", "shared", "members") == {"甲区", "乙区", "丙区"}


def test_parquet_hides_what_the_file_hides(root: Path) -> None:
    for audience in Audience:
        parquet = root / "published" / "parquet" / audience / "figures.parquet"
        with duckdb.connect(str(root / "published" / f"{audience}.duckdb"), read_only=True) as connection:
            same = connection.execute("from figures order by all").fetchall()
            assert connection.execute(f"from '{parquet}' order by all").fetchall() == same


def test_without_a_threshold_in_force_nothing_is_published(root: Path) -> None:
    with pytest.raises(ReleaseRefusedError, match="figures"):
        publish(root, [COUNTED, FIGURES], Release(date(2018, 12, 31), "bad", "1", "a"))
    assert [path.name for path in (root / "published" / "releases").iterdir()] == ["run"]


@pytest.mark.parametrize(
    ("planted", "row"),
    [
        ("3, null", "line=P kind=district unit=丙区 part=–"),
        ("null, 'small_cell'", "line=P part=– kind=district"),  # alone: the city less the others
    ],
)
def test_a_file_that_tells_a_small_count_is_refused(tmp_path: Path, planted: str, row: str) -> None:
    """The guard reads the finished file; it does not trust what hid the counts."""
    path = tmp_path / "public.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table counted as select 'P' as line")
        connection.execute(
            "create table figures as select line, kind, unit, cast(null as varchar) as part, numerator, "  # noqa: S608
            "cast(null as integer) as denominator, cast(null as double) as value, reason from (values "
            "('P', 'district', '甲区', 60, cast(null as varchar)), ('P', 'district', '乙区', 40, null), "
            f"('P', 'district', '丙区', {planted})) as t(line, kind, unit, numerator, reason)"
        )
    with opened(path, Audience.public) as connection:
        proof = inspect(Reader(connection, path, Audience.public, [COUNTED, FIGURES]), AS_OF, THRESHOLD)
    assert [(found.rule, found.row) for found in proof.findings] == [("SMALL-CELL", row)]
