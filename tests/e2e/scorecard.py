"""The simulator's scorecards beside the published ones: differences, in words.

``python -m tests.e2e.scorecard ROOT [AS_OF]`` prints them for a data root that was refreshed.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

# The way of delivery is not answered by the simulator: its one connector makes it the same for all.
NOT_ANSWERED = ("delivery_way",)
Place = tuple[str, str, str]  # month, unit, item
Figures = tuple[Decimal, Decimal | None, Decimal | None]  # points, numerator, denominator


def published(path: Path) -> dict[Place, Figures]:
    """Every item that has points."""
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "select month, unit, item, points, numerator, denominator from scorecard where points is not null"
        ).fetchall()
    return {(month, unit, item): figures for month, unit, item, *figures in rows if item not in NOT_ANSWERED}


def expected(answers: dict[str, Any]) -> dict[Place, list[Decimal | None]]:
    """The same from the answer file."""
    return {
        (month, unit, item): [None if figure is None else Decimal(figure) for figure in figures]
        for month, units in answers.items()
        for unit, items in units.items()
        for item, figures in items.items()
    }


def differences(root: Path, as_of: str, database: str = "published/restricted.duckdb") -> list[str]:
    """Every item whose points, numerator or denominator differ, or that only one side has."""
    wanted = expected(json.loads((root / "answers.json").read_text(encoding="utf-8"))["scorecard"][as_of])
    found = published(root / database)
    return [
        f"{place}: expected {_shown(wanted.get(place))}, published {_shown(found.get(place))}"
        for place in sorted({*wanted, *found})
        if list(wanted.get(place) or ()) != list(found.get(place) or ())
    ]


def _shown(figures: Any) -> str:
    return "nothing" if figures is None else " ".join(str(figure) for figure in figures)


def main(words: list[str]) -> None:
    """Print the differences; with ``--warehouse`` of a build that was not published."""
    root, *days = [Path(word) if n == 0 else word for n, word in enumerate(w for w in words if w[0] != "-")]
    place = Path(root)
    every = json.loads((place / "answers.json").read_text(encoding="utf-8"))["scorecard"]
    day = str(days[0]) if days else max(every)
    database = "warehouse.duckdb" if "--warehouse" in words else "published/restricted.duckdb"
    print("\n".join(differences(place, day, database)) or f"scorecards agree on {day}")


if __name__ == "__main__":
    main(sys.argv[1:])
