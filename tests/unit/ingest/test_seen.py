"""Rows met before are found again, whatever the chunks."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.seen import Seen


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from("abcdefgh") | st.none(), max_size=60),
    st.lists(st.integers(1, 9), min_size=1, max_size=40),
)
def test_first_row_is_named_across_chunks(values: list[str | None], sizes: list[int]) -> None:
    seen, met, start, found = Seen(), {}, 0, []
    expected = []
    for number, value in enumerate(values, start=1):
        expected.append(met.setdefault(value, number) if value in met else 0)
        met.setdefault(value, number)
    for size in [*sizes, len(values)]:
        part = values[start : start + size]
        numbers = pl.Series(range(start + 1, start + len(part) + 1), dtype=pl.Int64)
        if part:
            found += seen.earlier(pl.DataFrame({"v": pl.Series(part, dtype=pl.String)}), numbers).tolist()
        start += size
    assert found == expected


def test_rows_are_compared_over_all_columns() -> None:
    rows = pl.DataFrame({"a": ["x", "x", "x"], "b": ["1", "2", "1"]})
    assert Seen().earlier(rows, pl.Series([5, 6, 7])).tolist() == [0, 0, 5]
