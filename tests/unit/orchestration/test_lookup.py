"""The look-up extract: what a hall is told of a code, and for how long."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.lookup import FILE, build_lookup, look_up
from orchestration.released import NothingToExplainError

CODE, OTHER = "91350100M000100Y43", "91110000600037341L"
DAY = date(2026, 10, 31)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "published").mkdir()
    with duckdb.connect(str(tmp_path / "published" / "shared.duckdb")) as shared:
        shared.execute("create table release as select date '2026-10-31' as as_of_date, 'run-1' as run_id")
        shared.execute(
            "create table credit_states (uscc varchar, content varchar, title varchar, class varchar,"
            " unit varchar, reference varchar, since date, valid_until date)"
        )
        rows = [
            (CODE, "penalty", "行政处罚", "一般", "甲局", "1号", date(2025, 11, 1), DAY),
            (CODE, "red_list", "红名单", None, "乙局", "H1", date(2026, 1, 1), None),
            (OTHER, "penalty", "行政处罚", "严重", "甲局", "2号", date(2026, 1, 1), date(2029, 1, 1)),
        ]
        shared.executemany("insert into credit_states values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return tmp_path


def test_a_state_is_told_until_its_last_day(root: Path) -> None:
    path, rows = build_lookup(root)
    assert rows == 3
    today = look_up(path, CODE.lower(), DAY)
    assert (today.uscc, today.as_of) == (CODE, DAY)
    assert [(s.content, s.class_, s.valid_until) for s in today.states] == [
        ("penalty", "一般", DAY),
        ("red_list", None, None),
    ]
    # an extract that was not renewed still tells nothing that has run out
    assert [s.content for s in look_up(path, CODE, date(2026, 11, 1)).states] == ["red_list"]


def test_what_is_no_code_is_refused_and_an_unknown_one_has_nothing(root: Path) -> None:
    path, _ = build_lookup(root)
    with pytest.raises(NothingToExplainError, match="USCC-LENGTH"):
        look_up(path, "9135", DAY)
    assert look_up(path, OTHER, date(2030, 1, 1)).states == ()


def test_the_file_is_switched_whole_and_read_by_the_key(root: Path) -> None:
    path, _ = build_lookup(root)
    with sqlite3.connect(path) as before:
        build_lookup(root)
        assert before.execute("select count(*) from states").fetchone() == (3,)
        plan = before.execute("explain query plan select * from states where uscc = ?", [CODE]).fetchall()
    assert "USING PRIMARY KEY" in str(plan)
    assert [p.name for p in path.parent.iterdir() if FILE in p.name] == [FILE]


def test_without_a_release_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingToExplainError, match="siku refresh"):
        look_up(tmp_path / FILE, CODE, DAY)
