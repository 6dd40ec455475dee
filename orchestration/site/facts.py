"""What several pages show: the release, the lines with the city's figures, their past, the units."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from orchestration.released import Released, Row

POINTS = 24  # two years of month ends
LINES = """
    select i.*, v.* exclude (indicator_id, as_of_date, formula, target_operator, target_value, target_basis)
    from indicators as i
    inner join indicator_values as v
        on i.indicator_id = v.indicator_id and v.unit_kind = 'city' and v.is_main
    order by i.indicator_id
"""
# The newest edition of every day; the days before the last `POINTS` are on no page.
PAST = """
    select h.indicator_id, h.as_of_date, h.value, h.status
    from indicator_history as h
    where h.unit_kind = 'city' and h.part is null
    qualify
        row_number() over (partition by h.indicator_id, h.as_of_date order by h.edition desc) = 1
        and dense_rank() over (partition by h.indicator_id order by h.as_of_date desc) <= ?
    order by h.indicator_id, h.as_of_date
"""
UNITS = """
    select unit from scorecard_totals
    union select unit from indicator_values where unit_kind = 'unit'
    union select unit from indicator_duties
    union select unit from feed_calendar
    order by unit
"""
DUTIES = "select * from indicator_duties order by indicator_id, role, unit"


def unit_page(unit: str) -> str:
    """The page of a unit: a name that survives every file system, archive and change of order."""
    return f"units/u{hashlib.sha256(unit.encode()).hexdigest()[:8]}.html"


def by(rows: Iterable[Row], *names: str) -> dict[Any, list[Row]]:
    """Rows by the value of a column, or by the tuple of several."""
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        key = tuple(row[name] for name in names)
        found[key if len(names) > 1 else key[0]].append(row)
    return found


@dataclass(frozen=True)
class Facts:
    """A release, read once.

    ``lines`` are the lines of the task table with the city's figure, ``past`` their figures by line, oldest
    first, ``units`` the page of every unit, ``duties`` the units behind a line.
    """

    release: Released
    about: Row
    lines: list[Row]
    past: dict[str, list[Row]]
    units: dict[str, str]
    duties: dict[str, list[Row]]


def read_facts(release: Released) -> Facts:
    """Read what several pages need."""
    # a subject's name today, once for all lines; registers hold every version
    release.rows(
        "create temp table names as select subject_id, any_value(name) as name from subjects"
        " where valid_to is null group by subject_id"
    )
    return Facts(
        release=release,
        about=release.rows("select * from release")[0],
        lines=release.rows(LINES),
        past=by(release.rows(PAST, POINTS), "indicator_id"),
        units={row["unit"]: unit_page(row["unit"]) for row in release.rows(UNITS)},
        duties=by(release.rows(DUTIES), "indicator_id"),
    )
