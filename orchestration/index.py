"""The index of landing: what the warehouse reads about batches, feeds and the run itself.

Derived from the manifests and the catalogue before every build, never edited: delete it, it comes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.batch_writer import Schema, write_empty_batch
from ingest.catalogue import Catalogue
from ingest.landing import landing
from ingest.manifest import Manifest, batches
from ingest.receipts import Receipt, all_receipts, first_receipt
from ingest.returns.rounds import amended_lists, rounds
from ingest.settings import Days
from orchestration.late_rows import late_rows

BATCHES: Schema = {
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
FEEDS: Schema = {
    "feed_id": pl.String,
    "title": pl.String,
    "department": pl.String,
    "standard": pl.String,
    "standard_short": pl.String,
    "standard_kind": pl.String,
    "cadence": pl.String,
    "due_day": pl.Int64,
    "mode": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "utility": pl.String,
    "connector": pl.String,
}
RECEIPTS: Schema = {
    "feed_id": pl.String,
    "batch_id": pl.String,
    "received_at": pl.Datetime("us"),
    "received_on": pl.Date,
    "source_uri": pl.String,
    "nil_return": pl.Boolean,
    "nil_period": pl.Date,
}
FEED_FIELDS: Schema = {"feed_id": pl.String, "field": pl.String}
RUN: Schema = {
    "as_of_date": pl.Date,
    "known_on": pl.Date,
    "run_id": pl.String,
    "code_version": pl.String,
    "catalogue_version": pl.String,
}


@dataclass(frozen=True)
class Landed:
    """What lies in landing: the manifests, oldest first, and the receipts of batches that came again.

    ``late``: the rows that became known after the as-of day (`orchestration.late_rows`).
    """

    batches: list[Manifest]
    again: list[Receipt]
    late: pl.DataFrame


def write_index(root: Path, catalogue: Catalogue, days: Days, run_id: str, code_version: str) -> Landed:
    """Write ``landing/_index/*.parquet`` and the empty batches; returns what lies there."""
    folder = landing(root) / "_index"
    folder.mkdir(parents=True, exist_ok=True)
    for standard in catalogue.standards.values():
        write_empty_batch(landing(root) / standard.name / "_none" / "_none", standard)
    found, again = list(batches(root)), all_receipts(root)
    amended = amended_lists(found)
    rows = [
        manifest.model_dump(include=set(BATCHES))
        | {"amends": amended.get((manifest.feed_id, manifest.batch_id))}
        | {"received_at": manifest.received_at.replace(tzinfo=None)}
        | {"stop_rule": manifest.stop.rule_id if manifest.stop else None}
        for manifest in found
    ]
    pl.DataFrame(rows, schema=BATCHES).write_parquet(folder / "batches.parquet")
    received = [
        receipt.model_dump() | {"received_at": receipt.received_at.replace(tzinfo=None)}
        for receipt in (*map(first_receipt, found), *again)
    ]
    pl.DataFrame(received, schema=RECEIPTS).write_parquet(folder / "receipts.parquet")
    feeds = [
        feed.model_dump(include=set(FEEDS))
        | {"feed_id": feed.name, "utility": feed.layout.constants.get("utility")}
        | {"connector": feed.connector.type}
        | {"standard_short": catalogue.standards[feed.standard].short}
        | {"standard_kind": catalogue.standards[feed.standard].kind}
        for feed in catalogue.feeds.values()
    ]
    pl.DataFrame(feeds, schema=FEEDS).write_parquet(folder / "feeds.parquet")
    fields = [
        {"feed_id": feed.name, "field": field} for feed in catalogue.feeds.values() for field in feed.fields
    ]
    pl.DataFrame(fields, schema=FEED_FIELDS).write_parquet(folder / "feed_fields.parquet")
    rounds(landing(root), found, days.as_of).write_parquet(folder / "answers.parquet")
    told = hashlib.sha256(catalogue.model_dump_json().encode()).hexdigest()
    run = {
        "as_of_date": days.as_of,
        "known_on": days.known_on,
        "run_id": run_id,
        "code_version": code_version,
        "catalogue_version": told,
    }
    pl.DataFrame([run], schema=RUN).write_parquet(folder / "run.parquet")
    late = late_rows(root, catalogue, found, days)
    late.write_parquet(folder / "late_rows.parquet")
    return Landed(found, again, late)


def inputs_digest(
    landed: Landed, catalogue: Catalogue, days: Days, code_version: str, frozen: Sequence[str]
) -> str:
    """Everything the marts are a function of (law 4), as one hash: equal digests give equal marts."""
    parts = [days.as_of.isoformat(), days.known_on.isoformat(), code_version, catalogue.model_dump_json()]
    parts += [f"{m.standard}/{m.feed_id}/{m.batch_id}/{m.judged_by}/{m.received_at}" for m in landed.batches]
    parts += [receipt.model_dump_json() for receipt in landed.again]
    parts += frozen
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
