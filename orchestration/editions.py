"""Editions: what was published for an as-of day, frozen; a restatement is a new edition with its cause.

``history/<as-of day>/<number>/`` holds ``edition.json`` (what the edition was made from), ``batches.parquet``
(the deliveries it knew) and a file for each frozen mart: the rows that are new or differ from the editions of
that day before it. An edition is built aside and renamed, never changed and never deleted. Editions are input
of the warehouse, like landing: the index of landing carries them, so a rebuild gives the same history.

A mart is frozen when its declaration says ``meta: {frozen: true}`` (see ``macros/editions.sql``).
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from ingest.catalogue import Catalogue
from ingest.disk import sync
from ingest.landing import landing
from ingest.manifest import MANIFEST as BATCH_MANIFEST
from ingest.manifest import Manifest, read_manifest
from ingest.settings import SHANGHAI, Days
from orchestration.causes import Change, causes
from orchestration.index import Landed
from orchestration.line_inputs import line_inputs
from orchestration.release.files import OFFLINE
from orchestration.version import MANIFEST, PROJECT, calendar_version, code_version, rules_version

BUILDING = ".building"  # below history/: on the same file system, so that a rename commits
META, BATCHES = "edition.json", "batches.parquet"
EDITIONS = {
    "as_of_date": "date",
    "edition": "integer",
    "known_on": "date",
    "published_on": "date",
    "run_id": "string",
    "code_version": "string",
    "cause": "string",
    "is_open": "boolean",
}
LINE_CAUSES = {"indicator_id": "string", "cause": "string"}


class Edition(BaseModel):
    """One edition of an as-of day: when and by which run it was published, from which inputs, and why anew.

    What was received by ``known_on`` and happened by the as-of day is in it. ``cause`` is empty for the first
    edition of a day; ``line_causes`` has, of the causes, those that come
    from what a line is counted from, for the lines of which anything is known to have changed.
    """

    model_config = ConfigDict(extra="forbid")

    as_of_date: date
    edition: int
    known_on: date
    published_on: date
    run_id: str
    code_version: str
    cause: str | None
    line_causes: dict[str, str] = {}
    batches: str
    rules: str
    calendar: str

    @model_validator(mode="before")
    @classmethod
    def _known_on_its_day(cls, told: dict[str, Any]) -> dict[str, Any]:
        """Editions from before the second date knew what was received by their day."""
        return {"known_on": told["as_of_date"]} | told

    @property
    def place(self) -> str:
        """The folder below ``history``."""
        return f"{self.as_of_date.isoformat()}/{self.edition:04d}"

    @property
    def identity(self) -> str:
        """What tells this edition from any other."""
        return f"{self.place}/{self.run_id}"

    def made_from_the_same(self, other: Edition) -> bool:
        """Whether both were made from the same deliveries, rules and calendar."""
        return (self.batches, self.rules, self.calendar) == (other.batches, other.rules, other.calendar)


def editions(root: Path, until: Days) -> list[Edition]:
    """Editions of the days up to one that say no more than is known, oldest day first, then by number."""
    return [
        edition
        for edition in all_editions(root)
        if edition.as_of_date <= until.as_of and edition.known_on <= until.known_on
    ]


def all_editions(root: Path) -> list[Edition]:
    """Every edition there is, oldest day first, then by number."""
    paths = sorted((root / "history").glob(f"[0-9]*/[0-9]*/{META}"))
    return [Edition.model_validate_json(path.read_text(encoding="utf-8")) for path in paths]


def known_batches(landed: Landed, as_of: date) -> pl.DataFrame:
    """The deliveries that say something of the day and before, and by what each was judged."""
    late = set(landed.late.select("feed_id", "batch_id").iter_rows())
    rows = [
        (m.feed_id, m.batch_id, m.judged_by)
        for m in landed.batches
        if m.received_on <= as_of or (m.feed_id, m.batch_id) in late
    ]
    schema = {"feed_id": pl.String, "batch_id": pl.String, "judged_by": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("feed_id", "batch_id")


def plan_edition(root: Path, catalogue: Catalogue, landed: Landed, days: Days, run_id: str) -> Edition | None:
    """The edition this run will publish; none when the newest one of the day was made from the same inputs.

    Nothing can be frozen of a day that has not come yet, nor of less knowledge than was published before.
    """
    today = datetime.now(SHANGHAI).date()
    earlier = [edition for edition in all_editions(root) if edition.as_of_date == days.as_of]
    if days.known_on > today or any(edition.known_on > days.known_on for edition in earlier):
        return None
    known = known_batches(landed, days.as_of)
    planned = Edition(
        as_of_date=days.as_of,
        edition=len(earlier) + 1,
        known_on=days.known_on,
        published_on=today,
        run_id=run_id,
        code_version=code_version(),
        cause=None,
        batches=_digest(known),
        rules=rules_version(catalogue),
        calendar=calendar_version(),
    )
    if not earlier:
        return planned
    before = earlier[-1]
    if planned.made_from_the_same(before):
        return None
    change = Change(
        before=pl.read_parquet(root / "history" / before.place / BATCHES),
        now=known,
        rules=before.rules != planned.rules,
        calendar=before.calendar != planned.calendar,
    )
    found = causes(root, catalogue, landed, days.as_of, change)
    of_lines = {line: found.told(standards) for line, standards in line_inputs(catalogue, MANIFEST).items()}
    told = {line: cause for line, cause in of_lines.items() if cause}
    return planned.model_copy(update={"cause": found.told(), "line_causes": told})


def _digest(batches: pl.DataFrame) -> str:
    lines = "\n".join("/".join(row) for row in batches.iter_rows())
    return hashlib.sha256(lines.encode()).hexdigest()


def freeze(root: Path, edition: Edition, known: pl.DataFrame, warehouse: Path) -> Path:
    """Keep the edition: rows from the warehouse, deliveries, what it was made from. One rename commits.

    Raises:
        OSError: the edition exists already; nothing is ever replaced.
    """
    history = root / "history"
    shutil.rmtree(history / BUILDING, ignore_errors=True)  # what a killed run left; the lock is ours
    building = history / BUILDING / uuid.uuid4().hex
    building.mkdir(parents=True)
    try:
        known.write_parquet(building / BATCHES)
        with duckdb.connect(str(warehouse), read_only=True, config=OFFLINE) as connection:
            for mart in frozen_marts():
                rows = connection.execute(
                    f"select * from {mart} where as_of_date = ? and edition = ? order by all",  # noqa: S608
                    [edition.as_of_date, edition.edition],
                ).pl()
                rows.write_parquet(building / f"{mart}.parquet")
        (building / META).write_text(edition.model_dump_json(indent=1), encoding="utf-8")
        for path in building.iterdir():
            sync(path)
        target = history / edition.place
        target.parent.mkdir(parents=True, exist_ok=True)
        building.rename(target)
        sync(target.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target


def brought(root: Path, edition: Edition) -> list[Manifest]:
    """The deliveries an edition knew, or knew judged anew, and the one before it did not, oldest first."""
    before = root / "history" / edition.model_copy(update={"edition": edition.edition - 1}).place / BATCHES
    now = pl.read_parquet(root / "history" / edition.place / BATCHES)
    new = now.join(pl.read_parquet(before), on=now.columns, how="anti") if before.exists() else now
    found = [
        read_manifest(path.parent)
        for feed, batch, _ in new.iter_rows()
        for path in landing(root).glob(f"*/{feed}/{batch}/{BATCH_MANIFEST}")
    ]
    return sorted(found, key=lambda manifest: (manifest.received_at, manifest.batch_id))


def write_history_index(root: Path, folder: Path, frozen: Sequence[Edition], planned: Edition | None) -> None:
    """Write what the warehouse reads of the history: the editions (the planned one open) and their rows."""
    rows = [edition.model_dump() | {"is_open": False} for edition in frozen]
    rows += [planned.model_dump() | {"is_open": True}] if planned else []
    places = [root / "history" / edition.place for edition in frozen]
    with duckdb.connect(config=OFFLINE) as connection:
        _table(connection, "editions", EDITIONS)
        for row in rows:
            marks = ", ".join("?" for _ in EDITIONS)
            connection.execute(f"insert into editions values ({marks})", [row[name] for name in EDITIONS])  # noqa: S608
        _write(connection, "editions", folder)
        _table(connection, "edition_causes", LINE_CAUSES)
        for line in (planned.line_causes if planned else {}).items():
            connection.execute("insert into edition_causes values (?, ?)", line)
        _write(connection, "edition_causes", folder)
        for mart, columns in frozen_marts().items():
            _table(connection, mart, columns)
            paths = [str(path) for place in places if (path := place / f"{mart}.parquet").exists()]
            if paths:
                # a column added to the mart later is empty in the editions before
                connection.execute(
                    f"insert into {mart} by name select columns(c -> list_contains(?, c)) "  # noqa: S608
                    "from read_parquet(?, union_by_name = true)",
                    [list(columns), paths],
                )
            _write(connection, mart, folder)


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    listed = ", ".join(f"{column} {sql_type}" for column, sql_type in columns.items())
    connection.execute(f"create table {name} ({listed})")


def _write(connection: duckdb.DuckDBPyConnection, table: str, folder: Path) -> None:
    connection.execute(f"copy {table} to '{folder / table}.parquet' (format parquet)")


def frozen_declarations() -> dict[str, dict[str, Any]]:
    """The declaration of every frozen mart by its name, as its yml has it."""
    found = {}
    for path in sorted((PROJECT / "dbt_project" / "models" / "marts").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if "frozen: true" not in text:
            continue
        for model in yaml.safe_load(text).get("models", []):
            if model.get("config", {}).get("meta", {}).get("frozen"):
                found[model["name"]] = model
    return found


@cache
def frozen_marts() -> dict[str, dict[str, str]]:
    """Columns and types of every frozen mart."""
    return {
        name: {column["name"]: column["data_type"] for column in model["columns"]}
        for name, model in frozen_declarations().items()
    }
