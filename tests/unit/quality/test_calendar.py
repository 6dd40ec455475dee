"""The calendar's seed is the library's, and the library's days are those of the State Council's notices."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from quality.calendar import FIRST_DAY, SEED, export_working_days, last_day
from tests.unit.quality.holiday_notices import is_working_day, notices


@pytest.fixture(scope="module")
def seed() -> pl.DataFrame:
    return pl.read_csv(SEED, schema_overrides={"day": pl.Date})


def test_seed_is_the_export_byte_for_byte():
    assert SEED.read_bytes() == export_working_days().write_csv().encode(), "run python -m quality.calendar"


def test_every_day_is_as_the_notices_say(seed: pl.DataFrame, real_data: Path):
    named = notices(real_data / "holidays" / "holiday-cn")
    differing = [
        day
        for day, working in seed.select("day", "is_working_day").rows()
        if working != is_working_day(day, named)
    ]
    assert differing == []


def test_seed_holds_every_day_from_first_to_last_once(seed: pl.DataFrame):
    days = seed["day"].to_list()
    assert (days[0], days[-1]) == (FIRST_DAY, last_day()) == (date(2015, 1, 1), date(2026, 12, 31))
    assert all((later - earlier).days == 1 for earlier, later in pairwise(days))


def test_running_number_grows_by_one_on_working_days_only(seed: pl.DataFrame):
    number = 0
    for working, working_day_no in seed.select("is_working_day", "working_day_no").iter_rows():
        number += working
        assert working_day_no == number


# From 2018 on counted by two independent programs, before by those who collected the notices.
@pytest.mark.parametrize(
    ("year", "working_days"),
    [
        (2015, 249), (2016, 250), (2017, 249), (2018, 250), (2019, 250), (2020, 249),
        (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248),
    ],
)  # fmt: skip
def test_working_days_of_a_year(seed: pl.DataFrame, year: int, working_days: int):
    assert seed.filter(pl.col("day").dt.year() == year)["is_working_day"].sum() == working_days


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2019-05-02", False),  # notice amended on 2019-03-22
        ("2019-05-05", True),
        ("2020-01-31", False),  # notice amended on 2020-01-27
        ("2018-12-29", True),  # declared by the notice of 2019
        ("2018-12-31", False),
        ("2026-02-14", True),
        ("2026-10-07", False),
    ],
)
def test_amended_and_early_notices_are_in_force(seed: pl.DataFrame, day: str, working: bool):
    assert seed.filter(pl.col("day") == date.fromisoformat(day))["is_working_day"].to_list() == [working]


def test_only_the_last_days_of_the_last_year_may_still_change(seed: pl.DataFrame):
    provisional = seed.filter(pl.col("certainty") == "provisional")["day"].to_list()
    assert provisional == [date(last_day().year, 12, day) for day in (29, 30, 31)]
    assert set(seed["certainty"]) == {"confirmed", "provisional"}
