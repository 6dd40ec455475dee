"""The contract of a data standard: canonical values, findings, and a pandera schema that guards what is kept.

Both halves are derived from the same column declarations. `Contract.check` judges rows one by one, so that a
department learns which cell is wrong; `Contract.schema` states what a kept row is and is validated on every
chunk before it is written: if it fails, the fault is ours and nothing of the batch is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from quality.checked import Checked, is_repetitive
from quality.rules import rule
from quality.values import ColumnSpec as ValueSpec
from quality.values import check_column

FINDINGS = {
    "index": pl.UInt32,
    "column": pl.String,
    "rule_id": pl.String,
    "severity": pl.String,
    "raw_value": pl.String,
    "detail": pl.String,
}
PERSON_HASH = r"^p[0-9a-f]{32}$"
# Canonical forms that a pattern tells as well as judging again does, for less.
FORMS = {
    "amount": r"^(?:0|[1-9]\d*)(?:\.\d*[1-9])?$",
    "integer": r"^(?:0|[1-9]\d*)$",
    "date": r"^\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))$",
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
            key: what identifies a record: a column, or several of which the first that is filled counts.
                Where a part is empty no record can be built, so the row is refused, not merely questioned.
        """
        self._columns: Sequence[ColumnSpec] = columns
        self._rules = rules
        self._key = [{part} if isinstance(part, str) else set(part) for part in key]
        self.names = [column.name for column in columns]
        self.schema = _schema(columns, columns)
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
            canonical[column.name] = (
                checked.values if judged is values else _merge(checked.values, judged, values)
            )
            found = self._column_findings(column, values, checked)
            if found is not None:
                findings.append(found)
                failed[column.name] = checked.rule
        for column in self._columns:
            missing = _missing(column, canonical)
            if missing is not None:
                severity = "reject" if {column.name} in self._key else "question"
                findings.append(_at(missing, column.name, "REQUIRED", severity, raw=read[column.name]))
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
        """A required cell nobody can read leaves no record: refused. Elsewhere the department is asked."""
        found = rule(rule_id)
        if found.severity == "question" and column.required and rule_id in NO_DATE:
            return "reject"
        return found.severity

    def _cross(
        self,
        cross: Any,  # noqa: ANN401 - either of two shapes, told apart by its own ``rule``
        canonical: dict[str, pl.Series],
        failed: dict[str, pl.Series],
    ) -> pl.DataFrame | None:
        """Findings of one cross-field rule. Values that failed on their own are not compared again."""
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
        """The schema without what one look at the whole chunk shows to be kept.

        pandera takes about two milliseconds a column, and hundreds of small files arrive together.
        """
        known = [c for c in self._columns if frame.schema.get(c.name) == pl.String]
        judged = [f"column {c.name}" for c in known if not _forms(c) and _is_still_kept(c, frame)]
        asked = [c for c in known if c.required_if is None or c.required_if.column in frame.columns]
        looks = {f"column {c.name}": _is_kept(c) for c in known}
        looks |= {f"filled {c.name}": _is_filled(c).all() for c in asked if c.required_if is not None}
        seen = frame.select(look.alias(what) for what, look in looks.items())
        fine = dict(zip(looks, seen.row(0), strict=True))
        settled = tuple(what for what in looks if fine[what] or what in judged)
        if settled not in self._schemas:
            self._schemas[settled] = _schema(
                [column for column in self._columns if f"column {column.name}" not in settled],
                [column for column in self._columns if f"filled {column.name}" not in settled],
            )
        return self._schemas[settled]

    def assert_accepted(self, frame: pl.DataFrame | pl.LazyFrame) -> None:
        """Validate rows that are to be kept against the schema.

        On a LazyFrame pandera checks nothing but types, and a depth set in the environment is read once, by
        whoever imports it first. So the frame is collected and the depth set here, for this call.

        Raises:
            ContractBrokenError: with the failure cases; nothing of the batch may be committed.
        """
        rows = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        try:
            with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
                self._schema_of(rows).validate(rows, lazy=True)
        except SchemaErrors as errors:
            # where and what, not the values: they may be personal, and this text reaches logs
            cases = errors.failure_cases.select("column", "check", "index").head(20)
            raise ContractBrokenError(str(cases.to_dicts())) from None


def _where(values: pl.Series, condition: ConditionSpec | None, canonical: dict[str, pl.Series]) -> pl.Series:
    """Values that are to be judged, null elsewhere; the same object when there is no condition."""
    if condition is None:
        return values
    return values.zip_with(
        _holds(condition, canonical), pl.repeat(None, len(values), dtype=pl.String, eager=True)
    )


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
    *, raw: pl.Series | None = None, detail: str | None = None,
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


def _is_kept(column: ColumnSpec) -> pl.Expr:
    """Whether a whole column keeps its schema; false also where only judging again can tell."""
    values = pl.col(column.name)
    fine = (
        pl.all_horizontal(good.all() for _, good in _forms(column)) if _forms(column) else pl.lit(value=False)
    )
    fine = fine | (values.null_count() == pl.len())
    return fine & (values.null_count() == 0) if column.required else fine


def _is_still_kept(column: ColumnSpec, frame: pl.DataFrame) -> bool:
    """The same of a column that has to be judged again."""
    values = frame[column.name]
    sizes = values.str.len_chars()
    if not sizes.is_between(1, column.max_length or sizes.max() or 1).all():
        return False
    if column.required and values.null_count():
        return False
    return not _not_canonical(column, _judged_again(column, frame)).any()


def _forms(column: ColumnSpec) -> list[tuple[str, pl.Expr]]:
    """What tells a canonical value, by rule; empty where a value has to be judged again."""
    value = pl.col(column.name)
    if column.type == "code" and column.other_prefix is None and column.separator is None:
        return [("CODE-LIST", value.is_in(list(column.codes)))]
    if column.type == "person_id":
        # law 9: the number itself is never kept, only its keyed hash
        return [("PID-HASH", value.str.contains(PERSON_HASH))]
    chars = value.str.len_chars()
    length = chars >= 1 if column.max_length is None else chars.is_between(1, column.max_length)
    if column.type in FORMS:
        form = value.str.contains(FORMS[column.type])
        return [("TEXT-LENGTH", length), (f"{column.type.upper()}-FORM", form)]
    return [("TEXT-LENGTH", length)] if column.type == "text" else []


def _schema(columns: Sequence[ColumnSpec], conditions: Sequence[ColumnSpec] = ()) -> pa.DataFrameSchema:
    """The schema of some columns, and of what must be filled because another column says so."""
    return pa.DataFrameSchema(
        {column.name: _schema_column(column) for column in columns},
        checks=[_required_if(column) for column in conditions if column.required_if is not None],
        strict=False,
    )


def _schema_column(column: ColumnSpec) -> pa.Column:
    """What a kept value is: present where required, never an empty text, and canonical for its type."""
    checks = [pa.Check(_by_form(good), error=rule_id) for rule_id, good in _forms(column)]
    if not checks:
        checks.append(pa.Check.str_length(min_value=1, max_value=column.max_length, error="TEXT-LENGTH"))
        checks.append(pa.Check(_canonical(column), error=column.type.upper().replace("_", "-")))
    return pa.Column(pl.String, checks=checks, nullable=not column.required, required=True)


def _by_form(good: pl.Expr) -> Callable[[PolarsData], pl.LazyFrame]:
    def holds(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(good)

    return holds


def _is_filled(column: ColumnSpec) -> pl.Expr:
    condition = column.required_if
    assert condition is not None  # noqa: S101 - the caller asks only for such columns
    asked = pl.col(condition.column).fill_null("").is_in(condition.values)
    return pl.col(column.name).is_not_null() | ~asked


def _required_if(column: ColumnSpec) -> pa.Check:
    return pa.Check(
        _by_form(_is_filled(column)), error=f"REQUIRED {column.name}", name=f"required_{column.name}"
    )


def _judged_again(column: ColumnSpec, frame: pl.DataFrame) -> pl.Series:
    """The values the column's condition asks for, null elsewhere."""
    condition = column.checked_if
    values = pl.col(column.name)
    if condition is not None:
        values = pl.when(pl.col(condition.column).fill_null("").is_in(condition.values)).then(values)
    return frame.select(values).to_series()


def _not_canonical(column: ColumnSpec, values: pl.Series) -> pl.Series:
    """Which values fail or change when they are judged again. Each distinct value is judged once."""
    distinct = values.unique() if is_repetitive(values) else values
    checked = check_column(column, distinct, received_on=date.max, serials=False)
    wrong = checked.rule.is_not_null() | checked.values.ne_missing(distinct)
    return values.is_in(distinct.filter(wrong).implode()) if wrong.any() else wrong.head(0)


def _canonical(column: ColumnSpec) -> Callable[[PolarsData], pl.LazyFrame]:
    """A check function: judged again, a value passes and stays as it is."""

    def holds(data: PolarsData) -> pl.LazyFrame:
        judged = _judged_again(column, data.lazyframe.collect())
        wrong = _not_canonical(column, judged)
        good = ~wrong if len(wrong) else pl.repeat(True, len(judged), eager=True)
        return pl.LazyFrame({data.key: good})

    return holds
