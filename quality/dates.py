"""Date columns: many written forms to ISO ``yyyy-MM-dd``, and the days that are none."""

from __future__ import annotations

from datetime import date

import polars as pl

from quality.checked import Checked, on_distinct, passed
from quality.text import trim

TIME = (
    r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:\+08:?00)?"
    r"|\s*\d{1,2}时(?:\d{1,2}分(?:\d{1,2}秒)?)?)?$"
)
FORMS = [
    r"^(\d{4})-(\d{1,2})-(\d{1,2})" + TIME,
    r"^(\d{4})/(\d{1,2})/(\d{1,2})" + TIME,
    r"^(\d{4})\.(\d{1,2})\.(\d{1,2})" + TIME,
    r"^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]" + TIME,
    r"^(\d{4})(\d{2})(\d{2})(?:\.0+|\d{6})?" + TIME,
]
ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
TWO_DIGIT_YEAR = (
    r"^\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s|$)|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:\s|$)|^\d{2}年\d{1,2}月"
)
SERIAL = r"^\d{5}(?:\.\d+)?$"
ZERO_TEXT = r"^(?:0000\D?00\D?00.*|1900\D0?0?1?\D0?0|0+(?:\.0+)?)$"
EXCEL_EPOCH = date(1899, 12, 30)
# Empty cells as Excel, SQL Server and old databases print them.
ZEROS = ["1899-12-30", "1899-12-31", "1900-01-01", "0001-01-01"]
FIRST_YEAR = 1900
LAST_YEAR = 2100
# Days that stand for "no end", below the year that is one in itself.
SENTINELS = ["2099-12-31", "2099-01-01"]


def check_date(
    values: pl.Series, *, serials: bool = False, open_end: bool = False, not_after: date | None = None
) -> Checked:
    """Judge dates; canonical form ISO ``yyyy-MM-dd``, the time of day is dropped.

    A declared other form (``2019/7/1``, ``2019年7月1日``, ``20190701``, an Excel serial in a spreadsheet) is
    the type doing its work, so it passes without a finding.

    Args:
        values: String series.
        serials: whether a bare five-digit number is an Excel serial: true for spreadsheets only.
        open_end: whether 2099-12-31 and the like mean "no end" here; they are then kept and noted.
        not_after: days after it break ``DATE-FUTURE``.
    """
    return on_distinct(values, lambda column: _judge(column, serials, open_end, not_after))


def _judge(values: pl.Series, serials: bool, open_end: bool, not_after: date | None) -> Checked:
    if values.null_count() == len(values) or _is_usual(values, not_after):
        return passed(values)
    frame = _read(values, serials).with_columns(rule=_rule(open_end, not_after))
    frame = frame.with_columns(
        canonical=pl.when(pl.col("rule").is_null()).then(pl.coalesce("iso", "text")).otherwise("read"),
        notes=pl.when(pl.col("rule").is_null() & _is_sentinel()).then(pl.lit("DATE-OPEN-END")),
        repaired=pl.lit(None, pl.String),
    )
    return Checked(frame["canonical"], frame["rule"], frame["repaired"], frame["notes"])


def _is_usual(values: pl.Series, not_after: date | None) -> bool:
    """Whether all are real days in ISO form that no rule says anything about; ISO texts order as days do."""
    if not values.str.contains(ISO).all():
        return False
    first, last = str(values.min()), str(values.max())
    if first <= max(ZEROS) or last >= min(SENTINELS) or (not_after and last > not_after.isoformat()):
        return False
    return values.str.to_date("%Y-%m-%d", strict=False).null_count() == values.null_count()


def _read(values: pl.Series, serials: bool) -> pl.DataFrame:
    """Columns read, text (trimmed), iso (ISO text of a real day), formed (has the form of a date)."""
    if values.str.contains(ISO).all():  # the usual column
        frame = pl.DataFrame({"read": values, "text": values, "written": values})
    else:
        text = trim(values.str.normalize("NFKC"))
        frame = pl.DataFrame({"read": values, "text": text}).with_columns(written=_written(serials))
    real = pl.col("written").str.to_date("%Y-%m-%d", strict=False)
    return frame.with_columns(
        iso=pl.when(real.is_not_null()).then("written"), formed=pl.col("written").is_not_null()
    )


def _written(serials: bool) -> pl.Expr:
    """Year, month and day as written, in the order and width of ISO; null where the form is none."""
    text = pl.col("text")
    forms = [
        pl.concat_str(
            text.str.extract(form, 1),
            text.str.extract(form, 2).str.zfill(2),
            text.str.extract(form, 3).str.zfill(2),
            separator="-",
        )
        for form in FORMS
    ]
    if serials:
        days = pl.when(text.str.contains(SERIAL)).then(text.str.head(5)).cast(pl.Int64, strict=False)
        forms.append((pl.lit(EXCEL_EPOCH) + pl.duration(days=days)).dt.to_string("%Y-%m-%d"))
    return pl.coalesce(forms)


def _is_sentinel() -> pl.Expr:
    far = pl.col("iso").str.head(4).cast(pl.Int32) > LAST_YEAR
    return far | pl.col("iso").is_in(SENTINELS)


def _rule(open_end: bool, not_after: date | None) -> pl.Expr:
    """Id of the first rule a date breaks; ISO texts order as days do."""
    iso, text = pl.col("iso"), pl.col("text")
    rule = (
        pl.when(text.is_null()).then(None)
        .when(iso.is_in(ZEROS) | text.str.contains(ZERO_TEXT)).then(pl.lit("DATE-ZERO"))
        .when(iso.is_null() & pl.col("formed")).then(pl.lit("DATE-REAL"))
        .when(iso.is_null() & text.str.contains(TWO_DIGIT_YEAR)).then(pl.lit("DATE-TWO-DIGIT-YEAR"))
        .when(iso.is_null()).then(pl.lit("DATE-FORM"))
        .when(iso.str.head(4).cast(pl.Int32) < FIRST_YEAR).then(pl.lit("DATE-RANGE"))
    )  # fmt: skip
    if not_after is not None:
        rule = rule.when(iso > not_after.isoformat()).then(pl.lit("DATE-FUTURE"))
    if not open_end:
        rule = rule.when(_is_sentinel()).then(pl.lit("DATE-SENTINEL"))
    return rule.otherwise(None)
