"""What a column's values say about its meaning, for headers that leave it open: check digits and ranges."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl

from ingest.catalogue import Column, Standard
from ingest.readers import Generation
from ingest.readers.model import Fits
from quality.amounts import check_amount
from quality.values import check_column

# column types whose values prove themselves by a check digit or a birth date
PROVABLE = ("uscc", "org_code", "registration_no", "person_id", "tax_no", "subject_code")
UNITS = {"元": "yuan", "万元": "wan_yuan"}
UNIT_IN_TITLE = re.compile(r"[(（](万?元)[)）]$")


def fits(column: Column) -> Fits | None:
    """How many values can be the column's; None where they tell nothing."""
    if column.type in PROVABLE:
        return lambda values, _: _proven(column, values)
    if column.usual is not None:
        return lambda values, unit: _usual(column, values, unit)
    return None


def _proven(column: Any, values: pl.Series) -> int:  # noqa: ANN401 - a column, whose type is a literal
    checked = check_column(column, values, received_on=date.max, serials=False)
    return int((checked.rule.is_null() & checked.values.is_not_null()).sum())


def _usual(column: Column, values: pl.Series, unit: str | None) -> int:
    """Amounts that lie in the usual range when a bare number counts that unit."""
    least, most = column.usual or (0, 0)
    named = next((name for name, text in UNITS.items() if text == column.unit), "元")
    texts = values.str.replace(r"^\s*([-+]?[\d,.]+)\s*$", f"${{1}}{unit or named}")
    checked = check_amount(texts)
    yuan = checked.values.set(checked.rule.is_not_null(), None).cast(pl.Float64, strict=False)
    return int(yuan.is_between(least, most).sum())


def other_units(column: Column) -> dict[str, str]:
    """The column's titles with the other unit in their brackets, and that unit."""
    swapped = {"元": "万元", "万元": "元"}
    found = {}
    for title in column.titles:
        if column.type == "amount" and (unit := UNIT_IN_TITLE.search(title)):
            other = swapped[unit[1]]
            found[f"{title[: unit.start()]}({other})"] = other
    return found


def generations(standard: Standard) -> tuple[Generation, ...]:
    """The standard's templates as the readers take them."""
    named = {text: name for name, text in UNITS.items()}
    return tuple(
        Generation(
            template.name,
            template.titles,
            {column: named[unit] for column, unit in template.units.items()},
            tuple(template.only),
        )
        for template in standard.templates
    )
