"""Tables of a front-end database that nobody may mark: by a watermark, or whole."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from ingest.settings import SHANGHAI
from tests.integration.front_end import FrontEnd, penalty
from tests.servers.databases import DatabaseServer

NOW = datetime.now(SHANGHAI).replace(tzinfo=None, microsecond=0)


@pytest.fixture
def numbered(database_server: DatabaseServer, tmp_path: Path) -> FrontEnd:
    """Read above the highest ID, ten below it again."""
    return FrontEnd(database_server, tmp_path, watermark={"column": "ID", "overlap": 10}, rows_per_file=7)


@pytest.fixture
def timed(database_server: DatabaseServer, tmp_path: Path) -> FrontEnd:
    """Read above the latest time, an hour below it again."""
    return FrontEnd(database_server, tmp_path, watermark={"column": "LRSJ", "overlap": 3600})


def at(minutes: float, number: int = 1, **more: Any) -> dict[str, Any]:
    """A row written so many minutes ago."""
    return penalty(number, LRSJ=NOW - timedelta(minutes=minutes), **more)


def test_each_row_comes_once_in_files_of_the_declared_size(numbered: FrontEnd) -> None:
    numbered.write(*[penalty(number) for number in range(20)])
    assert numbered.pull().failures == []
    assert [pl.read_parquet(path).height for path in numbered.files()].count(7) == 2
    assert numbered.pull().new == []
    numbered.write(penalty(99))
    assert [manifest.rows_read for manifest in numbered.pull().new] == [1]
    assert set(numbered.states().values()) == {0}, "nothing is written to the source"
    numbered.assert_each_row_once()


def test_a_transaction_committed_late_with_a_lower_number_is_not_lost(numbered: FrontEnd) -> None:
    with numbered.unfinished(penalty(1), penalty(2)):
        numbered.write(*[penalty(number) for number in range(8)])
        numbered.pull()
        assert numbered.fetched_ids() == [*range(3, 11)]
    numbered.pull()
    numbered.assert_each_row_once()


def test_a_row_changed_within_the_overlap_comes_again_and_only_it(numbered: FrontEnd) -> None:
    numbered.write(*[penalty(number) for number in range(8)])
    numbered.pull()
    numbered.change(6, CF_NR="罚款8000元")
    numbered.pull()
    assert numbered.fetched_ids() == [1, 2, 3, 4, 5, 6, 6, 7, 8]
    assert numbered.fetched().filter(pl.col("CF_NR") == "罚款8000元").height == 1


def test_equal_times_at_the_boundary_are_not_lost(timed: FrontEnd) -> None:
    timed.write(at(0, 1), at(0, 2))
    timed.pull()
    timed.write(at(0, 3), at(30, 4), at(61, 5))
    timed.pull()
    timed.assert_each_row_once([1, 2, 3, 4])  # the fifth lies outside the declared overlap


def test_a_clock_that_runs_ahead_does_not_hide_what_comes_after(timed: FrontEnd) -> None:
    timed.write(at(-60 * 24 * 365, 1), at(10, 2))
    timed.pull()
    timed.write(at(5, 3))
    timed.pull()
    timed.pull()
    timed.assert_each_row_once([1, 2, 3])


def test_rows_without_a_value_are_told(timed: FrontEnd) -> None:
    timed.write(at(0, 1), penalty(2, LRSJ=None))
    (failure,) = timed.pull().failures
    assert "1 行的 LRSJ 为空" in failure
    timed.assert_each_row_once([1])


def test_what_was_fetched_and_not_landed_is_not_fetched_again(numbered: FrontEnd) -> None:
    numbered.write(*[penalty(number) for number in range(5)])
    numbered.pull()
    (manifest,) = numbered.landed()
    shutil.rmtree(numbered.root / "landing" / manifest.standard / manifest.feed_id / manifest.batch_id)
    numbered.pull()
    numbered.assert_each_row_once()


def test_the_inbox_may_be_cleared_of_what_has_landed(numbered: FrontEnd) -> None:
    numbered.write(*[penalty(number) for number in range(5)])
    numbered.pull()
    for path in numbered.files():
        path.unlink()
    assert numbered.pull().new == []
    assert numbered.files() == []


def test_a_whole_table_comes_once_for_each_content_it_has(
    database_server: DatabaseServer, tmp_path: Path
) -> None:
    front_end = FrontEnd(database_server, tmp_path)
    front_end.write(penalty(1), penalty(2))
    assert [manifest.rows_read for manifest in front_end.pull().new] == [2]
    assert front_end.pull().new == []
    with front_end.engine.begin() as connection:
        connection.execute(sa.delete(front_end.table).where(front_end.table.c.ID.in_([2])))
    assert [manifest.rows_read for manifest in front_end.pull().new] == [1]
    front_end.write(penalty(2, ID=2))  # as it once was: another delivery, not the first one again
    assert [manifest.rows_read for manifest in front_end.pull().new] == [2]
    assert len(front_end.landed()) == 3
