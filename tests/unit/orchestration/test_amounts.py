"""Amounts are read the fast way where they fit, and the wide way gives the same wherever they do not."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from orchestration.generate.staging import typed

TEXTS = (
    "0", "-1", "49900", "0.0001", "0.00005", "-0.00005", "12345678901234.56785", "99999999999999.9999",
    "99999999999999.99995", "100000000000000", "-123456789012345.6789", "9999999999999999.9999", "1e5",
)  # fmt: skip


def read(text: str, how: str) -> object:
    values = duckdb.from_query("select $1 as amount", params=[text])
    return values.project(how).fetchall()[0][0]


@pytest.mark.parametrize("text", TEXTS)
def test_both_ways_read_the_same(text: str) -> None:
    value = read(text, typed("amount", "amount", "cast"))
    assert isinstance(value, Decimal)
    assert value == read(text, "cast(amount as decimal(20, 4))")


def test_what_is_no_amount_stops_the_build_unless_it_was_held() -> None:
    with pytest.raises(duckdb.ConversionException):
        read("ten", typed("amount", "amount", "cast"))
    assert read("ten", typed("amount", "amount", "try_cast")) is None
