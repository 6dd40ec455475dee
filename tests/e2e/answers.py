"""The simulator's answer file beside the published tables: differences, in words."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[2]
SOURCE_UNITS = PROJECT / "dbt_project" / "seeds" / "policy" / "source_units.csv"
CITY = "全市"
STATES = ("accepted", "repaired", "question", "rejected", "duplicate")
Pair = tuple[int, int]
Place = tuple[str, str | None, int, str, str | None]  # file, sheet, row, rule, column


@dataclass(frozen=True)
class Outcome:
    """What a refresh made of a simulated city, and what it should have made of it."""

    root: Path

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The answer file."""
        answers: dict[str, Any] = json.loads((self.root / "answers.json").read_text(encoding="utf-8"))
        return answers

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published restricted file."""
        with duckdb.connect(str(self.root / "published" / "restricted.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    @cached_property
    def manifests(self) -> dict[str, dict[str, Any]]:
        """Manifests of the landed batches by ``feed/file``."""
        found = (json.loads(path.read_text()) for path in (self.root / "landing").glob("*/*/*/manifest.json"))
        return {manifest["source_uri"].removeprefix("inbox/"): manifest for manifest in found}

    @cached_property
    def files(self) -> dict[str, str]:
        """``feed/file`` of each batch."""
        rows = self.query("select feed_id, batch_id, source_uri from feed_batches")
        return {f"{feed}/{batch}": uri.removeprefix("inbox/") for feed, batch, uri in rows}

    def states(self, name: str) -> dict[str, Any]:
        """How a file ended, as the manifest has it."""
        manifest = self.manifests.get(name)
        if manifest is None:
            return {"state": "ignored duplicate"}
        stop = (manifest["stop"] or {}).get("rule_id")
        counts = {state: manifest[state] for state in STATES}
        return {"state": manifest["state"], "stop_rule": stop, "rows_read": manifest["rows_read"]} | counts

    def figures(self, indicator: str, part: str | None = None) -> dict[str, Pair]:
        """Numerator and denominator by unit."""
        where = "part is null" if part is None else f"part = '{part}'"
        rows = self.query(
            "select unit, numerator, denominator from indicator_values"  # noqa: S608 - names of our own
            f" where indicator_id = '{indicator}' and {where} and unit_kind <> 'district'"
        )
        return {unit: (int(above or 0), int(below or 0)) for unit, above, below in rows}

    def findings(self) -> dict[Place, tuple[str, str]]:
        """Row findings: where and which rule → (severity, state)."""
        rows = self.query(
            'select feed_id, batch_id, source_sheet, source_row, rule_id, "column", severity, state'
            " from row_issues where source_row is not null and state <> 'file'"
        )
        return {
            place(self.files[f"{feed}/{batch}"], sheet, row, rule, column): (severity, state)
            for feed, batch, sheet, row, rule, column, severity, state in rows
        }


def place(file: str, sheet: str | None, row: int, rule: str, column: str | None) -> Place:
    """Where a finding stands. A rule about a whole row, or about two columns, is not blamed on one column."""
    return file, sheet, row, rule, None if rule.startswith(("ROW-", "X-")) else column


def planted(outcome: Outcome) -> dict[Place, tuple[str, str]]:
    """Planted faults that a rule must find: where and which rule → (what it is, state of the row)."""
    return {
        place(f"{f['feed']}/{f['file']}", f["sheet"], f["row"], f["rule"], f["column"]): (
            f["fault"],
            f["state"],
        )
        for f in outcome.expected["faults"]
        if f["rule"] is not None
    }


def pair(figures: dict[str, int]) -> Pair:
    """Numerator and denominator of the answer file."""
    return figures["numerator"], figures["denominator"]


def named_units(day: date) -> set[str]:
    """Units that the policy names for T02-02 on a day, read from the seed by the standard library."""
    with SOURCE_UNITS.open(encoding="utf-8", newline="") as handle:
        return {
            row["unit"]
            for row in csv.DictReader(handle)
            if row["valid_from"] <= day.isoformat() <= (row["valid_to"] or "9999-12-31")
        }


def missed_faults(outcome: Outcome) -> list[str]:
    """Planted faults that no finding names, or whose row is in another state."""
    findings = outcome.findings()
    return [
        f"{where} {fault}: {state}, found {findings.get(where)}"
        for where, (fault, state) in planted(outcome).items()
        if where not in findings or findings[where][1] != state
    ]


def false_alarms(outcome: Outcome) -> list[str]:
    """Findings beyond a note where nothing was planted, or another rule was."""
    right = planted(outcome)
    return [
        f"{where}: {found}"
        for where, found in outcome.findings().items()
        if found[0] != "note" and where not in right
    ]


def wrong_counts(outcome: Outcome) -> list[str]:
    """Files whose outcome or counts differ."""
    wrong = []
    for file in outcome.expected["files"]:
        found = outcome.states(f"{file['feed']}/{file['file']}")
        wanted = {name: file[name] for name in found}
        if found != wanted:
            wrong.append(f"{file['feed']}/{file['file']}: {wanted}, found {found}")
    return wrong
