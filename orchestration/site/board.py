"""The first page: all lines of the task table, one row each."""

from __future__ import annotations

from itertools import groupby

from orchestration import words
from orchestration.released import Row
from orchestration.site.charts import sparkline
from orchestration.site.facts import Facts
from orchestration.site.pages import Page, Table

# what a status is sorted by: first what needs somebody
ORDER = ("unknown", "not_met", "trend", "verdict", "met")
VALUES = """
    select
        indicator_id as 指标, as_of_date as 数据日期, unit as 单位, part as 分项, part_title as 分项名称,
        is_main as 是否本数, formula as 公式, numerator as 分子, denominator as 分母, value as 值,
        target_operator as 比较, target_value as 目标, target_basis as 目标依据, status as 状态,
        reason as 缘由, detail as 细节, verdict as 评审结论, reviewed_on as 评审日期, base_value as 基数,
        base_as_of as 基数日期, trend as 趋势
    from indicator_values
    order by indicator_id, unit_kind, unit, part nulls first
"""


def board_pages(facts: Facts) -> list[Page | Table]:
    """The board, and all figures as a table."""
    rows = [row | {"spark": spark(facts, row), "leads": leads(facts, row)} for row in facts.lines]
    tasks = [(task, list(found)) for task, found in groupby(rows, key=lambda row: row["task"])]
    tally = {status: sum(row["status"] == status for row in rows) for status in words.STATUS}
    filled = {"tasks": tasks, "tally": tally, "total": len(rows), "order": ORDER}
    return [
        Page("index.html", "board.html", "board", filled),
        Table("indicator_values.csv", facts.release.frame(VALUES)),
    ]


def leads(facts: Facts, row: Row) -> list[str]:
    """The lead units of a line, as they are called today; else what the task table says."""
    named = [one["unit"] for one in facts.duties.get(row["indicator_id"], []) if one["role"] == "lead"]
    return named or [name for name in [row["lead_unit"]] if name]


def spark(facts: Facts, row: Row) -> str:
    """The small plot of a line's past, with its figures for whoever cannot see it."""
    past = facts.past.get(row["indicator_id"], [])
    like = {"formula": row["formula"], "value_unit": row["value_unit"], "target_value": row["target_value"]}
    told = ", ".join(f"{one['as_of_date']} {words.measured(like | {'value': one['value']})}" for one in past)
    target = None if row["target_value"] is None else float(row["target_value"])
    return sparkline([one["value"] for one in past], target, told)
