"""What became of the real files: manifests, landed rows, findings and published tables of one data root."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.manifest import Manifest, batches


@dataclass(frozen=True)
class Outcome:
    """Reads only; everything comes from the files a refresh left."""

    root: Path

    @cached_property
    def manifests(self) -> dict[str, Manifest]:
        """The batch of each feed; each feed has one file here."""
        return {manifest.feed_id: manifest for manifest in batches(self.root)}

    def file(self, feed: str, name: str) -> pl.DataFrame:
        """``accepted``, ``held`` or ``questions`` of a feed's batch."""
        manifest = self.manifests[feed]
        folder = self.root / "landing" / manifest.standard / feed / manifest.batch_id
        return pl.read_parquet(folder / f"{name}.parquet")

    def rules(self, feed: str) -> Counter[str]:
        """How many findings each rule has in a feed's batch."""
        return Counter(self.file(feed, "questions")["rule_id"].to_list())

    def rows_of(self, feed: str, *rules: str) -> set[int]:
        """Source rows with a finding of one of the rules."""
        found = self.file(feed, "questions").filter(pl.col("rule_id").is_in(rules))
        return set(found["source_row"].to_list())

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published restricted file."""
        published = self.root / "published" / "restricted.duckdb"
        with duckdb.connect(str(published), read_only=True) as connection:
            return connection.execute(sql).fetchall()
