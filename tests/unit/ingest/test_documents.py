"""A document is kept under its hash like any file, and never read as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop, batch_folder
from ingest.manifest import Manifest
from tests.unit.ingest.test_reread import FEED, KEY, standard_with

PDF = b"%PDF-1.7 not a table"
WITH_DOCUMENTS = FEED.model_copy(update={"documents": ["pdf", "zip"]})


def land(root: Path, name: str, content: bytes, feed: object = WITH_DOCUMENTS) -> tuple[Manifest, bool]:
    file = root / name
    file.write_bytes(content)
    received = datetime(2026, 3, 2, 1, tzinfo=UTC)
    workshop = Workshop(root, standard_with([]), feed, KEY)  # type: ignore[arg-type]
    landed = workshop.land(Delivery(file, f"inbox/{name}", received))
    return landed.manifest, landed.new


@pytest.mark.parametrize(
    ("name", "content"), [("证明.pdf", PDF), ("证明.PDF", PDF), ("照片.zip", b"PK\x03\x04")]
)
def test_its_bytes_lie_in_a_batch_without_rows(tmp_path: Path, name: str, content: bytes) -> None:
    manifest, _ = land(tmp_path, name, content)
    assert (manifest.kind, manifest.state, manifest.rows_read) == ("document", "landed", 0)
    folder = batch_folder(tmp_path, WITH_DOCUMENTS, manifest.batch_id)
    assert (folder / manifest.original).read_bytes() == content
    assert pl.read_parquet(folder / "questions.parquet").is_empty()


def test_the_same_bytes_again_are_the_same_batch(tmp_path: Path) -> None:
    first, _ = land(tmp_path, "证明.pdf", PDF)
    second, new = land(tmp_path, "补报.pdf", PDF)
    assert (second.batch_id, new) == (first.batch_id, False)


def test_the_register_beside_it_is_read(tmp_path: Path) -> None:
    manifest, _ = land(tmp_path, "登记.csv", "编号,类别\n1,甲\n".encode())
    assert (manifest.kind, manifest.accepted) == ("rows", 1)


def test_where_no_documents_are_declared_it_stops_the_file_and_is_kept_once_they_are(tmp_path: Path) -> None:
    stopped, _ = land(tmp_path, "证明.pdf", PDF, FEED)
    assert stopped.state == "stopped"
    kept, new = land(tmp_path, "证明.pdf", PDF)
    assert (kept.batch_id, kept.kind, kept.state, new) == (stopped.batch_id, "document", "landed", True)
