"""Which code made a figure: the package version and a hash of everything that can change a number."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
# What a figure depends on; documents, tests and the build products of dbt do not belong here.
SOURCES = {
    "ingest": ("*.py", "*.yml"),
    "quality": ("*.py", "*.csv"),
    "orchestration": ("*.py",),
    # not dbt_project itself: below it lie dbt's build products, thousands of files
    "dbt_project/models": ("*.sql", "*.yml"),
    "dbt_project/macros": ("*.sql",),
    "dbt_project/seeds": ("*.csv", "*.yml"),
}


@cache
def code_version() -> str:
    """The version with a content hash, e.g. ``0.1.0+3f9a1c2b``; equal code gives an equal version."""
    digest = hashlib.sha256()
    for folder, patterns in SOURCES.items():
        paths = sorted({path for pattern in patterns for path in (PROJECT / folder).rglob(pattern)})
        for path in paths:
            digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{version('siku')}+{digest.hexdigest()[:8]}"
