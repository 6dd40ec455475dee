"""Amounts of money to canonical decimal texts in yuan, and whole numbers; exact, without floating point."""

from __future__ import annotations

from typing import Literal

import polars as pl

from quality.checked import Checked, nothing, on_distinct, passed
from quality.text import trim

Unit = Literal["yuan", "wan_yuan", "points"]

NUMBER = r"([-+]?)((?:\d{1,3}(?:,\d{3})+|\d+))(?:\.(\d*))?"
CURRENCY = r"(?:人民币|RMB|CNY|¥)"
AMOUNT = rf"^{CURRENCY}?\s*{NUMBER}\s*\(?\s*{CURRENCY}?([亿万]?)([元圆]?)[整正]?\s*{CURRENCY}?\s*\)?$"
FOREIGN = r"美元|美金|港元|港币|澳门元|欧元|日元|英镑|韩元|台币|加元|USD|HKD|EUR|JPY|GBP|[$€£]"
INTEGER = r"^(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?$"
PLAIN = r"^[0-9]{1,20}(?:\.[0-9]{1,10})?$"  # what a decimal of 38 digits, 10 of them behind the point, holds
DECIMAL = pl.Decimal(38, 10)
ZEROS_TO_MOVE = {"yuan": 0, "wan_yuan": 4, "points": 0}


def check_amount(values: pl.Series, unit: Unit = "yuan") -> Checked:
    """Judge amounts of money; canonical form a decimal text in yuan without needless zeros.

    Thousands separators, a currency sign and the column's own unit behind the number pass. A number that
    names another unit than the column's is taken by its word, which is a repair: templates changed from 元 to
    万元, and old files go on.

    Args:
        values: String series.
        unit: what a bare number counts.
    """
    return on_distinct(values, lambda column: _judge_amounts(column, unit))


def check_integer(values: pl.Series) -> Checked:
    """Judge whole numbers, not negative; canonical form digits without leading zeros."""
    return on_distinct(values, _judge_integers)


def _judge_amounts(values: pl.Series, unit: Unit) -> Checked:
    if values.null_count() == len(values):
        return passed(values)
    plain = values.str.contains(PLAIN).fill_null(value=False)
    simple = _of_plain(values.set(~plain, None), unit)
    rest = (~plain).arg_true()
    if not len(rest):
        return passed(simple)
    judged = _read_amounts(values.gather(rest), unit)
    none = nothing(len(values))
    return Checked(
        simple.scatter(rest, judged.values),
        none.clone().scatter(rest, judged.rule),
        none.clone().scatter(rest, judged.repaired),
        none,
    )


def _of_plain(values: pl.Series, unit: Unit) -> pl.Series:
    """Canonical texts of plain numbers in the column's unit."""
    amount = pl.DataFrame({"amount": values.cast(DECIMAL)}).select(
        pl.col("amount") * pl.lit(10 ** ZEROS_TO_MOVE[unit])
    )
    return amount.to_series().cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


def _read_amounts(values: pl.Series, unit: Unit) -> Checked:
    """Judge amounts that are more than digits and a point."""
    parts = _parts(values)
    own = ZEROS_TO_MOVE[unit]
    named = (
        pl.when(pl.col("scale") == "亿").then(8)
        .when(pl.col("scale") == "万").then(4)
        .when(pl.col("yuan") != "").then(0)
    )  # fmt: skip
    parts = parts.with_columns(rule=_amount_rule(), places=named.fill_null(own))
    passing = pl.col("rule").is_null() & pl.col("text").is_not_null()
    judged = parts.with_columns(
        canonical=pl.when(pl.col("rule").is_null()).then(_shifted()).otherwise("read"),
        repaired=pl.when(passing & (pl.col("places") != own)).then(pl.lit("FIX-UNIT")),
        notes=pl.lit(None, pl.String),
    )
    return Checked(judged["canonical"], judged["rule"], judged["repaired"], judged["notes"])


def _parts(values: pl.Series) -> pl.DataFrame:
    """Columns read, text, and the parts of an amount in the order they are written; null where it is none."""
    text = trim(values.str.normalize("NFKC").str.to_uppercase())
    groups = ("sign", "whole", "part", "scale", "yuan")
    return pl.DataFrame({"read": values, "text": text}).with_columns(
        pl.col("text").str.extract(AMOUNT, group).alias(name) for group, name in enumerate(groups, 1)
    )


def _amount_rule() -> pl.Expr:
    digits = pl.concat_str("whole", pl.col("part").fill_null(""))
    return (
        pl.when(pl.col("text").is_null()).then(None)
        .when(pl.col("text").str.contains(FOREIGN)).then(pl.lit("AMOUNT-CURRENCY"))
        .when(pl.col("whole").is_null()).then(pl.lit("AMOUNT-FORM"))
        .when((pl.col("sign") == "-") & digits.str.contains("[1-9]")).then(pl.lit("AMOUNT-NEGATIVE"))
    )  # fmt: skip


def _shifted() -> pl.Expr:
    """The number times ten to the power of ``places``: digits moved over the point, as text."""
    whole = pl.col("whole").str.replace_all(",", "", literal=True)
    part = pl.col("part").fill_null("") + pl.lit("0" * 8)
    places = pl.col("places")
    integer = (whole + part.str.head(places)).str.strip_chars_start("0")
    fraction = part.str.slice(places).str.strip_chars_end("0")
    integer = pl.when(integer == "").then(pl.lit("0")).otherwise(integer)
    return pl.when(fraction == "").then(integer).otherwise(integer + "." + fraction)


def _judge_integers(values: pl.Series) -> Checked:
    if values.null_count() == len(values):
        return passed(values)
    text = trim(values.str.normalize("NFKC"))
    digits = pl.col("text").str.extract(INTEGER, 1).str.replace_all(",", "", literal=True)
    short = digits.str.strip_chars_start("0")
    frame = pl.DataFrame({"read": values, "text": text}).with_columns(
        digits=pl.when(short == "").then(pl.lit("0")).otherwise(short),
        none=pl.lit(None, pl.String),
    )
    wrong = pl.col("text").is_not_null() & pl.col("digits").is_null()
    frame = frame.with_columns(
        rule=pl.when(wrong).then(pl.lit("INTEGER-FORM")),
        canonical=pl.when(wrong).then("read").otherwise("digits"),
    )
    return Checked(frame["canonical"], frame["rule"], frame["none"], frame["none"])
