"""Hand out one mart of the current release as a file: Parquet for machines, XLSX and CSV for people.

What is handed out is in a published file, so it has passed every check; who got it is in the log before the
file is there. In sheets codes stay text and nothing is calculated: see `ingest.returns.cells`. Spreadsheets
read a CSV's digits as numbers and lose the last ones of a long code, so such a text ends in a tab there.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from ingest.catalogue import Audience
from ingest.disk import replace_whole
from ingest.returns.cells import cell_text, neutralised
from ingest.settings import SHANGHAI
from orchestration.release.log import Entry, append
from orchestration.released import NothingToExplainError, Released, released

MOST_ROWS = 1_048_575  # of a sheet below its header (Excel's specification)
READ_AS_NUMBER = re.compile(r"^\d+(?:[.eE/:-]\d+)*$")


class Form(StrEnum):
    """The form of an exported file."""

    parquet = "parquet"
    xlsx = "xlsx"
    csv = "csv"


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: a mart, of one audience's file, rows by ``column → value``, for whom."""

    mart: str
    audience: Audience
    where: dict[str, str]
    form: Form
    recipient: str


def export(root: Path, asked: Asked, to: Path) -> Entry:
    """Write the file and log it; returns the entry.

    Raises:
        NothingToExplainError: nothing is published, no such mart or column, or too many rows for a sheet.
        BrokenChainError: the log was altered; nothing is exported any more.
        OSError: the file cannot be written; the log has the entry all the same.
    """
    if not asked.recipient.strip():
        raise NothingToExplainError("须写明给谁 / say for whom it is")
    with released(root, asked.audience) as release:
        labels = _labels(release, asked)
        conditions = " and ".join(f'cast("{name}" as varchar) = ?' for name in asked.where) or "true"
        rows = release.frame(
            f'select * from "{asked.mart}" where {conditions} order by all',  # noqa: S608
            *asked.where.values(),
        )
        about = release.rows("select * from release")[0]
    if asked.form is Form.xlsx and rows.height > MOST_ROWS:
        raise NothingToExplainError(f"{rows.height} 行,一张表放不下,请用 parquet / too many for a sheet")
    entry: Entry = {
        "at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
        "by": os.environ.get("USER", str(os.getuid())),
        "for": asked.recipient,
        "mart": asked.mart,
        "audience": str(asked.audience),
        "where": asked.where,
        "form": str(asked.form),
        "rows": rows.height,
        "as_of": str(about["as_of_date"]),
        "run_id": about["run_id"],
        "file": to.name,
    }
    content = _content(asked.form, rows, labels, entry)
    sealed = append(root, entry | {"sha256": hashlib.sha256(content).hexdigest()})
    replace_whole(to, content)
    to.chmod(0o600 if asked.audience is Audience.restricted else 0o644)
    return sealed


def _labels(release: Released, asked: Asked) -> dict[str, str]:
    """Label of each column of the mart, in their order.

    Raises:
        NothingToExplainError: no such mart or column in this file; the message lists those there are.
    """
    listed = release.rows(
        "select table_name, column_name, coalesce(comment, '') as label from duckdb_columns() "
        "where not internal and database_name = current_database() order by table_name, column_index"
    )
    labels = {row["column_name"]: row["label"] for row in listed if row["table_name"] == asked.mart}
    if not labels:
        known = " ".join(dict.fromkeys(row["table_name"] for row in listed))
        raise NothingToExplainError(f"没有数据表 / no mart {asked.mart!r}; 有 / there are: {known}")
    if unknown := [name for name in asked.where if name not in labels]:
        raise NothingToExplainError(f"没有列 / no column {unknown}; 有 / there are: {' '.join(labels)}")
    return labels


def _content(form: Form, rows: pl.DataFrame, labels: dict[str, str], entry: Entry) -> bytes:
    if form is Form.csv:
        return _csv(rows)
    if form is Form.xlsx:
        return _xlsx(rows, labels, entry)
    buffer = io.BytesIO()
    rows.write_parquet(buffer)
    return buffer.getvalue()


def _csv(rows: pl.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(rows.columns)
    writer.writerows([_plain(value) for value in row] for row in rows.iter_rows())
    return text.getvalue().encode("utf-8-sig")


def _plain(value: object) -> object:
    if not isinstance(value, str):
        return value
    return f"{value}\t" if READ_AS_NUMBER.match(value) else neutralised(value)


def _xlsx(rows: pl.DataFrame, labels: dict[str, str], entry: Entry) -> bytes:
    """The rows, and a page that says what the columns are and whose release it is."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {**options, "strings_to_urls": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        data = book.add_worksheet("数据")
        data.freeze_panes(1, 0)
        data.write_row(0, 0, rows.columns, head)
        for at, row in enumerate(rows.iter_rows(), start=1):
            for column, value in enumerate(row):
                _write(data, (at, column), value, day, text)
        about = book.add_worksheet("说明")
        told = [(name, str(value)) for name, value in entry.items()] + [("", ""), *labels.items()]
        for at, (name, value) in enumerate(told):
            about.write_string(at, 0, name, head)
            about.write_string(at, 1, cell_text(value), text)
    return buffer.getvalue()


def _write(page: Any, at: tuple[int, int], value: object, day: object, text: object) -> None:  # noqa: ANN401
    if isinstance(value, bool):
        page.write_boolean(*at, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(*at, value)
    elif isinstance(value, date):
        page.write_datetime(*at, value, day)
    elif value is not None:
        page.write_string(*at, cell_text(str(value)), text)


def filters(given: Sequence[str]) -> dict[str, str]:
    """``column=value`` texts as a filter.

    Raises:
        NothingToExplainError: a text without ``=``.
    """
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise NothingToExplainError(f"条件写作 列=值 / a filter is column=value, not {one!r}")
        found[name.strip()] = value
    return found
