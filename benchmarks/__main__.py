"""``make bench``: every figure of docs/performance.md, measured anew and written there.

All contenders of a table run in turn on the same file in one run; figures are medians of whole processes.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.front_end import front_end
from benchmarks.lookup import lookup
from benchmarks.measure import Measured, in_turn, run_once
from benchmarks.site import site
from benchmarks.warehouse import warehouse

INTRODUCTION = """\
Written by `make bench`; medians of whole processes. One section: `python -m benchmarks --only warehouse`.

Aims: landing at most 2.0 times the limit, 10 times as fast as either alternative, under 1.5 GB; codes
100 times as fast as python-stdnum; an XLSX at most 3 times the bare library; an idle refresh at most 1.5
times the empty run;
a full build at most 1.5 times its SQL run bare, a day at ten times the history at most twice a day at the
plain history, both under 4 GB; the site's first page under 300 KB; a look-up
under 5 ms. Where a figure misses
its aim, that is its state.\
"""
HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
PEERS = HERE.parent / ".venv-bench" / "bin" / "python"
SIKU = Path(sys.executable).with_name("siku")
PYTHON = sys.executable


def _machine() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("polars", "duckdb", "pandera", "dagster", "dbt-core")
    )
    return f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}; {libraries}; {date.today()}"  # noqa: DTZ011


def _file(folder: Path, rows: int, encoding: str) -> Path:
    path = folder / f"penalties_{rows}_{encoding}.csv"
    run_once([PYTHON, "-m", "benchmarks.penalties", str(rows), str(path), encoding])
    print(f"{path.name}: {path.stat().st_size / 1e6:,.0f} MB")
    return path


def _land(path: Path, folder: Path) -> list[str]:
    return [PYTHON, "-m", "benchmarks.land", str(path), str(folder / "root")]


def _peer(name: str, path: Path, folder: Path) -> list[str]:
    return [str(PEERS), str(HERE / "peers.py"), name, str(path), str(folder)]


def _rows(found: Iterable[Measured], against: Measured) -> list[str]:
    return [
        f"| {m.name} | {m.seconds:.2f} | {m.spread} | {m.seconds / against.seconds:.2f} | {m.peak_mb:,.0f} |"
        for m in found
    ]


def landing(folder: Path, rows: int, rounds: int) -> list[str]:
    """Landing with all checks against the limit and against what a user would write."""
    utf8, gb = _file(folder, rows, "utf-8"), _file(folder, rows, "gb18030")
    env = {"DLT_TELEMETRY": "false", "RUNTIME__DLTHUB_TELEMETRY": "false"}
    found = in_turn({"limit": _peer("limit", utf8, folder), "siku": _land(utf8, folder)}, rounds, env)
    found |= in_turn({"siku, GB18030": _land(gb, folder)}, rounds, env)
    peers = {"pandas + pandera": _peer("pandas", utf8, folder), "dlt + stdnum": _peer("dlt", utf8, folder)}
    found |= in_turn(peers, 1, env)
    limit = found["limit"]
    lines = [
        f"## Landing {rows:,} penalties ({utf8.stat().st_size / 1e6:,.0f} MB of CSV) with all checks",
        "",
        "`limit` is DuckDB's bare `COPY (FROM read_csv(all_varchar)) TO parquet`:"
        " no check, no copy of the original.",
        "",
        "| | seconds | fastest–slowest | ratio to limit | peak MB |",
        "|---|---|---|---|---|",
        *_rows(found.values(), limit),
        "",
        *[
            f"{name} takes {found[name].seconds / found['siku'].seconds:.1f} times as long as siku."
            for name in peers
        ],
    ]
    gb.unlink()
    return [*lines, "", *memory(folder, utf8, rows, found["siku"])]


def memory(folder: Path, small: Path, rows: int, once: Measured) -> list[str]:
    """Peak memory must not follow the file's size."""
    small.unlink()
    large = _file(folder, 4 * rows, "utf-8")
    four = in_turn({"4x": _land(large, folder)}, 1, {})["4x"]
    large.unlink()
    return [
        "## Memory whatever the file's size",
        "",
        "| file | seconds | peak MB |",
        "|---|---|---|",
        f"| 1x | {once.seconds:.1f} | {once.peak_mb:,.0f} |",
        f"| 4x | {four.seconds:.1f} | {four.peak_mb:,.0f} |",
        "",
    ]


def codes(count: int, rounds: int) -> list[str]:
    """Credit codes against python-stdnum, which checks less."""
    seconds: dict[str, list[float]] = {"siku": [], "stdnum": []}
    for _ in range(rounds):
        for name, found in seconds.items():
            command = [PYTHON, "-m", "benchmarks.codes", name, str(count)]
            found.append(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    siku, stdnum = (statistics.median(seconds[name]) for name in ("siku", "stdnum"))
    return [
        f"## {count:,} distinct credit codes",
        "",
        "| | seconds | times as fast |",
        "|---|---|---|",
        "| siku: alphabet, registrar and type, GB 11714, GB 32100, placeholder, region"
        f" | {siku:.3f} | {stdnum / siku:.0f} |",
        f"| python-stdnum {version('python-stdnum')} `uscc.is_valid` | {stdnum:.2f} | 1 |",
        "",
    ]


def workbook(folder: Path, rows: int, rounds: int) -> list[str]:
    """A large XLSX through the readers against the bare library."""
    path = folder / "penalties.xlsx"
    run_once([PYTHON, "-m", "benchmarks.workbook", "write", str(rows), str(path)])
    commands = {
        name: [PYTHON, "-m", "benchmarks.workbook", name.partition(" ")[0], str(path)]
        for name in ("bare fastexcel (calamine), all cells as texts", "siku readers, every record")
    }
    found = in_turn(commands, rounds, {})
    return [
        f"## Reading an XLSX of {rows:,} penalties ({path.stat().st_size / 1e6:,.0f} MB)",
        "",
        "| | seconds | fastest–slowest | ratio | peak MB |",
        "|---|---|---|---|---|",
        *_rows(found.values(), next(iter(found.values()))),
        "",
    ]


def nothing_new(folder: Path, rounds: int) -> list[str]:
    """A refresh with nothing new against an empty Dagster run plus an empty dbt build."""
    env = {"SIKU_DATA": str(folder / "city"), "SIKU_AS_OF": "2026-10-31"}
    env |= {"DAGSTER_HOME": str(folder / "city" / "dagster")}
    run_once([str(SIKU), "simulate"], env)
    first = run_once([str(SIKU), "refresh"], env)
    files = sum(path.is_file() for path in (folder / "city" / "inbox").rglob("*"))
    found = in_turn(
        {
            "empty Dagster run + empty dbt build": [
                PYTHON,
                "-m",
                "benchmarks.empty_run",
                str(folder / "empty"),
            ],
            "siku refresh, nothing new": [str(SIKU), "refresh"],
        },
        rounds,
        env,
    )
    empty = found["empty Dagster run + empty dbt build"]
    return [
        "## Refresh of the demonstration city",
        "",
        f"The first refresh ({files:,} files) took {first.seconds:.1f} s.",
        "",
        "| | seconds | fastest–slowest | ratio | peak MB |",
        "|---|---|---|---|---|",
        *_rows(found.values(), empty),
        "",
    ]


def _mark(section: str) -> str:
    return f"<!-- {section} -->"


def _page(sections: dict[str, list[str]]) -> str:
    """The page with these sections new; what was not measured stays as it was."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    for section in SECTIONS:
        start = old.find(_mark(section))
        if section not in sections and start >= 0:
            end = old.find("<!-- ", start + 1)
            sections[section] = old[start : end if end >= 0 else None].splitlines()[1:]
    lines = ["# Performance", "", INTRODUCTION, "", _machine(), ""]
    for section in SECTIONS:
        if section in sections:
            lines += [_mark(section), *sections[section], ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


SECTIONS: dict[str, Callable[[Path, argparse.Namespace], list[str]]] = {
    "refresh": lambda folder, options: nothing_new(folder, options.rounds),
    "warehouse": lambda folder, options: warehouse(folder, options.scale, options.rounds),
    "site": lambda folder, options: site(folder, options.rounds),
    "lookup": lambda _, _options: lookup(150_000),
    "codes": lambda _, options: codes(1_000_000, options.rounds),
    "workbook": lambda folder, options: workbook(folder, 500_000, options.rounds),
    "front_end": lambda folder, options: front_end(folder, options.rows // 2),
    "landing": lambda folder, options: landing(folder, options.rows, options.rounds),
}


def main() -> None:
    """Measure the sections and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000, help="of the file that is landed")
    parser.add_argument("--scale", type=float, default=1.0, help="of the city the warehouse is built from")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="measure this section only")
    options = parser.parse_args()
    found = {}
    for section in options.only or SECTIONS:
        with tempfile.TemporaryDirectory(prefix="siku-bench-") as name:
            found[section] = SECTIONS[section](Path(name), options)
        print("\n".join(found[section]))
    PAGE.write_text(_page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
