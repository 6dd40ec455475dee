"""What Dagster shows at the assets of the lines after a run: value, status, reason and a small trend plot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from orchestration import words
from orchestration.release.files import OFFLINE
from orchestration.released import Released, Row
from orchestration.site.charts import sparkline_uri

POINTS = 24  # as many as fit beside a figure: two years of month ends
# One query for all lines: the city's figure and, oldest first, what was published before it.
FIGURES = """
    select v.indicator_id, v.value, v.status, v.reason, v.detail, v.numerator, v.denominator,
        v.target_operator, v.target_value, v.base_value, v.trend, l.formula, l.value_unit, h.as_of_date,
        h.value as past_value
    from indicator_values as v
    inner join indicators as l on v.indicator_id = l.indicator_id
    left join (
        select indicator_id, as_of_date, value
        from indicator_history
        where unit_kind = 'city' and part is null
        qualify
            row_number() over (partition by indicator_id, as_of_date order by edition desc) = 1
            and dense_rank() over (partition by indicator_id order by as_of_date desc) <= ?
    ) as h on v.indicator_id = h.indicator_id
    where v.unit_kind = 'city' and v.is_main
    order by v.indicator_id, h.as_of_date
"""


def with_figures(events: Iterable[Any], outputs: dict[str, str], root: Path) -> Iterator[Any]:
    """Pass dbt's events on; those of the lines' assets get the figures the run ended with.

    Dagster wants them in the order of the lineage, so from the first of these assets on they wait until dbt
    is done and has let the warehouse go. When dbt fails they go out as they are.

    Args:
        events: what dbt yields while it runs.
        outputs: output name → line, for the assets that carry a figure; "" for the table of all lines.
        root: the data root; its warehouse is read once.
    """
    waiting: list[Any] = []
    try:
        for event in events:
            if waiting or _carries_a_figure(event, outputs):
                waiting.append(event)
            else:
                yield event
    except Exception:
        yield from waiting
        raise
    figures = read_figures(root / "warehouse.duckdb") if waiting else {}
    for event in waiting:
        if not _carries_a_figure(event, outputs):
            yield event
            continue
        told = _told(figures, outputs[event.output_name])
        metadata = {**event.metadata, **told}
        yield dg.Output(event.value, event.output_name, metadata=metadata, data_version=event.data_version)


def _carries_a_figure(event: object, outputs: dict[str, str]) -> bool:
    return isinstance(event, dg.Output) and event.output_name in outputs


def _told(figures: dict[str, list[Row]], line: str) -> dict[str, Any]:
    if not line:
        return {"指标 / indicators": dg.MetadataValue.md(_table(figures))}
    return line_metadata(figures[line]) if line in figures else {}


def read_figures(warehouse: Path) -> dict[str, list[Row]]:
    """Rows of `FIGURES` by line."""
    found: dict[str, list[Row]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True, config=OFFLINE) as connection:
        for row in Released(connection).rows(FIGURES, POINTS):
            found[row["indicator_id"]].append(row)
    return found


def line_metadata(rows: list[Row]) -> dict[str, Any]:
    """Metadata of one line: the figure as a number for Dagster's own plot, and in words."""
    row = rows[0]
    goal = words.goal(row["target_operator"], row["target_value"], row["formula"])
    told: dict[str, Any] = {
        "值 / value": words.measured(row),
        "分子 / 分母": f"{words.number(row['numerator'])} / {words.number(row['denominator'])}",
        "目标 / target": goal,
        "状态 / status": f"{words.STATUS[row['status']]} {row['status']}",
        "缘由 / reason": words.reason(row["reason"], row["detail"]) or "–",
        "趋势 / trend": dg.MetadataValue.md(_plot(rows)),
    }
    if row["value"] is not None:
        told["value"] = float(row["value"])  # a number: Dagster draws it over the materialisations
    return told


def _plot(rows: list[Row]) -> str:
    row = rows[0]
    past = [one for one in rows if one["as_of_date"] is not None]
    span = f"{past[0]['as_of_date']} – {past[-1]['as_of_date']}" if past else "尚无历史"
    base = ""
    if row["base_value"] is not None:
        trend = words.TREND.get(row["trend"], "")
        base = f";去年同月 {words.measured(row, 'base_value')} {trend}"
    return f"{_drawn(rows)} {span}{base}"


def _drawn(rows: list[Row]) -> str:
    """The past values as an image in Markdown; nothing where none is known."""
    row = rows[0]
    target = None if row["target_value"] is None else float(row["target_value"])
    uri = sparkline_uri([one["past_value"] for one in rows if one["as_of_date"] is not None], target)
    return f"![{row['indicator_id']} 趋势]({uri})" if uri else ""


def _table(figures: dict[str, list[Row]]) -> str:
    lines = ["| 指标 | 值 | 状态 | 缘由 | 趋势 |", "|---|---|---|---|---|"]
    for indicator, rows in figures.items():
        row = rows[0]
        value = words.measured(row)
        reason = words.reason(row["reason"], row["detail"])
        lines.append(f"| {indicator} | {value} | {words.STATUS[row['status']]} | {reason} | {_drawn(rows)} |")
    return "\n".join(lines)
