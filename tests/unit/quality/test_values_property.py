"""Dates and amounts against the calendar and the decimal arithmetic of Python."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.amounts import Unit, check_amount, check_integer
from quality.checked import SAMPLE
from quality.dates import check_date
from quality.values import check_code

few = settings(max_examples=150, deadline=None)
days = st.dates(date(1900, 1, 2), date(2098, 12, 31))
FORMS = [
    "{y:04}-{m:02}-{d:02}",
    "{y:04}-{m}-{d}",
    "{y:04}/{m}/{d}",
    "{y:04}/{m:02}/{d:02}",
    "{y:04}.{m}.{d}",
    "{y:04}{m:02}{d:02}",
    "{y:04}年{m}月{d}日",
    "{y:04}年{m:02}月{d:02}日",
    "{y:04}-{m:02}-{d:02} 00:00:00",
    "{y:04}-{m:02}-{d:02} 23:59:59.999",
    "{y:04}-{m:02}-{d:02}T08:00:00",
    " {y:04}-{m:02}-{d:02}　",
]


@given(day=days, form=st.sampled_from(FORMS), wide=st.booleans())
@few
def test_every_written_form_of_a_day_is_that_day(day: date, form: str, wide: bool) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    checked = check_date(pl.Series([text]))
    assert checked.silent
    assert checked.values.to_list() == [day.isoformat()]


@given(
    year=st.integers(1900, 2098),
    month=st.integers(0, 19),
    day=st.integers(0, 39),
    form=st.sampled_from(FORMS),
)
@few
def test_a_day_is_real_exactly_where_the_calendar_has_it(year: int, month: int, day: int, form: str) -> None:
    try:
        expected = None if datetime(year, month, day) >= datetime(1900, 1, 2) else "DATE-ZERO"  # noqa: DTZ001
    except ValueError:
        expected = "DATE-REAL"
    found = check_date(pl.Series([form.format(y=year, m=month, d=day)])).rule.item()
    assert found == expected or (year == 1900 and found == "DATE-ZERO")


@given(serial=st.integers(10_000, 72_000), fraction=st.sampled_from(["", ".0", ".5", ".999988"]))
@few
def test_a_serial_counts_days_in_spreadsheets_only(serial: int, fraction: str) -> None:
    text = f"{serial}{fraction}"
    expected = date(1899, 12, 30) + timedelta(days=serial)
    assert check_date(pl.Series([text]), serials=True).values.to_list() == [expected.isoformat()]
    assert check_date(pl.Series([text])).rule.to_list() == ["DATE-FORM"]


@given(day=days, limit=days)
@few
def test_the_day_of_receipt_is_the_last_that_passes(day: date, limit: date) -> None:
    found = check_date(pl.Series([day.isoformat()]), not_after=limit).rule.item()
    assert found == ("DATE-FUTURE" if day > limit else None)


amounts = st.decimals(0, 10**15, allow_nan=False, allow_infinity=False, places=6)


@given(
    amount=amounts,
    unit=st.sampled_from(["yuan", "wan_yuan"]),
    style=st.sampled_from(["{}", "{:,}", "￥{}", " {:,} "]),
)
@few
def test_amounts_are_exact(amount: Decimal, unit: Unit, style: str) -> None:
    checked = check_amount(pl.Series([style.format(amount)]), unit)
    assert checked.silent
    assert Decimal(checked.values.item()) == amount * (1 if unit == "yuan" else 10_000)


@given(amount=amounts, scale=st.sampled_from([("元", 1), ("万元", 10**4), ("亿元", 10**8)]))
@few
def test_a_named_unit_is_taken_by_its_word(amount: Decimal, scale: tuple[str, int]) -> None:
    name, factor = scale
    checked = check_amount(pl.Series([f"{amount}{name}"]), "wan_yuan")
    assert Decimal(checked.values.item()) == amount * factor
    assert checked.repaired.to_list() == [None if name == "万元" else "FIX-UNIT"]


@given(text=st.text("0123456789.,-元万若 ", max_size=8))
@few
def test_what_passes_as_an_amount_is_a_plain_number(text: str) -> None:
    checked = check_amount(pl.Series([text]))
    value = checked.values.item()
    if checked.rule.item() is None and value is not None:
        assert Decimal(value) >= 0
        assert value == check_amount(pl.Series([value])).values.item()
        assert not value.startswith("0") or value == "0" or value.startswith("0.")


@given(number=st.integers(0, 10**18))
@few
def test_whole_numbers_keep_their_value(number: int) -> None:
    for text in (str(number), f"{number:,}", f"00{number}", f"{number}.0"):
        assert check_integer(pl.Series([text])).values.to_list() == [str(number)]


@pytest.mark.parametrize("separator", [None, ";"])
def test_codes_of_a_long_column(separator: str | None) -> None:
    codes = {"是": ["Y", "1"], "否": ["N", "0"]}
    values = pl.Series(["是", "y", "０", None, "也许"] * SAMPLE)
    checked = check_code(values, codes, None, separator)
    assert checked.values.to_list() == ["是", "是", "否", None, "也许"] * SAMPLE
    assert checked.rule.to_list() == [None, None, None, None, "CODE-LIST"] * SAMPLE
