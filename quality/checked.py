"""What a column function returns, and how a judgement of distinct values is spread over a column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

SAMPLE = 4_096
# Below this share of distinct values in the sample the column has some twenty thousand of them at most
# (birthday problem), and judging each value once is cheaper.
REPETITIVE = 0.9


@dataclass(frozen=True)
class Checked:
    """A judged column; four String series of one length.

    Attributes:
        values: canonical values; the value as read where it fails; null where nothing stands.
        rule: id of the first rule that holds the row, null where it passes.
        repaired: ids of the repairs made, joined by ``,``, null where there was none.
        notes: id of the note to make, null where there is none.
    """

    values: pl.Series
    rule: pl.Series
    repaired: pl.Series
    notes: pl.Series

    @property
    def silent(self) -> bool:
        """Whether there is nothing to say about any row."""
        return all(s.null_count() == len(s) for s in (self.rule, self.repaired, self.notes))


@lru_cache(maxsize=16)
def _nothing(rows: int) -> pl.Series:
    return pl.repeat(None, rows, dtype=pl.String, eager=True)


def nothing(rows: int) -> pl.Series:
    """A String series of nulls; chunks have few lengths and most columns no finding, so one is shared."""
    return _nothing(rows).clone()


def passed(values: pl.Series) -> Checked:
    """A column about which there is nothing to say."""
    none = nothing(len(values))
    return Checked(values, none, none, none)


def when(condition: pl.Series, rule_id: str) -> pl.Series:
    """The id where the condition is true, null elsewhere (also where the condition is null)."""
    if not condition.any():
        return nothing(len(condition))
    only = pl.repeat(rule_id, len(condition), dtype=pl.String, eager=True)
    return only.zip_with(condition.fill_null(value=False), nothing(len(condition)))


def is_repetitive(values: pl.Series) -> bool:
    """Whether the column repeats its values so much that judging distinct ones pays."""
    if len(values) <= SAMPLE:
        return False
    middle = (len(values) - SAMPLE) // 2
    return values.slice(middle, SAMPLE).n_unique() < REPETITIVE * SAMPLE


def on_distinct(values: pl.Series, judge: Callable[[pl.Series], Checked]) -> Checked:
    """Judge a column, each distinct value once where values repeat.

    Args:
        values: String series.
        judge: a pure function of single values: the same value always gets the same judgement.
    """
    if not is_repetitive(values):
        return judge(values)
    distinct = values.unique()
    judged = judge(distinct)
    if judged.silent and judged.values.equals(distinct):
        return passed(values)
    table = pl.DataFrame(
        {
            "read": distinct,
            "values": judged.values,
            "rule": judged.rule,
            "repaired": judged.repaired,
            "notes": judged.notes,
        }
    )
    spread = pl.DataFrame({"read": values}).join(
        table, on="read", how="left", maintain_order="left", nulls_equal=True
    )
    return Checked(spread["values"], spread["rule"], spread["repaired"], spread["notes"])
