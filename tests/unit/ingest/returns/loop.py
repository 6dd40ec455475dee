"""A small loop for the tests: a department sends a file, gets a workbook, edits it and sends it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fastexcel
import polars as pl
import xlsxwriter

from ingest.catalogue import HERE, Catalogue, Feed, load_catalogue
from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop, batch_folder
from ingest.manifest import Manifest
from ingest.returns.writing import workbook_path, write_returns

CATALOGUE = load_catalogue([HERE])
Rows = list[list[str | None]]


def by_changes(name: str) -> Feed:
    """The feed as if it sent changes: refused rows alone come back only there."""
    return CATALOGUE.feeds[name].model_copy(update={"mode": "changes"})


@dataclass
class Loop:
    """One feed of one data root."""

    root: Path
    feed: Feed
    catalogue: Catalogue = CATALOGUE

    def send(self, content: str | bytes | Path, day: int = 1, name: str = "来文.csv") -> Manifest:
        """Land a file received on a day of September 2026."""
        path = self.root / name
        if isinstance(content, Path):
            path = content
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        workshop = Workshop(self.root, self.catalogue.standards[self.feed.standard], self.feed, b"k" * 32)
        return workshop.land(Delivery(path, path.name, datetime(2026, 9, day, tzinfo=UTC))).manifest

    def returned(self, manifest: Manifest) -> Path:
        """The return workbook of a batch."""
        done = write_returns(self.root, self.catalogue)
        assert not done.failures, done.failures
        return workbook_path(self.root, manifest)

    def folder(self, manifest: Manifest) -> Path:
        return batch_folder(self.root, self.feed, manifest.batch_id)

    def findings(self, manifest: Manifest) -> pl.DataFrame:
        return pl.read_parquet(self.folder(manifest) / "questions.parquet")

    def kept(self, manifest: Manifest, file: str = "accepted") -> pl.DataFrame:
        return pl.read_parquet(self.folder(manifest) / f"{file}.parquet")


def read(path: Path, sheet: str | int = 0) -> Rows:
    """A sheet as texts, by a reader that did not write it."""
    frame = fastexcel.read_excel(path.read_bytes()).load_sheet(sheet, header_row=None, dtypes="string")
    return [list(row) for row in frame.to_polars().rows()]


def write(path: Path, rows: Rows, sheet: str = "Sheet1") -> Path:
    """What a clerk saves: the same cells in a workbook of another program."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for position, text in enumerate(row):
                if text is not None:
                    page.write_string(at, position, text)
    return path
