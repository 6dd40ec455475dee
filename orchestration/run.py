"""What every step of a run shares: the lock, the data root, the as-of day, the catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl

from ingest.catalogue import Catalogue, load_catalogue
from ingest.key_mark import key_in_use
from ingest.landing import landing, sweep
from ingest.settings import Days, data_root, days
from orchestration.editions import (
    Edition,
    editions,
    freeze,
    known_batches,
    plan_edition,
    write_history_index,
)
from orchestration.index import inputs_digest, write_index
from orchestration.lock import refresh_lock
from orchestration.private import keep_private
from orchestration.release.files import last_manifest
from orchestration.version import code_version

INPUTS, PUBLISHED_INPUTS, PLANNED = "inputs.txt", "inputs_published.txt", "edition_planned.json"
KNOWN = "edition_batches.parquet"


@dataclass(frozen=True)
class RunContext:
    """One refresh."""

    root: Path
    days: Days
    run_id: str
    catalogue: Catalogue
    person_key: bytes

    def index(self) -> int:
        """Write the index of landing and the digest of all inputs; returns how many batches there are."""
        found = write_index(self.root, self.catalogue, self.days, self.run_id, code_version())
        frozen = editions(self.root, self.days)
        planned = plan_edition(self.root, self.catalogue, found, self.days, self.run_id)
        write_history_index(self.root, self._index, frozen, planned)
        # The marts are the same with the edition this run makes and without it: it holds their own rows.
        for name, known in ((INPUTS, frozen), (PUBLISHED_INPUTS, [*frozen, *filter(None, [planned])])):
            names = [edition.identity for edition in known]
            digest = inputs_digest(found, self.catalogue, self.days, code_version(), names)
            (self._index / name).write_text(digest, encoding="utf-8")
        text = planned.model_dump_json(indent=1) if planned else ""
        (self._index / PLANNED).write_text(text, encoding="utf-8")
        known_batches(found, self.as_of).write_parquet(self._index / KNOWN)
        return len(found.batches)

    @property
    def as_of(self) -> date:
        """The as-of day."""
        return self.days.as_of

    @property
    def _index(self) -> Path:
        return landing(self.root) / "_index"

    @property
    def inputs(self) -> str:
        """Digest of everything the marts are a function of, as last indexed."""
        return (self._index / INPUTS).read_text(encoding="utf-8")

    @property
    def inputs_published(self) -> str:
        """The same digest once the edition of this run is frozen; what the next run finds."""
        return (self._index / PUBLISHED_INPUTS).read_text(encoding="utf-8")

    @property
    def planned(self) -> Edition | None:
        """The edition that was planned when landing was indexed, if one was."""
        text = (self._index / PLANNED).read_text(encoding="utf-8")
        return Edition.model_validate_json(text) if text else None

    def freeze(self) -> Edition | None:
        """Keep the edition that was planned, if one was."""
        edition = self.planned
        if edition is None:
            return None
        known = pl.read_parquet(self._index / KNOWN)
        freeze(self.root, edition, known, self.root / "warehouse.duckdb")
        return edition

    @property
    def nothing_new(self) -> bool:
        """Whether the current release was made from exactly these inputs, and its warehouse still exists."""
        current = last_manifest(self.root)
        rebuilt = (self.root / "warehouse.duckdb").exists()
        return rebuilt and current is not None and current["inputs"] == self.inputs


@dg.resource(description="运行的共用环境:数据目录、数据日期、目录;运行期间持有刷新锁")
def siku_run(context: dg.InitResourceContext) -> Iterator[RunContext]:
    """Take the refresh lock until the run ends, clear what a killed run left, hand out the context."""
    root = data_root()
    os.environ["SIKU_DATA"] = str(root)  # dbt runs in a folder of its own
    with refresh_lock(root):
        keep_private(root)
        if swept := sweep(root):
            dg.get_dagster_logger().warning(
                f"清理上次中断留下的 {swept} 个目录 / cleared {swept} directories of a killed run"
            )
        run_id = context.run_id or "unnamed"
        yield RunContext(root, days(), run_id, load_catalogue(), key_in_use(root))
