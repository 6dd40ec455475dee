"""The section about front-end databases: real servers on this machine, each contender once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.measure import Run, run_once
from tests.servers.databases import PASSWORD, DatabaseServer, start_mariadb, start_postgres

TIMES = 4  # how much longer the table is that shows that memory does not follow it
CONTENDERS = {
    "copy": "bare COPY to a CSV file",
    "polars": "bare `polars.read_database`, all in memory",
    "whole": "siku, whole table, nothing marked",
    "marked": "siku, read, marked and committed in transactions",
}


def front_end(folder: Path, rows: int) -> list[str]:
    """Rows a second and memory of a fetch, beside reading alone."""
    os.environ["FRONT_END_PASSWORD"] = PASSWORD
    lines = [
        f"## Fetching {rows:,} rows of 15 columns from a front-end database on the same machine",
        "",
        "| | seconds | rows a second | peak MB |",
        "|---|---|---|---|",
    ]
    for title, start in (("PostgreSQL", start_postgres), ("MariaDB", start_mariadb)):
        server = start()
        try:
            lines += _of_server(title, server, folder, rows)
        finally:
            server.daemon.remove()
    return [*lines, ""]


def _of_server(title: str, server: DatabaseServer, folder: Path, rows: int) -> list[str]:
    url = server.new_database().render_as_string(hide_password=False)
    names = [name for name in CONTENDERS if name != "copy" or title == "PostgreSQL"]
    _step("fill", url, str(rows))
    lines = [
        _line(f"{title}: {CONTENDERS[name]}", rows, _step(name, url, str(folder / name))) for name in names
    ]
    if title == "PostgreSQL":
        _step("fill", url, str(TIMES * rows))
        run = _step("marked", url, str(folder / "marked"))
        lines.append(_line(f"{title}: the same, {TIMES} times the rows", TIMES * rows, run))
    return lines


def _step(name: str, url: str, rest: str) -> Run:
    run = run_once([sys.executable, "-m", "benchmarks.front_end_run", name, url, rest])
    print(f"  {name}: {run.seconds:.2f} s, {run.peak_mb:,.0f} MB")
    return run


def _line(title: str, rows: int, run: Run) -> str:
    return f"| {title} | {run.seconds:.1f} | {rows / run.seconds:,.0f} | {run.peak_mb:,.0f} |"
