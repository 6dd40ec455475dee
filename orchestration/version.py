"""Which code made a figure: the package version and a hash of everything that can change a number."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ingest.catalogue import Catalogue

PROJECT = Path(__file__).resolve().parent.parent
PROJECT_DIR = PROJECT / "dbt_project"
MANIFEST = PROJECT_DIR / "target" / "manifest.json"
# What a figure depends on; documents, tests and the build products of dbt do not belong here.
SOURCES = {
    "ingest": ("*.py", "*.yml"),
    "quality": ("*.py", "*.csv"),
    "orchestration": ("*.py", "*.yml", "*.html", "*.css", "*.js"),
    # not dbt_project itself: below it lie dbt's build products, thousands of files
    "dbt_project/models": ("*.sql", "*.yml"),
    "dbt_project/macros": ("*.sql",),
    "dbt_project/seeds": ("*.csv", "*.yml"),
}


CALENDAR = "quality/data/working_days.csv"


@cache
def code_version() -> str:
    """The version with a content hash, e.g. ``0.1.0+3f9a1c2b``; equal code gives an equal version."""
    return f"{version('siku')}+{_digest(_sources(PROJECT), PROJECT)[:8]}"


def rules_version(catalogue: Catalogue, project: Path = PROJECT) -> str:
    """Hash of what the rules are: code, seeds and catalogue, all but the calendar."""
    paths = [path for path in _sources(project) if path != project / CALENDAR]
    told = _digest(paths, project) + catalogue.model_dump_json()
    return hashlib.sha256(told.encode()).hexdigest()


def calendar_version(project: Path = PROJECT) -> str:
    """Hash of the calendar of working days."""
    return _digest([project / CALENDAR], project)


def _sources(project: Path) -> list[Path]:
    return [
        path
        for folder, patterns in SOURCES.items()
        for path in sorted({path for pattern in patterns for path in (project / folder).rglob(pattern)})
    ]


def _digest(paths: list[Path], project: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(project).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
