"""A page for each unit: scorecard, lost points, the lines it answers for, its feeds and their faults."""

from __future__ import annotations

from typing import Any

from orchestration.released import Row
from orchestration.site.facts import Facts, by
from orchestration.site.pages import Page, Table

MOST_LOSSES = 40

TOTALS = "select * from scorecard_totals order by unit, month desc"
ITEMS = "select * from scorecard order by unit, position, month desc"
LOSSES = """
    select l.*, s.title, s.position, b.source_uri
    from scorecard_losses as l
    inner join scorecard as s on l.unit = s.unit and l.month = s.month and l.item = s.item
    left join feed_batches as b on l.feed_id = b.feed_id and l.batch_id = b.batch_id
    qualify
        row_number() over (
            partition by l.unit
            order by
                l.month desc, l.is_excused asc, l.points_lost desc, s.position asc, l.thing_id asc,
                l.reason asc
        ) <= ?
    order by l.month desc, l.is_excused, l.points_lost desc, s.position, l.thing_id, l.reason
"""
ALL_LOSSES = """
    select
        l.month as 月份, s.title as 评分项, l.points_lost as 失分, l.reason as 原因, l.detail as 说明,
        l.reference as 文书号或来源, l.thing_id as 失分编号, l.is_excused as 免计, l.appeal_no as 申诉编号,
        l.decision_reason as 处理理由, b.source_uri as 文件, l.source_sheet as 工作表, l.source_row as 行
    from scorecard_losses as l
    inner join scorecard as s on l.unit = s.unit and l.month = s.month and l.item = s.item
    left join feed_batches as b on l.feed_id = b.feed_id and l.batch_id = b.batch_id
    where l.unit = ?
    order by l.month desc, s.position, l.thing_id, l.reason
"""
LOST = "select unit, count(*) as things from scorecard_losses group by unit"
APPEALS = "select * from scorecard_appeals order by month desc, appeal_no"
DUTIES = """
    select
        d.unit, d.role, i.indicator_id, i.standard, i.formula, i.value_unit, i.target_operator,
        i.target_value, c.status, c.value, c.verdict, u.value as own_value, u.numerator, u.denominator
    from indicator_duties as d
    inner join indicators as i on d.indicator_id = i.indicator_id
    inner join indicator_values as c
        on d.indicator_id = c.indicator_id and c.unit_kind = 'city' and c.is_main
    left join indicator_values as u
        on d.indicator_id = u.indicator_id and u.unit_kind = 'unit' and u.unit = d.unit and u.is_main
    order by d.role, i.indicator_id
"""
MONTHS = """
    select unit, month, sum(due)::bigint as due, sum(on_time)::bigint as on_time, sum(late)::bigint as late,
        sum(overdue)::bigint as overdue
    from disclosure_months
    group by unit, month
    having sum(due) > 0
    order by month desc
"""
FEEDS = "select * from feed_calendar where is_newest order by state is distinct from 'missed', title, feed_id"
FAULTS = """
    select
        c.unit, i.rule_id, i.severity, count(*) as findings, max(i.received_on) as last_seen,
        arg_max(i.message_zh, row(i.received_on, i.message_zh)) as example
    from row_issues as i
    inner join (select distinct feed_id, unit from feed_calendar) as c on i.feed_id = c.feed_id
    group by all
    order by findings desc, i.rule_id, i.severity
"""


def unit_pages(facts: Facts) -> list[Page | Table]:
    """All units in one table, and a page with its lost points as a table for each."""
    release = facts.release
    found = {
        "totals": by(release.rows(TOTALS), "unit"),
        "items": by(release.rows(ITEMS), "unit"),
        "losses": by(release.rows(LOSSES, MOST_LOSSES), "unit"),
        "appeals": by(release.rows(APPEALS), "unit"),
        "duties": by(release.rows(DUTIES), "unit"),
        "disclosed": by(release.rows(MONTHS), "unit"),
        "feeds": by(release.rows(FEEDS), "unit"),
        "faults": by(release.rows(FAULTS), "unit"),
    }
    things = {row["unit"]: row["things"] for row in release.rows(LOST)}
    made: list[Page | Table] = []
    listed = []
    for unit, path in facts.units.items():
        mine = {name: rows.get(unit, []) for name, rows in found.items()}
        listed.append(_summary(unit, path, mine))
        table = path.replace(".html", ".csv") if things.get(unit) else None
        card = _card(mine.pop("items"))
        filled = mine | card | {"unit": unit, "things": things.get(unit, 0), "table": table}
        made.append(Page(path, "unit.html", "units", filled))
        if table:
            made.append(Table(table, release.frame(ALL_LOSSES, unit)))
    return [Page("units.html", "units.html", "units", {"listed": listed}), *made]


def _card(items: list[Row]) -> dict[str, Any]:
    """The items as rows, the months as columns, newest first."""
    months = sorted({row["month"] for row in items}, reverse=True)
    card = [
        {"newest": rows[0], "by_month": {row["month"]: row for row in rows}}
        for rows in by(items, "item").values()
    ]
    return {"months": months, "card": card}


def _summary(unit: str, path: str, mine: dict[str, list[Row]]) -> Row:
    """What the table of all units shows of one."""
    leads = [row for row in mine["duties"] if row["role"] == "lead"]
    return {
        "unit": unit,
        "path": path,
        "total": mine["totals"][0] if mine["totals"] else None,
        "leads": len(leads),
        "missed_targets": sum(row["status"] == "not_met" for row in leads),
        "late_feeds": sum(row["state"] == "missed" for row in mine["feeds"]),
        "feeds": len(mine["feeds"]),
        "disclosed": mine["disclosed"][0] if mine["disclosed"] else None,
    }
