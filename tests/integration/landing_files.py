"""Landing files written by hand: what the warehouse reads, without the code that lands deliveries.

A test says which rows were accepted or held in which batch; counts, keys and lineage are filled in here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from ingest.batch_writer import QUESTIONS, row_schema
from ingest.catalogue import HERE, Catalogue, Feed, Standard, load_catalogue
from ingest.returns.rounds import ROUNDS
from orchestration.editions import Edition, write_history_index
from orchestration.index import RECEIPTS
from orchestration.late_rows import LATE_ROWS

BATCH = {
    "batch_id": pl.String,
    "feed_id": pl.String,
    "standard": pl.String,
    "department": pl.String,
    "received_at": pl.Datetime("us"),
    "received_on": pl.Date,
    "source_uri": pl.String,
    "sha256": pl.String,
    "bytes": pl.Int64,
    "rows_read": pl.Int64,
    "accepted": pl.Int64,
    "repaired": pl.Int64,
    "question": pl.Int64,
    "rejected": pl.Int64,
    "duplicate": pl.Int64,
    "nil_return": pl.Boolean,
    "nil_period": pl.Date,
    "amends": pl.String,
    "state": pl.String,
    "stop_rule": pl.String,
    "judged_by": pl.String,
}
STATES = ("accepted", "repaired", "question", "rejected", "duplicate")
Row = dict[str, Any]


@dataclass
class Landing:
    """A landing folder in the making: batches are kept in memory until `write`."""

    root: Path
    catalogue: Catalogue = field(default_factory=lambda: load_catalogue([HERE]))
    batches: list[Row] = field(default_factory=list)
    rows: list[tuple[str, Row]] = field(default_factory=list)
    questions: list[tuple[str, Row]] = field(default_factory=list)
    frozen: list[Edition] = field(default_factory=list)
    cause: str | None = None

    def deliver(
        self,
        feed_name: str,
        received: str,
        rows: list[Row],
        *,
        state: str = "landed",
        nil_return: bool = False,
    ) -> str:
        """Add one delivery; returns its batch id.

        A row may say its ``row_state`` (default accepted) and its ``finding``: rule group and column.
        ``received`` is a day in Asia/Shanghai, or a day and time there.
        """
        feed = self.catalogue.feeds[feed_name]
        batch_id = hashlib.sha256(f"{feed_name} {received} {rows}".encode()).hexdigest()[:16]
        local = datetime.fromisoformat(received).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        about = {
            "feed_id": feed_name,
            "batch_id": batch_id,
            "received_at": local.astimezone(UTC).replace(tzinfo=None),
            "received_on": local.date(),
        }
        for number, row in enumerate(rows, start=2):
            self._add(feed, about | {"source_row": number}, dict(row))
        states = [row.get("row_state", "accepted") for row in rows]
        self.batches.append(
            about
            | {
                "standard": feed.standard,
                "department": feed.department,
                "state": state,
                "nil_return": nil_return,
            }
            | {
                "source_uri": f"file:{received}.csv",
                "sha256": batch_id * 4,
                "bytes": 100,
                "rows_read": len(rows),
            }
            | {"stop_rule": "FILE-COLUMNS" if state == "stopped" else None, "judged_by": "test"}
            | {name: states.count(name) for name in STATES}
        )
        return batch_id

    def _add(self, feed: Feed, about: Row, row: Row) -> None:
        standard = self.catalogue.standards[feed.standard]
        finding = row.pop("finding", None)
        row = (
            {"record_key": record_key(standard, row), "row_state": "accepted"}
            | {"earlier_key": earlier_key(standard, row)}
            | feed.layout.constants
            | row
            | about
        )
        self.rows.append((feed.standard, row))
        if finding:
            group, column = finding
            held = row["row_state"] in ("question", "rejected")
            self.questions.append(
                (
                    feed.standard,
                    {name: about.get(name) for name in QUESTIONS}
                    | {
                        "column": column,
                        "rule_group": group,
                        "rule_id": f"TEST-{group}",
                        "state": row["row_state"],
                    }
                    | {
                        "severity": "question" if held else "repair",
                        "message_zh": "测试",
                        "message_en": "test",
                    },
                )
            )

    def write(self, as_of: str) -> None:
        """Write everything below ``<root>/landing``."""
        landing = self.root / "landing"
        for standard in self.catalogue.standards.values():
            self._write_standard(landing / standard.name, standard)
        index = landing / "_index"
        index.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(self.batches, schema=BATCH).write_parquet(index / "batches.parquet")
        received = [{name: batch.get(name) for name in RECEIPTS} for batch in self.batches]
        pl.DataFrame(received, schema=RECEIPTS).write_parquet(index / "receipts.parquet")
        self._feeds().write_parquet(index / "feeds.parquet")
        fields = [
            {"feed_id": feed.name, "field": field}
            for feed in self.catalogue.feeds.values()
            for field in feed.fields
        ]
        pl.DataFrame(fields, schema={"feed_id": pl.String, "field": pl.String}).write_parquet(
            index / "feed_fields.parquet"
        )
        pl.DataFrame(schema=ROUNDS).write_parquet(index / "answers.parquet")
        run = {
            "as_of_date": date.fromisoformat(as_of),
            "known_on": date.fromisoformat(as_of),
            "run_id": "test",
            "code_version": "test",
            "catalogue_version": "test",
        }
        pl.DataFrame([run]).write_parquet(index / "run.parquet")
        pl.DataFrame(schema=LATE_ROWS).write_parquet(index / "late_rows.parquet")
        write_history_index(self.root, index, self.frozen, self.planned(as_of))

    def planned(self, as_of: str) -> Edition:
        """The edition a run on these files would publish."""
        return Edition(
            as_of_date=date.fromisoformat(as_of),
            known_on=date.fromisoformat(as_of),
            edition=1 + sum(e.as_of_date == date.fromisoformat(as_of) for e in self.frozen),
            published_on=date.fromisoformat(as_of),
            run_id="test",
            code_version="test",
            cause=self.cause,
            batches="",
            rules="",
            calendar="",
        )

    def _feeds(self) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {
                    "feed_id": feed.name,
                    "title": feed.title,
                    "department": feed.department,
                    "standard": feed.standard,
                    "standard_short": self.catalogue.standards[feed.standard].short,
                    "standard_kind": self.catalogue.standards[feed.standard].kind,
                    "cadence": feed.cadence,
                    "due_day": feed.due_day,
                    "mode": feed.mode,
                    "valid_from": feed.valid_from,
                    "valid_to": feed.valid_to,
                    "utility": feed.layout.constants.get("utility"),
                    "connector": feed.connector.type,
                }
                for feed in self.catalogue.feeds.values()
            ],
            schema_overrides={"valid_to": pl.Date, "utility": pl.String},
        )

    def _write_standard(self, folder: Path, standard: Standard) -> None:
        schema = row_schema(standard)
        places = {("_none", "_none")} | {
            (batch["feed_id"], batch["batch_id"])
            for batch in self.batches
            if batch["standard"] == standard.name
        }
        for feed_id, batch_id in places:
            target = folder / feed_id / batch_id
            target.mkdir(parents=True, exist_ok=True)
            own = [r for s, r in self.rows if s == standard.name and _of(r, feed_id, batch_id)]
            kept = [row for row in own if row["row_state"] in ("accepted", "repaired")]
            held = [row for row in own if row["row_state"] not in ("accepted", "repaired")]
            asked = [q for s, q in self.questions if s == standard.name and _of(q, feed_id, batch_id)]
            pl.DataFrame(kept, schema=schema).write_parquet(target / "accepted.parquet")
            pl.DataFrame(held, schema=schema).write_parquet(target / "held.parquet")
            pl.DataFrame(asked, schema=QUESTIONS).write_parquet(target / "questions.parquet")


def _of(row: Row, feed_id: str, batch_id: str) -> bool:
    return bool(row["feed_id"] == feed_id and row["batch_id"] == batch_id)


def record_key(standard: Standard, row: Row) -> str:
    """The key as the standard declares it; a part that cannot be read is empty."""
    parts = [[part] if isinstance(part, str) else part for part in standard.key]
    return "|".join(next((str(row[name]) for name in names if row.get(name)), "") for names in parts)


def earlier_key(standard: Standard, row: Row) -> str | None:
    """The key before a part of it was put right, where the row says what that part was."""
    earlier = standard.changes.earlier if standard.changes else {}
    if not any(row.get(told) for told in earlier.values()):
        return None
    return record_key(
        standard, row | {part: row.get(told) or row.get(part) for part, told in earlier.items()}
    )
