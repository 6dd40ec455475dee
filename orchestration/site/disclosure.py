"""Double disclosure: how timely each unit was, month by month."""

from __future__ import annotations

from typing import Any

from orchestration.released import Row
from orchestration.site.charts import stacked_bars
from orchestration.site.facts import Facts, by
from orchestration.site.pages import Page, Table

MOST_MONTHS = 12
STATES = {"on_time": "按期 on time", "late": "迟报 late", "overdue": "逾期未报 overdue"}

MONTHS = """
    select unit, kind, month, due, on_time, late, overdue
    from disclosure_months
    where month in (select distinct month from disclosure_months where due > 0 order by month desc limit ?)
"""
ALL_MONTHS = """
    select
        unit as 单位, month as 月份, kind as 类别, due as 到期, on_time as 按期, late as 迟报,
        overdue as 逾期未报, not_due_yet as 未到期, not_judged as 不判定
    from disclosure_months
    order by unit, month, kind
"""


def disclosure_pages(facts: Facts) -> list[Page | Table]:
    """One page: all decisions, permits and penalties apart; and every month as a table."""
    rows = facts.release.rows(MONTHS, MOST_MONTHS)
    months = sorted({row["month"] for row in rows})
    city = by(rows, "month")
    series = {
        name: [sum(row[state] for row in city[month]) for month in months] for state, name in STATES.items()
    }
    kinds = ["", *sorted({row["kind"] for row in rows})]
    filled = {
        "months": months[::-1],
        "kinds": [(kind, _table([row for row in rows if kind in ("", row["kind"])])) for kind in kinds],
        "drawn": stacked_bars("到期的决定 decisions due", months, series) if months else "",
        "units": facts.units,
    }
    return [
        Page("disclosure.html", "disclosure.html", "disclosure", filled),
        Table("disclosure_months.csv", facts.release.frame(ALL_MONTHS)),
    ]


def _table(rows: list[Row]) -> list[tuple[str, dict[str, Any]]]:
    """Units with their months, the least timely first, after the city as a whole."""
    units = {unit: _months(found) for unit, found in by(rows, "unit").items()}

    def missing(unit: str) -> tuple[int, str]:
        return (sum(month["on_time"] - month["due"] for month in units[unit].values()), unit)

    return [("", _months(rows)), *[(unit, units[unit]) for unit in sorted(units, key=missing)]]


def _months(rows: list[Row]) -> dict[str, dict[str, int]]:
    return {
        month: {name: sum(row[name] for row in found) for name in ("due", *STATES)}
        for month, found in by(rows, "month").items()
    }
