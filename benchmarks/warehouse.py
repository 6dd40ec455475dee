"""The warehouse of a whole city: a full build against its bare SQL, and a day, at 1x and 10x history."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.city import DECISIONS, LAST_DAY, SUBJECTS
from benchmarks.measure import Measured, Run, run_once

HISTORIES = (1, 10)
FULL = ("models alone", "bare SQL", "models and tests")


@dataclass(frozen=True)
class City:
    """What was measured at one length of history."""

    history: int
    full: dict[str, Measured]
    day: Measured

    def lines(self) -> list[str]:
        """Rows of the table."""
        measured = {f"full: {name}": m for name, m in self.full.items()}
        measured["the next day: models and tests"] = self.day
        bare = self.full["bare SQL"]
        return [
            f"| {self.history}x, {name} | {m.seconds:.1f} | {m.cpu:.1f} | {m.cpu / bare.cpu:.2f} "
            f"| {m.peak_mb:,.0f} |"
            for name, m in measured.items()
        ]


def warehouse(folder: Path, scale: float, rounds: int) -> list[str]:
    """Both lengths of history; the longer one is built once only."""
    cities = [_measure(folder, scale, history, rounds if history == 1 else 1) for history in HISTORIES]
    short, long = cities
    return [
        f"## A city's warehouse: {SUBJECTS * scale:,.0f} market subjects, {DECISIONS * scale:,.0f} decisions",
        "",
        "With their publications, 300,000 list entries and commitments, 700,000 scored persons and full",
        "registers each half year; at 10x nine times as many decisions more, of the same subjects, in the",
        "years before.",
        "A day adds one in a thousand of the plain history's decisions, some of them corrections.",
        "`bare SQL` is the compiled SQL of the same models in one DuckDB connection.",
        "",
        "| | seconds | of processor time | its ratio to bare SQL | peak MB |",
        "|---|---|---|---|---|",
        *[line for city in cities for line in city.lines()],
        "",
        f"A day at 10x takes {long.day.seconds / short.day.seconds:.1f} times a day at 1x"
        f" ({long.day.cpu / short.day.cpu:.1f} times its processor time).",
        "A day takes in the new batches (dbt_project/macros/daily.sql); small models are built anew.",
        "",
    ]


def _measure(folder: Path, scale: float, history: int, rounds: int) -> City:
    root, last = folder / f"city{history}", str(LAST_DAY)
    city, build = (
        ["benchmarks.city", str(root), str(scale), str(history)],
        ["benchmarks.warehouse_run", str(root)],
    )
    _run(*city)
    runs: dict[str, list[Run]] = {name: [] for name in FULL}
    for _ in range(rounds):
        (root / "warehouse.duckdb").unlink(missing_ok=True)
        _run(*build, last, "seed")
        runs["models alone"].append(_run(*build, last, "run"))
        runs["bare SQL"].append(_run("benchmarks.bare_sql", str(root)))
        (root / "warehouse.duckdb").unlink()
        runs["models and tests"].append(_run(*build, last, "build"))
    _run(*city, "day")
    day = _run(*build, str(LAST_DAY + timedelta(days=1)), "build")
    full = {name: Measured(name, tuple(found)) for name, found in runs.items()}
    return City(history, full, Measured("day", (day,)))


def _run(*arguments: str) -> Run:
    run = run_once([sys.executable, "-m", *arguments])
    told = f"{run.seconds:.1f} s, {run.cpu:.1f} s cpu, {run.peak_mb:,.0f} MB"
    print(f"  {' '.join(arguments)}: {told}", flush=True)
    return run
