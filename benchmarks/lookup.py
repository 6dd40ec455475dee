"""A hall's look-up: the whole call of Siku beside a bare indexed read of the same file.

``python -m benchmarks.lookup SUBJECTS`` prints milliseconds of one look-up: median and slowest in a hundred
by the clock, and slowest in a hundred of the processor's own time, which a busy machine does not lengthen.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from orchestration.lookup import build_lookup, look_up
from simulator.codes import body, credit_code, organisation_code

STATES_EACH = 4
ASKED = 2_000
DAY = date(2026, 10, 31)
PLAIN = "select * from credit_states where uscc = ?"


def codes(count: int) -> list[str]:
    """Distinct valid codes."""
    return [credit_code("91", "211102", organisation_code(body("MA", n))) for n in range(count)]


def published(root: Path, known: list[str]) -> Path:
    """A shared release with states for every code, in no order."""
    (root / "published").mkdir()
    path = root / "published" / "shared.duckdb"
    with duckdb.connect(str(path)) as shared:
        shared.execute("create table release as select date '2026-10-31' as as_of_date, 'bench' as run_id")
        shared.execute("create table codes as select unnest(?) as uscc", [known])
        shared.execute(
            "create table credit_states as select uscc, 'penalty' as content, '行政处罚' as title,"
            " '一般' as class, '市局' as unit, uscc || n as reference, date '2026-01-01' as since,"
            " date '2027-01-01' as valid_until from codes, range(?) as t(n) order by hash(reference)",
            [STATES_EACH],
        )
    return path


def timed(ask: Callable[[str], object], asked: list[str]) -> tuple[float, float, float]:
    """Milliseconds of one call: median and the hundredth slowest, and that of processor time."""
    found, worked = [], []
    for code in asked:
        started, before = time.perf_counter(), time.thread_time()
        ask(code)
        worked.append(1000 * (time.thread_time() - before))
        found.append(1000 * (time.perf_counter() - started))
    slowest = (statistics.quantiles(times, n=100)[-1] for times in (found, worked))
    return statistics.median(found), *slowest


def measure(subjects: int) -> dict[str, tuple[float, float, float]]:
    """Each way of asking → its milliseconds."""
    known = codes(subjects)
    asked = [known[n * 7_919 % subjects] for n in range(ASKED)]
    with tempfile.TemporaryDirectory(prefix="siku-lookup-") as name:
        shared = published(Path(name), known)
        path, _ = build_lookup(Path(name))
        with sqlite3.connect(path) as file, duckdb.connect(str(shared), read_only=True) as release:
            bare = "select * from states where uscc = ?"
            return {
                "bare SQLite, file kept open": timed(lambda c: file.execute(bare, [c]).fetchall(), asked),
                "siku lookup: code checked, file opened, read, closed": timed(
                    lambda c: look_up(path, c, DAY), asked
                ),
                "shared.duckdb kept open, no index": timed(
                    lambda c: release.execute(PLAIN, [c]).fetchall(), asked[: ASKED // 10]
                ),
            }


def lookup(subjects: int) -> list[str]:
    """The section of the page."""
    found = measure(subjects)
    limit = next(iter(found.values()))[0]
    rows = [
        f"| {name} | {median:.2f} | {slow:.2f} | {worked:.2f} | {median / limit:.0f} |"
        for name, (median, slow, worked) in found.items()
    ]
    return [
        f"## One look-up among {subjects:,} subjects with {STATES_EACH} states each",
        "",
        "| | ms, median | ms, slowest in a hundred | of processor time | ratio |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


if __name__ == "__main__":
    print("\n".join(lookup(int(sys.argv[1]))))
