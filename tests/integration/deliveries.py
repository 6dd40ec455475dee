"""Deliveries of penalties as departments send them, pulled from an inbox; what holds of every batch."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from ingest.catalogue import HERE, load_catalogue
from ingest.landing import batch_folder
from ingest.manifest import LANDED_STATES, Manifest, batches
from ingest.pulling import FeedOutcome, pull_feed
from simulator import codes

CATALOGUE = load_catalogue([HERE])
STANDARD = CATALOGUE.standards["administrative_penalty"]
TITLES = {column.name: column.title for column in STANDARD.columns}
FEED, OTHER_FEED = "market_regulation_penalties", "transport_bureau_penalties"
KEY = b"a key of the tests, sixteen bytes at least"
RECEIVED = datetime(2024, 10, 31, 4, tzinfo=UTC)

Row = dict[str, str]


def code(pair: str, number: int) -> str:
    """A valid unified social credit code."""
    return codes.credit_code(pair, "211102", codes.organisation_code(f"MA{number:06d}"))


def penalty(**changes: str) -> Row:
    """A right row by column name."""
    return {
        "party_name": "盘锦晟一商贸有限公司",
        "party_category": "法人及非法人组织",
        "party_uscc": code("91", 1),
        "document_no": "盘市监罚〔2024〕1号",
        "offence_type": "无照经营",
        "facts": "经查,当事人无照经营",
        "basis": "《无证无照经营查处办法》第十三条",
        "penalty_types": "罚款",
        "content": "罚款5000元",
        "fine": "0.5",
        "decided_on": "2024-07-01",
        "authority": "盘锦市市场监督管理局",
        "authority_uscc": code("11", 2),
    } | changes


def penalties(*numbers: int) -> list[Row]:
    """Right rows with document numbers of their own."""
    return [penalty(document_no=f"盘市监罚〔2024〕{number}号") for number in numbers]


def grid(rows: list[Row], titles: dict[str, str] = TITLES) -> list[list[str]]:
    """Header and rows."""
    return [list(titles.values()), *[[row.get(name, "") for name in titles] for row in rows]]


def as_csv(rows: list[Row], titles: dict[str, str] = TITLES, encoding: str = "utf-8") -> bytes:
    """The rows as delimited text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(grid(rows, titles))
    return text.getvalue().encode(encoding)


def as_xlsx(cells: list[list[Any]], sheet: str = "行政处罚") -> bytes:
    """A workbook of one sheet that begins at A1."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(cells):
            page.write_row(number, 0, row)
    return target.getvalue()


def put(root: Path, name: str | bytes, content: bytes, *, feed: str = FEED, minute: int = 0) -> Path:
    """Leave a file in the inbox, received ``minute`` minutes after noon in Shanghai."""
    folder = root / "inbox" / feed
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / os.fsdecode(name)
    path.write_bytes(content)
    moment = RECEIVED.timestamp() + 60 * minute
    os.utime(path, (moment, moment))
    return path


def pull(root: Path, feed: str = FEED) -> FeedOutcome:
    """Land what is new for one feed."""
    return pull_feed(root, CATALOGUE, CATALOGUE.feeds[feed], KEY, lambda _: None)


def folder_of(root: Path, manifest: Manifest) -> Path:
    """The batch directory."""
    return batch_folder(root, CATALOGUE.feeds[manifest.feed_id], manifest.batch_id)


def questions(root: Path, manifest: Manifest) -> list[dict[str, Any]]:
    """All findings of a batch."""
    return pl.read_parquet(folder_of(root, manifest) / "questions.parquet").to_dicts()


def rows_of(root: Path, manifest: Manifest) -> pl.DataFrame:
    """Accepted and held rows in the order of the file."""
    folder = folder_of(root, manifest)
    both = [pl.read_parquet(folder / f"{name}.parquet") for name in ("accepted", "held")]
    return pl.concat(both).sort("source_sheet", "source_row")


def assert_conserved(root: Path, manifest: Manifest, sent: bytes) -> None:
    """Laws 1 to 3 for one batch: the bytes kept, every row once, in one state, held ones explained."""
    folder = folder_of(root, manifest)
    original = (folder / manifest.original).read_bytes()
    assert original == sent
    assert manifest.sha256 == hashlib.sha256(sent).hexdigest()
    assert manifest.bytes == len(sent)
    rows = rows_of(root, manifest)
    assert rows.height == manifest.rows_read == sum(getattr(manifest, s) for s in LANDED_STATES)
    counted = dict(rows.group_by("row_state").len().iter_rows())
    assert counted == {s: n for s in LANDED_STATES if (n := getattr(manifest, s))}
    places = rows.select("source_sheet", "source_row")
    assert places.is_unique().all()
    held = rows.filter(pl.col("row_state").is_in(["question", "rejected", "duplicate"]))
    asked = {(q["source_sheet"], q["source_row"]) for q in questions(root, manifest)}
    assert set(held.select("source_sheet", "source_row").iter_rows()) <= asked


def assert_nothing_half_made(root: Path) -> None:
    """No directory of a batch that is being built, and every batch directory is whole."""
    building = root / "landing" / ".building"
    assert not building.exists() or list(building.iterdir()) == []
    for manifest in batches(root):
        names = {path.name for path in folder_of(root, manifest).iterdir()}
        assert names == {
            "accepted.parquet",
            "held.parquet",
            "questions.parquet",
            "manifest.json",
            manifest.original,
        }
