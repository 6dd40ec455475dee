"""Print what each feed delivered last: when, and where its rows went."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.manifest import Manifest, batches
from orchestration import words
from orchestration.terminal import Section


def status(root: Path, catalogue: Catalogue) -> list[Section]:
    """The newest delivery of every feed, by department; the states of a delivery sum to its rows (law 3).

    Args:
        root: the data root.
        catalogue: whose feeds are listed, also those that never delivered.
    """
    newest = {manifest.feed_id: manifest for manifest in batches(root)}
    departments: dict[str, list[str]] = defaultdict(list)
    width = max(map(len, catalogue.feeds), default=0)
    for feed in catalogue.feeds.values():
        told = _told(newest[feed.name]) if feed.name in newest else "从未收到 / never"
        departments[feed.department].append(f"{feed.name:<{width}}  {told}")
    return list(departments.items())


def _told(manifest: Manifest) -> str:
    received = manifest.received_on.isoformat()
    if manifest.stop is not None:
        return f"{received}  整件停止 / stopped: {manifest.stop.message_zh}"
    return f"{received}  {words.conserved(manifest.model_dump())}"
