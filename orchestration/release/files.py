"""The files of the current release: where they lie, and how DuckDB is opened without reaching out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MANIFEST = "manifest.json"


def last_manifest(root: Path) -> dict[str, Any] | None:
    """The manifest of the current release, or none."""
    path = root / "published" / MANIFEST
    if not path.exists():
        return None
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest
