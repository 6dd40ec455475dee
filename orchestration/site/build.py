"""Build the site of the current release aside, and switch to it by one rename."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import Audience
from orchestration.release.files import last_manifest
from orchestration.release.pointer import point
from orchestration.released import released
from orchestration.site.board import board_pages
from orchestration.site.calendar import calendar_pages
from orchestration.site.changes import change_pages
from orchestration.site.disclosure import disclosure_pages
from orchestration.site.facts import Facts, read_facts
from orchestration.site.lines import line_pages
from orchestration.site.pages import HERE, STATIC, Page, Table, write_page, write_table
from orchestration.site.portal import portal_pages
from orchestration.site.units import unit_pages

SITE, SITES = "site", "sites"


@dataclass(frozen=True)
class Built:
    """What was written: the first page, how many pages, bytes in all, seconds it took."""

    first: Path
    pages: int
    size: int
    seconds: float


def build_site(root: Path) -> Built:
    """Write the site of the current release to ``published/site``.

    A site is a folder of its own below ``published/sites``; ``published/site`` points to the newest one, so a
    reader sees the old site or the new one, never half of one. The one before stays for whoever reads it.

    Raises:
        NothingToExplainError: nothing is published, or by a version that had fewer tables.
    """
    started = time.monotonic()
    published = root / "published"
    with released(root, Audience.shared) as release:
        facts = read_facts(release)
        sites = published / SITES
        sites.mkdir(exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{facts.about['run_id']}-", dir=sites))
        folder.chmod(0o755)
        pages = _write(folder, _everything(facts, published), facts, last_manifest(root))
    before = point(published / SITE, folder)
    for old in sites.iterdir():  # what was read before that, and what a killed build left
        if old not in (folder, before):
            shutil.rmtree(old)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Built(published / SITE / "index.html", pages, size, time.monotonic() - started)


def _write(folder: Path, everything: Iterable[Page | Table], facts: Facts, manifest: object) -> int:
    """Write pages, tables and what is the same for every city; returns how many pages there are."""
    pages = 0
    shared = {"about": facts.about, "units_of": facts.units, "manifest": manifest}
    for made in everything:
        if isinstance(made, Page):
            write_page(folder, made, shared)
            pages += 1
        else:
            write_table(folder, made)
    for name in STATIC:
        shutil.copyfile(HERE / name, folder / name)
    return pages


def _everything(facts: Facts, published: Path) -> Iterator[Page | Table]:
    yield from board_pages(facts)
    yield from line_pages(facts)
    yield from unit_pages(facts)
    yield from disclosure_pages(facts)
    yield from calendar_pages(facts)
    yield from change_pages(facts, published)
    yield from portal_pages(facts)
    yield Page("about.html", "about.html", "about")
