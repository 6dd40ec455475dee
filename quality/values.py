"""One door to all column checks: the column's declaration says which one judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

import polars as pl

from quality.amounts import check_amount, check_integer
from quality.checked import Checked, nothing, on_distinct, passed, when
from quality.dates import check_date
from quality.identifiers import (
    check_org_code,
    check_person_id,
    check_registration_no,
    check_subject_code,
    check_tax_no,
    check_uscc,
)
from quality.text import check_text, trim

__all__ = [
    "Checked",
    "check_amount",
    "check_code",
    "check_column",
    "check_date",
    "check_integer",
    "check_text",
]


class ColumnSpec(Protocol):
    """What a check has to know of a column."""

    type: str
    max_length: int | None
    codes: dict[str, list[str]]
    other_prefix: str | None
    separator: str | None
    unit: Any
    open_end: bool
    not_after_receipt: bool


def check_column(column: ColumnSpec, values: pl.Series, *, received_on: date, serials: bool) -> Checked:
    """Judge a column by its declared type.

    Args:
        column: the declaration.
        values: String series; null where the cell is empty.
        received_on: day of receipt; births and, where declared, dates must not lie after it.
        serials: whether a bare number in a date column is an Excel serial.

    Raises:
        KeyError: the type has no check.
    """
    if values.null_count() == len(values):
        return passed(values)
    if column.type == "text":
        return check_text(values, column.max_length)
    checks = {
        "uscc": lambda: check_uscc(values),
        "org_code": lambda: check_org_code(values),
        "registration_no": lambda: check_registration_no(values),
        "person_id": lambda: check_person_id(values, received_on),
        "tax_no": lambda: check_tax_no(values, received_on),
        "subject_code": lambda: check_subject_code(values),
        "amount": lambda: check_amount(values, column.unit or "yuan"),
        "integer": lambda: check_integer(values),
        "code": lambda: check_code(values, column.codes, column.other_prefix, column.separator),
        "date": lambda: check_date(
            values,
            serials=serials,
            open_end=column.open_end,
            not_after=received_on if column.not_after_receipt else None,
        ),
    }
    return _limited(checks[column.type](), column.max_length)


def _limited(checked: Checked, max_length: int | None) -> Checked:
    """Add ``TEXT-LENGTH`` where a passing value is longer than the field."""
    if max_length is None:
        return checked
    longer = (checked.values.str.len_chars() > max_length) & checked.rule.is_null()
    if not longer.any():
        return checked
    rule = when(longer, "TEXT-LENGTH").zip_with(longer, checked.rule)
    return Checked(checked.values, rule, checked.repaired.set(longer, None), checked.notes.set(longer, None))


def check_code(
    values: pl.Series,
    codes: Mapping[str, Sequence[str]],
    other_prefix: str | None = None,
    separator: str | None = None,
) -> Checked:
    """Judge values of a code list; a spelling that the standard lists becomes the allowed value, silently.

    Args:
        values: String series.
        codes: allowed value → spellings met.
        other_prefix: a value that starts with it and goes on is allowed as it stands.
        separator: several values may be joined by it, by its full-width form, or by a comma.
    """
    spellings = {_plain(spelling): code for code, more in codes.items() for spelling in (code, *more)}
    if values.is_in([code for code in codes if spellings[_plain(code)] == code]).all():  # nulls count as true
        return passed(values)
    return on_distinct(values, lambda column: _judge_codes(column, spellings, other_prefix, separator))


@lru_cache(maxsize=16_384)  # all spellings of all standards; hundreds of small files ask for the same ones
def _plain(text: str) -> str:
    """A spelling in the form in which spellings are compared."""
    return str(pl.select(_compared(pl.lit(text))).item())


def _compared(text: pl.Expr) -> pl.Expr:
    return text.str.normalize("NFKC").str.replace_all(r"\s+", "").str.to_uppercase()


def _judge_codes(
    values: pl.Series, spellings: Mapping[str, str], other_prefix: str | None, separator: str | None
) -> Checked:
    clean = trim(values)
    if clean.null_count() == len(clean):
        return passed(clean)
    one = pl.element() if separator else pl.col("value")
    code = _compared(one).replace_strict(spellings, default=None, return_dtype=pl.String)
    if other_prefix is not None:
        other = one.str.strip_chars().str.starts_with(other_prefix) & (
            one.str.len_chars() > len(other_prefix)
        )
        code = pl.coalesce(code, pl.when(other).then(one.str.strip_chars()))
    frame = pl.DataFrame({"value": clean}).with_columns(code=_joined(code, separator) if separator else code)
    wrong = frame["value"].is_not_null() & frame["code"].is_null()
    none = nothing(len(values))
    return Checked(values.zip_with(wrong, frame["code"]), when(wrong, "CODE-LIST"), none, none)


def _joined(code: pl.Expr, separator: str) -> pl.Expr:
    """Judge each part; null as soon as one part is no allowed value.

    Selection lists of other systems join by a comma; it parts only what is no allowed value otherwise, since
    a free value may hold one.
    """
    wide = chr(ord(separator) + 0xFEE0)
    text = pl.col("value").str.replace_all(wide, separator, literal=True)
    return pl.coalesce(
        _each(code, text, separator), _each(code, text.str.replace_all("[,，]", separator), separator)
    )


def _each(code: pl.Expr, text: pl.Expr, separator: str) -> pl.Expr:
    judged = text.str.strip_chars(separator).str.split(separator).list.eval(code)
    return pl.when(judged.list.eval(pl.element().is_null()).list.any().not_()).then(
        judged.list.join(separator)
    )
