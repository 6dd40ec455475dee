"""Law 4: the marts are a function of landing, configuration and the as-of day, whatever was built before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from tests.e2e.conftest import EARLIER, OfflineCity, RestatedCity, copy_city

# which run made the file, and what it changed against the one before: the tables that have to differ
RUN_ITSELF = {"release", "release_changes"}
# nobody had appealed, or compared a sample with its files, by the earlier day
NOT_YET = frozenset({"scorecard_appeals", "sample_checks", "contradicted_nil_returns"})
# two cities publish one figure in two runs; one city keeps the run that published it first
RUN_COLUMNS = ("run_id", "published_on")


def differences(left: Path, right: Path, *, may_be_empty: frozenset[str] = frozenset()) -> dict[str, int]:
    """Tables of two published files with rows that the other lacks; each has to hold something."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left}' as a (read_only)")
        connection.execute(f"attach '{right}' as b (read_only)")
        names = "select database_name, table_name from duckdb_tables() order by all"
        listed = connection.execute(names).fetchall()
        tables, others = (
            [table for database, table in listed if database == name and table not in RUN_ITSELF]
            for name in ("a", "b")
        )
        assert tables == others
        assert "indicator_members" in tables
        found = {}
        for table in tables:
            listed = columns(connection, table)
            one, other = f"select {listed} from a.{table}", f"select {listed} from b.{table}"  # noqa: S608
            either = f"({one} except all {other}) union all ({other} except all {one})"
            [(count,)] = connection.execute(f"select count(*) from ({either})").fetchall()  # noqa: S608
            [(rows,)] = connection.execute(f"select count(*) from a.{table}").fetchall()  # noqa: S608
            assert rows > 0 or table in may_be_empty, f"{table} is empty: equal says nothing"
            if count:
                found[table] = count
        return found


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """The columns of a table that do not say which run made it."""
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = 'a' and table_name = ?", [table]
    ).fetchall()
    return ", ".join(f'"{name}"' for (name,) in found if name not in RUN_COLUMNS)


def release(root: Path) -> Path:
    return root / "published" / "restricted.duckdb"


def test_a_deleted_warehouse_comes_back_for_an_earlier_day_as_if_later_files_had_never_come(
    restated_city: RestatedCity, offline_city: OfflineCity, siku: Callable[..., str], tmp_path: Path
):
    """All of landing, asked for an earlier day, against a city that had nothing else by then."""
    root = tmp_path / "rebuilt"
    copy_city(restated_city.root, root)
    (root / "warehouse.duckdb").unlink()
    siku(root, "refresh", as_of=EARLIER, SIKU_PERSON_KEY=restated_city.key)
    assert (root / "warehouse.duckdb").exists()
    found = differences(release(offline_city.root), release(root), may_be_empty=NOT_YET)
    assert found == {}


def test_different_days_differ(refreshed_city: Path, offline_city: OfflineCity):
    """The comparison can see a difference."""
    found = differences(release(refreshed_city), release(offline_city.root), may_be_empty=NOT_YET)
    assert "indicator_values" in found
