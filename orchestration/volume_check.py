"""The check of a feed's numbers of rows: what is unusual is told and stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from ingest.manifest import batches
from ingest.pulling import FeedOutcome
from ingest.volume import volume_warnings

VOLUME = "rows_as_expected"
SHOWN = 20


def volume_check(root: Path, key: dg.AssetKey, outcome: FeedOutcome) -> Iterator[dg.AssetCheckResult]:
    """The result for a feed that declares its volume; none for others."""
    feed = outcome.feed
    if feed.volume is None:
        return
    landed = list(batches(root, feed.standard, feed.name)) if outcome.new else []
    warnings = volume_warnings(feed, outcome.new, landed)
    yield dg.AssetCheckResult(
        asset_key=key,
        check_name=VOLUME,
        passed=not warnings,
        severity=dg.AssetCheckSeverity.WARN,
        description="\n".join(warnings[:SHOWN]),
        metadata={"提醒": len(warnings)},
    )
