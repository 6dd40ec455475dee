"""What inspectors sent for the sample of the omission audit: drawn places count, and they give the bound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb


def test_results_count_where_the_seed_drew_them(siku: Callable[..., str], refreshed_city: Path):
    """The simulator draws the places by itself, from the published seed: the command must draw the same."""
    told = siku(refreshed_city, "audit")
    assert "已查 24 件，未能证明已报 1 件，漏报率上限 / upper bound 18.2892%" in told
    assert told.count("未调到卷宗: ") == 1
    assert told.count("称未报而平台收到过") == 1
    assert told.count("不在方案内，不计") == 1


def test_a_supposed_result_is_a_question_and_no_result(siku: Callable[..., str], refreshed_city: Path):
    told = siku(refreshed_city, "audit", "--found", "1")
    assert "若查出未报 1 件" in told
    assert "已查 24 件，未能证明已报 1 件" in told


def test_who_looked_it_up_stays_inside(refreshed_city: Path):
    with duckdb.connect(str(refreshed_city / "published" / "shared.duckdb"), read_only=True) as connection:
        columns = {row[0] for row in connection.execute("describe sample_checks").fetchall()}
        rows = connection.execute(
            "select count(*), count(feed_id), count(source_row), count_if(is_told) from sample_checks"
        ).fetchall()
    assert "inspector" not in columns
    assert rows == [(25, 25, 25, 24)]
