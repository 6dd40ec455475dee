"""Land one file with all checks, as a refresh does. Usage: ``python -m benchmarks.land FILE ROOT``."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from ingest.catalogue import load_catalogue
from ingest.connectors.file_drop import Delivery
from ingest.landing import Workshop


def main(file: Path, root: Path) -> None:
    """Land it into an empty data root and print what became of the rows."""
    shutil.rmtree(root, ignore_errors=True)
    catalogue = load_catalogue()
    feed = catalogue.feeds["market_regulation_penalties"]
    workshop = Workshop(root, catalogue.standards[feed.standard], feed, b"benchmark-key-not-secret")
    manifest = workshop.land(Delivery(file, file.name, datetime.now(UTC))).manifest
    print(manifest.model_dump_json(include={"rows_read", "accepted", "repaired", "question", "seconds"}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
