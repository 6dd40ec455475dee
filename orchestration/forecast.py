"""What is still needed to meet the targets, told apart from the actuals."""

from __future__ import annotations

from pathlib import Path

from orchestration import words
from orchestration.released import Row, released

Section = tuple[str, list[str]]
MONTHS = 12
NOTE = {
    "cannot_be_reached": "本期已不可达:期限已过的不能补救",
    "cannot_be_undone": "已发生的不能撤销",
    "beyond_named_items": "目标多于名录所列的项",
}
APART = "以下是测算,不是实绩 / a forecast, not actuals"


def forecast(root: Path, indicator: str | None = None) -> list[Section]:
    """The forecast of one line with its units, or of every line that misses its target, a row each.

    Raises:
        NothingToExplainError: nothing is published, or no such indicator.
    """
    with released(root) as release:
        if indicator is None:
            rows = release.rows(CITY)
            return [(f"离目标还差多少 / what is missing({APART})", [_short(row) for row in rows])]
        line = release.line(indicator)
        rows = release.rows(LINE, indicator)
        title = f"{indicator} {line['standard']}"
        if not rows:
            return [(title, ["没有可测算的目标 / no target to forecast"])]
        return [
            (title, [APART]),
            ("全市 / the city", _long(rows[0])),
            ("分到各单位 / by unit", [_unit(row) for row in rows[1:] if row["allocated"] or row["needed"]]),
        ]


CITY = """
    select f.*, v.value, v.status, l.formula, l.value_unit
    from indicator_forecast as f
    inner join indicators as l on f.indicator_id = l.indicator_id
    inner join indicator_values as v
        on f.indicator_id = v.indicator_id and v.unit_kind = 'city' and v.is_main
    where f.unit_kind = 'city' and (f.needed > 0 or f.reason is not null)
    order by f.indicator_id
"""
LINE = """
    select f.*, v.value, v.status, l.formula, l.value_unit
    from indicator_forecast as f
    inner join indicators as l on f.indicator_id = l.indicator_id
    inner join indicator_values as v
        on f.indicator_id = v.indicator_id and f.unit_kind = v.unit_kind and f.unit = v.unit and v.is_main
    where f.indicator_id = ?
    order by f.unit_kind <> 'city', f.allocated desc nulls last, f.unit
"""


def _need(row: Row) -> str:
    verb = "还差" if row["target_operator"] in (">=", ">") else "超出"
    if row["needed"] is None:
        return f"{verb} 未知"
    return f"{verb} {words.number(row['needed'])} {row['noun']}"


def _why(row: Row) -> str:
    return NOTE.get(row["reason"], "") or words.reason(row["reason"])


def _short(row: Row) -> str:
    goal = words.goal(row["target_operator"], row["target_value"], row["formula"])
    now = words.measured(row)
    told = [row["indicator_id"], f"现在 {now}", f"目标 {goal}({row['target_basis']})", _need(row), _why(row)]
    return "  ".join(filter(None, told))


def _long(row: Row) -> list[str]:
    goal = words.goal(row["target_operator"], row["target_value"], row["formula"])
    now = words.measured(row)
    told = [f"现在 {now}  目标 {goal}({row['target_basis']})  {_need(row)}"]
    if row["reason"]:
        told.append(_why(row))
    if row["needed"] and row["value_if_delivered"] is not None:
        told.append(f"补上以后 / if delivered: {words.measured(row, 'value_if_delivered')}")
    if row["projected_value"] is not None:
        pace = f"照至今速度到年底 / at the pace so far: {words.measured(row, 'projected_value')}"
        span = "没有区间:月末期次不足三期 / no range: fewer than three month ends"
        if row["projected_low"] is not None:
            low, high = (words.measured(row, name) for name in ("projected_low", "projected_high"))
            span = f"{row['editions']} 个月末的月增量区间 / range: {low} – {high}"
            if row["probability"] is not None:
                span += f";够快的月份 / months fast enough: {row['probability']:.0%}"
        told += [f"{pace}(已过 {row['months_elapsed']:.1f} 个月)", span]
        remaining = MONTHS - row["months_elapsed"]
        if row["needed"] and remaining > 0:
            told.append(f"今后每月 / a month from now: {float(row['needed']) / remaining:,.1f} {row['noun']}")
    if row["rolling_months"]:
        rolling = words.measured(row, "rolling_value")
        told.append(
            f"近十二个月滚动 / rolling twelve months: {rolling}"
            if row["rolling_value"] is not None
            else f"近十二个月滚动:月末期次只有 {row['rolling_months']} 期 / fewer than twelve month ends"
        )
    return told


def _unit(row: Row) -> str:
    now = words.measured(row)
    after = words.measured(row, "value_if_delivered")
    share = "–" if row["allocated"] is None else words.number(row["allocated"])
    return f"{row['unit']}  分摊 {share} {row['noun']}  自己{_need(row)}  {now} → {after}"
