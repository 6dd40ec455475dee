"""The contract of a data standard: canonical values, findings, and a pandera schema that guards what is kept.

Both halves are derived from the same column declarations. `Contract.check` judges rows one by one, so that a
department learns which cell is wrong; `Contract.schema` states what a kept row is and is validated on every
chunk before it is written: if it fails, the fault is ours and nothing of the batch is committed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import polars as pl

from quality.checked import Checked
from quality.rules import rule
from quality.values import check_column
from quality.values import ColumnSpec as ValueSpec

# pandera checks only types on a LazyFrame unless told otherwise; we validate eager frames, and say so as well.
os.environ["PANDERA_VALIDATION_DEPTH"] = "SCHEMA_AND_DATA"

import pandera.polars as pa
from pandera.errors import SchemaErrors

FINDINGS = {
    "index": pl.UInt32,
    "column": pl.String,
    "rule_id": pl.String,
    "severity": pl.String,
    "raw_value": pl.String,
    "detail": pl.String,
}
# Rules after which a date column holds no date at all.
NO_DATE = {"DATE-FORM", "DATE-REAL", "DATE-TWO-DIGIT-YEAR", "DATE-ZERO"}


class ConditionSpec(Protocol):
    """Where a column holds one of some values; an empty text stands for an empty cell."""

    column: str
    values: list[str]


class ColumnSpec(ValueSpec, Protocol):
    """What the contract has to know of a column beyond its type."""

    name: str
    required: bool
    required_if: ConditionSpec | None
    checked_if: ConditionSpec | None


class ContractBrokenError(Exception):
    """Rows that were to be kept do not satisfy the schema: a fault of the rules, never of the sender."""


@dataclass(frozen=True)
class CheckedFrame:
    """Canonical values of a chunk, and its findings by row position (`FINDINGS`)."""

    frame: pl.DataFrame
    findings: pl.DataFrame


def empty_findings() -> pl.DataFrame:
    """A frame of findings without rows."""
    return pl.DataFrame(schema=FINDINGS)


class Contract:
    """The contract of one data standard."""

    def __init__(
        self, columns: Sequence[Any], rules: Sequence[Any] = (), key: Sequence[str | Sequence[str]] = ()
    ) -> None:
        """Derive it.

        Args:
            columns: objects with the attributes of `ColumnSpec`.
            rules: cross-field rules: ``rule`` is ``order`` (earlier, later) or ``one_of`` (columns).
            key: what identifies a record: a column, or several of which the first that is filled counts. Where
                a part is empty no record can be built, so the row is refused and not merely questioned.
        """
        self._columns: Sequence[ColumnSpec] = columns
        self._rules = rules
        self._key = [{part} if isinstance(part, str) else set(part) for part in key]
        self.names = [column.name for column in columns]
        self.schema = _schema(columns)
        self._schemas: dict[tuple[str, ...], pa.DataFrameSchema] = {}

    def check(self, read: pl.DataFrame, received_on: date, serials: bool) -> CheckedFrame:
        """Judge rows as read.

        Args:
            read: all columns of the standard, as text; null where the cell is empty.
            received_on: day of receipt; dates that must not lie in the future are judged by it.
            serials: whether a bare number in a date column is an Excel serial.
        """
        canonical: dict[str, pl.Series] = {}
        findings: list[pl.DataFrame] = []
        failed: dict[str, pl.Series] = {}
        # columns without a condition first: conditions look at canonical values
        for column in sorted(self._columns, key=lambda c: c.checked_if is not None):
            values = read[column.name]
            judged = _where(values, column.checked_if, canonical)
            checked = check_column(column, judged, received_on=received_on, serials=serials)
            canonical[column.name] = checked.values if judged is values else _merge(checked.values, judged, values)
            found = self._column_findings(column, values, checked)
            if found is not None:
                findings.append(found)
                failed[column.name] = checked.rule
        for column in self._columns:
            missing = _missing(column, canonical)
            if missing is not None:
                severity = "reject" if {column.name} in self._key else "question"
                findings.append(_at(missing, column.name, "REQUIRED", severity, read[column.name]))
        findings += [f for r in self._rules if (f := self._cross(r, canonical, failed)) is not None]
        frame = pl.DataFrame([canonical[name].alias(name) for name in self.names])
        return CheckedFrame(frame, pl.concat(findings) if findings else empty_findings())

    def _column_findings(self, column: ColumnSpec, raw: pl.Series, checked: Checked) -> pl.DataFrame | None:
        parts = []
        for ids in (checked.rule, checked.repaired, checked.notes):
            if ids.null_count() == len(ids):
                continue
            where = ids.is_not_null().arg_true()
            parts.append(
                pl.DataFrame({"index": where.cast(pl.UInt32), "rule_id": ids.gather(where).cast(pl.String)})
                .with_columns(raw_value=raw.gather(where), value=checked.values.gather(where))
                .with_columns(pl.col("rule_id").str.split(","))
                .explode("rule_id")
            )
        if not parts:
            return None
        found = pl.concat(parts)
        severities = {r: self._severity(column, r) for r in found["rule_id"].unique()}
        return found.select(
            "index",
            "rule_id",
            column=pl.lit(column.name),
            severity=pl.col("rule_id").replace_strict(severities, return_dtype=pl.String),
            raw_value="raw_value",
            detail=pl.col("value"),
        ).select(list(FINDINGS))

    def _severity(self, column: ColumnSpec, rule_id: str) -> str:
        """A required cell that cannot be read leaves no record: refused. Elsewhere the department is asked."""
        found = rule(rule_id)
        if found.severity == "question" and column.required and rule_id in NO_DATE:
            return "reject"
        return found.severity

    def _cross(
        self, cross: Any, canonical: dict[str, pl.Series], failed: dict[str, pl.Series]
    ) -> pl.DataFrame | None:
        """Findings of one cross-field rule. Values that failed on their own are not compared a second time."""
        if cross.rule == "one_of":
            empty = pl.DataFrame([canonical[name].is_null().alias(name) for name in cross.columns])
            wrong = empty.select(pl.all_horizontal(pl.all())).to_series()
            severity = "reject" if set(cross.columns) in self._key else "question"
            detail = ", ".join(cross.columns)
            return _at(wrong, cross.columns[0], "X-ONE-OF", severity, detail=detail) if wrong.any() else None
        earlier, later = canonical[cross.earlier], canonical[cross.later]
        wrong = (earlier > later).fill_null(value=False)  # ISO dates order as text
        for name in (cross.earlier, cross.later):
            if name in failed:
                wrong &= failed[name].is_null()
        return _at(wrong, cross.later, "X-ORDER", raw=later, detail=cross.earlier) if wrong.any() else None

    def _schema_of(self, frame: pl.DataFrame) -> pa.DataFrameSchema:
        """The schema without columns that are empty in the whole chunk and may be: nothing to look at there."""
        empty = tuple(
            c.name for c in self._columns if not c.required and frame[c.name].null_count() == frame.height
        )
        if empty not in self._schemas:
            self._schemas[empty] = _schema([c for c in self._columns if c.name not in empty])
        return self._schemas[empty]

    def assert_accepted(self, frame: pl.DataFrame) -> None:
        """Validate rows that are to be kept against the schema.

        Raises:
            ContractBrokenError: with the failure cases; nothing of the batch may be committed.
        """
        try:
            self._schema_of(frame).validate(frame, lazy=True)
        except SchemaErrors as errors:
            raise ContractBrokenError(str(errors.failure_cases.head(20))) from errors


def _where(
    values: pl.Series, condition: ConditionSpec | None, canonical: dict[str, pl.Series]
) -> pl.Series:
    """Values that are to be judged, null elsewhere; the same object when there is no condition."""
    if condition is None:
        return values
    return values.zip_with(_holds(condition, canonical), pl.repeat(None, len(values), dtype=pl.String, eager=True))


def _holds(condition: ConditionSpec, canonical: dict[str, pl.Series]) -> pl.Series:
    return canonical[condition.column].fill_null("").is_in(condition.values)


def _merge(checked: pl.Series, judged: pl.Series, read: pl.Series) -> pl.Series:
    return checked.zip_with(judged.is_not_null(), read)


def _missing(column: ColumnSpec, canonical: dict[str, pl.Series]) -> pl.Series | None:
    values = canonical[column.name]
    if not values.null_count():
        return None
    if column.required:
        missing = values.is_null()
    elif column.required_if is not None:
        missing = values.is_null() & _holds(column.required_if, canonical)
    else:
        return None
    return missing if missing.any() else None


def _at(
    where: pl.Series, column: str | None, rule_id: str, severity: str | None = None,
    raw: pl.Series | None = None, detail: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Findings of one rule at the rows where the mask is true."""
    index = where.arg_true()
    return pl.DataFrame({"index": index.cast(pl.UInt32)}).select(
        "index",
        column=pl.lit(column, pl.String),
        rule_id=pl.lit(rule_id),
        severity=pl.lit(severity or rule(rule_id).severity),
        raw_value=raw.gather(index) if raw is not None else pl.lit(None, pl.String),
        detail=pl.lit(detail, pl.String),
    )


def _schema(columns: Sequence[ColumnSpec]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema({column.name: _schema_column(column) for column in columns}, strict=False)


def _schema_column(column: ColumnSpec) -> pa.Column:
    """What a kept value is: present where required, and canonical: judging it again finds nothing."""
    checks = []
    if column.max_length is not None:
        checks.append(pa.Check.str_length(max_value=column.max_length, error="TEXT-LENGTH"))
    if column.type == "date":
        checks.append(pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$", error="DATE-FORM"))
    if column.type == "code" and column.other_prefix is None and column.separator is None:
        checks.append(pa.Check.isin(list(column.codes), error="CODE-LIST"))
    if column.type == "uscc":
        checks.append(pa.Check(_is_canonical(column), error="USCC"))
    return pa.Column(pl.String, checks=checks, nullable=not column.required, required=True)


def _is_canonical(column: ColumnSpec) -> Any:
    """A check function: the column's own rule finds nothing to refuse and nothing to repair."""

    def holds(data: Any) -> pl.LazyFrame:
        values = data.lazyframe.select(data.key).collect().to_series()
        checked = check_column(column, values, received_on=date.max, serials=False)
        good = checked.rule.is_null() & checked.repaired.is_null()
        return pl.LazyFrame({data.key: good})

    return holds
