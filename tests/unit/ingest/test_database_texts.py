"""Values of a database as exact texts, and back where a condition needs the value."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql, oracle, postgresql

from ingest.connectors.database.marked import skips_locked
from ingest.connectors.database.texts import as_moment, as_texts, parse
from ingest.connectors.inbox import FetchError

VALUES = (
    st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.datetimes()
    | st.dates()
    | st.uuids()
    | st.binary()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)


def text_of(value: object) -> str | None:
    found: str | None = as_texts([(value,)], ["v"]).item()
    return found


@given(VALUES)
def test_a_value_comes_back_from_its_text(value: object) -> None:
    text = text_of(value)
    assert text is not None
    assert parse(text, type(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_written_with_an_exponent(value: object) -> None:
    assert "e" not in str(text_of(value)).lower()


def test_null_is_not_the_empty_text_and_kinds_may_mix() -> None:
    rows = [("", None), (None, Decimal("5000.00")), ("00261", "0000-00-00"), ("a", date(2026, 10, 31))]
    frame = as_texts(rows, ["a", "b"])
    assert frame.rows() == [("", None), (None, "5000.00"), ("00261", "0000-00-00"), ("a", "2026-10-31")]
    assert as_texts([], ["a", "b"]).schema == {"a": pl.String, "b": pl.String}


def test_a_moment_with_a_zone_is_shown_in_beijing_time() -> None:
    assert text_of(datetime(2026, 10, 31, 0, 30, tzinfo=UTC)) == "2026-10-31 08:30:00+08:00"
    assert text_of(timedelta(hours=-100, minutes=-30)) == "-100:30:00"


def test_a_type_without_an_exact_text_is_refused_by_name() -> None:
    with pytest.raises(FetchError, match=r"列 geometry .*SimpleNamespace"):
        as_texts([(SimpleNamespace(),)], ["geometry"])


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (None, None),
        ("0000-00-00 00:00:00", None),
        ("2026-10-31 08:00:00", datetime(2026, 10, 31, 0, tzinfo=UTC)),
        ("20261031", datetime(2026, 10, 30, 16, tzinfo=UTC)),
        (date(2026, 10, 31), datetime(2026, 10, 30, 16, tzinfo=UTC)),
        (datetime(2026, 10, 31, 8, tzinfo=UTC), datetime(2026, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_when_a_row_was_handed_over(given_value: object, expected: datetime | None) -> None:
    assert as_moment(given_value, "LRSJ") == expected


def test_what_is_no_moment_is_refused_by_name() -> None:
    for value in ("昨天", 5, Decimal(1)):
        with pytest.raises(FetchError, match="LRSJ"):
            as_moment(value, "LRSJ")


def test_locked_rows_are_passed_over_where_the_engine_can() -> None:
    def of(version: tuple[int, ...], *, mariadb: bool) -> bool:
        dialect = mysql.dialect(is_mariadb=mariadb)  # type: ignore[no-untyped-call]
        dialect.server_version_info = version
        return skips_locked(dialect)

    assert [of((5, 7, 44), mariadb=False), of((8, 0, 0), mariadb=False)] == [False, False]
    assert of((8, 0, 36), mariadb=False)
    assert not of((10, 5, 28), mariadb=True)
    assert of((10, 11, 11), mariadb=True)
    assert skips_locked(postgresql.dialect())  # type: ignore[no-untyped-call]
    assert skips_locked(oracle.dialect())  # type: ignore[no-untyped-call]
