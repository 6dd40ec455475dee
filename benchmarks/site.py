"""The static site of the demonstration city, and of one with as many members as a large city has."""

from __future__ import annotations

import shutil
import statistics
import sys
from pathlib import Path

import duckdb

from benchmarks.measure import Measured, in_turn, run_once
from tests.e2e.browser import chromium

SIKU = Path(sys.executable).with_name("siku")
SUBJECTS = 150_000
# What grows with a city, and the keys that keep its copies apart.
GROWS = {
    "subjects": ("subject_id",),
    "indicator_members": ("organisation_id", "record_id"),
    "disclosure_clock": ("record_id",),
    "scorecard_losses": ("thing_id",),
    "row_issues": (),
}


def enlarged(city: Path, root: Path, subjects: int) -> tuple[int, int]:
    """Write the city's shared file with its growing tables repeated; returns subjects and members."""
    release = root / "published" / "releases" / "large"
    release.mkdir(parents=True)
    current = (city / "published" / "current").resolve()
    with duckdb.connect(str(release / "shared.duckdb")) as connection:
        connection.execute(f"attach '{current / 'shared.duckdb'}' as city (read_only)")
        (known,) = connection.execute("select count(*) from city.subjects").fetchone() or (0,)
        times = -(-subjects // known)
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'city'")
        for (table,) in tables.fetchall():
            keys = ", ".join(f"{key} || '-' || copy as {key}" for key in GROWS.get(table, ()))
            replaced = f"* exclude (copy) replace ({keys})" if keys else "* exclude (copy)"
            copies = times if table in GROWS else 1
            connection.execute(
                f"create table {table} as select {replaced} from city.{table}, range({copies}) as t(copy)"
            )
        counts = "select (select count(*) from subjects), (select count(*) from indicator_members)"
        found = connection.execute(counts).fetchone() or (0, 0)
        connection.execute("detach city")
    for name in ("manifest.json", "diff.json"):
        shutil.copy(current / name, release)
    (root / "published" / "current").symlink_to("releases/large")
    for name in ("shared.duckdb", "manifest.json"):
        (root / "published" / name).symlink_to(f"current/{name}")
    return found


def site(folder: Path, rounds: int) -> list[str]:
    """Seconds, memory and sizes of the site, at both sizes of the city."""
    city, large = folder / "city", folder / "large"
    env = {"SIKU_AS_OF": "2026-10-31", "SIKU_DATA": str(city), "DAGSTER_HOME": str(city / "dagster")}
    run_once([str(SIKU), "simulate"], env)
    run_once([str(SIKU), "refresh"], env)
    sizes = {"demonstration city": _counts(city), "large city": enlarged(city, large, SUBJECTS)}
    lines = []
    for name, root in (("demonstration city", city), ("large city", large)):
        found = in_turn({name: [str(SIKU), "site"]}, rounds, env | {"SIKU_DATA": str(root)})[name]
        lines.append(_row(found, sizes[name], (root / "published" / "site").resolve()))
    return [
        "## The static site",
        "",
        "`siku site` as a whole process. The large city is the demonstration city with its subjects, members,"
        " decisions, lost points and findings repeated.",
        "",
        "| | subjects | members | seconds | fastest–slowest | peak MB | pages | first page KB"
        " | largest page KB | tables MB | ms to the first page's first paint, median of all pages, slowest |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *lines,
        "",
    ]


def _counts(city: Path) -> tuple[int, int]:
    with duckdb.connect(str(city / "published" / "shared.duckdb"), read_only=True) as connection:
        counts = "select (select count(*) from subjects), (select count(*) from indicator_members)"
        return connection.execute(counts).fetchone() or (0, 0)


def _row(found: Measured, counts: tuple[int, int], folder: Path) -> str:
    pages = [path.stat().st_size for path in folder.rglob("*.html")]
    tables = sum(path.stat().st_size for path in folder.rglob("*.csv"))
    first = sum((folder / name).stat().st_size for name in ("index.html", "site.css", "site.js"))
    return (
        f"| {found.name} | {counts[0]:,} | {counts[1]:,} | {found.seconds:.1f} | {found.spread}"
        f" | {found.peak_mb:,.0f} | {len(pages)} | {first / 1000:.0f} | {max(pages) / 1000:.0f}"
        f" | {tables / 1e6:,.0f} | {painted(folder)} |"
    )


def painted(folder: Path) -> str:
    """Milliseconds until something is drawn in Chromium: the first page in a new browser, then every page."""
    with chromium(folder) as browser:
        browser.open("index.html")
        first, times = browser.drawn(), []
        for path in sorted(folder.rglob("*.html")):
            browser.open(path.relative_to(folder).as_posix())
            times.append(browser.drawn())
    return f"{first:.0f}, {statistics.median(times):.0f}, {max(times):.0f}"
