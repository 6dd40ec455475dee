"""The simulator's answers to the task table's lines beside the published figures: differences, in words.

``python -m tests.e2e.lines ROOT [AS_OF [INDICATOR …]]`` prints them for a data root that was refreshed.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

Cut = tuple[str | None, str]  # part, unit


def published(path: Path, indicator: str) -> dict[str, Any]:
    """A line as published: figures by part and unit, reasons of its main members, status."""
    with duckdb.connect(str(path), read_only=True) as connection:
        values = connection.execute(
            "select part, unit, unit_kind, numerator, denominator, status, reason, formula, value"
            " from indicator_values"
            " where indicator_id = ? and unit_kind <> 'district'",
            [indicator],
        ).fetchall()
        reasons = connection.execute(
            "select reason, count(*) from indicator_members where indicator_id = ? and is_main group by 1",
            [indicator],
        ).fetchall()
    cuts = {(part, unit): (above, below) for part, unit, _, above, below, *_ in values}
    ((status, reason),) = [v[5:7] for v in values if v[2] == "city" and v[0] is None]
    medians = {v[0]: v[8] for v in values if v[2] == "city" and v[7] == "median"}
    told = {"cuts": cuts, "status": status, "reason": reason, "reasons": dict(reasons)}
    return told | {"medians": medians}


def expected(answer: dict[str, Any]) -> dict[Cut, tuple[Decimal, Decimal]]:
    """Figures of an answer by part and unit, the city included."""
    cuts = {}
    for part, figures in {None: answer, **answer["parts"]}.items():
        cuts[part, "全市"] = (Decimal(figures["numerator"]), Decimal(figures["denominator"]))
        for unit, (above, below) in figures["units"].items():
            cuts[part, unit] = (Decimal(above), Decimal(below))
    return cuts


def differences(
    root: Path,
    as_of: str,
    only: frozenset[str] = frozenset(),
    database: str = "published/restricted.duckdb",
) -> list[str]:
    """Every figure, status and reason that differs."""
    answers = json.loads((root / "answers.json").read_text(encoding="utf-8"))["lines"][as_of]
    found: list[str] = []
    for indicator, answer in answers.items():
        if only and indicator not in only:
            continue
        line = published(root / database, indicator)
        found += [
            f"{indicator} {what}: expected {answer[what]}, published {line[what]}"
            for what in ("status", "reason", "reasons")
            if line[what] != answer[what]
        ]
        if answer["reason"] != "feed_missing":
            found += _figures(indicator, expected(answer), line["cuts"])
            found += _medians(indicator, answer, line["medians"])
    return found


def _medians(indicator: str, answer: dict[str, Any], medians: dict[str, float]) -> list[str]:
    return [
        f"{indicator} {part}: expected median {answer['parts'][part]['median']}, published {value}"
        for part, value in medians.items()
        if abs(float(answer["parts"][part]["median"]) - value) > 1e-9
    ]


def _figures(indicator: str, wanted: dict[Cut, Any], cuts: dict[Cut, Any]) -> list[str]:
    return [
        f"{indicator} {cut}: expected {_shown(wanted.get(cut))}, published {_shown(cuts.get(cut))}"
        for cut in sorted({*wanted, *cuts}, key=str)
        if _pair(wanted.get(cut)) != _pair(cuts.get(cut))
    ]


def _pair(figures: tuple[Any, Any] | None) -> tuple[Decimal, Decimal] | None:
    """No row and nothing counted are the same: a line without members has no sums."""
    if figures is None or figures[1] is None:
        return (Decimal(0), Decimal(0))
    return (Decimal(figures[0]), Decimal(figures[1]))


def _shown(figures: tuple[Any, Any] | None) -> str:
    return "nothing" if figures is None else f"{figures[0]} / {figures[1]}"


def main(arguments: list[str]) -> None:
    """Print the differences; with ``--warehouse`` of a build that was not published."""
    words = [word for word in arguments if word != "--warehouse"]
    place = Path(words[0])
    days = json.loads((place / "answers.json").read_text(encoding="utf-8"))["lines"]
    day = words[1] if len(words) > 1 else max(days)
    database = "warehouse.duckdb" if "--warehouse" in arguments else "published/restricted.duckdb"
    asked = frozenset(words[2:] or days[day])
    if unanswered := sorted(asked - set(days[day])):
        sys.exit(f"no answer on {day} for {', '.join(unanswered)}")
    lines = differences(place, day, asked, database)
    print("\n".join(lines) or f"{len(asked)} lines agree on {day}")


if __name__ == "__main__":
    main(sys.argv[1:])
