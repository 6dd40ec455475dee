"""A page for each line: figure, units, parts, past, why members count, members and their files."""

from __future__ import annotations

from math import ceil
from typing import Any

from orchestration.released import Row
from orchestration.site.board import leads, spark
from orchestration.site.charts import time_line
from orchestration.site.facts import Facts, by
from orchestration.site.pages import Page, Table
from orchestration.site.shown import measured

# So that a page stays a page in a city of any size; the table beside it has every member.
MEMBERS_ON_PAGE, MOST_PAGES = 100, 5
MOST_FILES, MOST_EVIDENCE = 40, 100
FEWEST_TO_DRAW = 3

VALUES = """
    select v.*, i.value_unit, f.allocated, f.needed, f.noun
    from indicator_values as v
    inner join indicators as i on v.indicator_id = i.indicator_id
    left join indicator_forecast as f
        on v.indicator_id = f.indicator_id and v.unit_kind = f.unit_kind and v.unit = f.unit and v.is_main
    order by v.unit_kind <> 'district', v.unit, v.part nulls first
"""
FORECAST = """
    select f.*, i.formula, i.value_unit
    from indicator_forecast as f
    inner join indicators as i on f.indicator_id = i.indicator_id
    where f.unit_kind = 'city'
"""
EDITIONS = """
    select h.*, i.formula, i.value_unit
    from indicator_history as h
    inner join indicators as i on h.indicator_id = i.indicator_id
    where h.unit_kind = 'city' and h.part is null
    qualify row_number() over (partition by h.indicator_id order by h.as_of_date desc, h.edition desc) <= 24
    order by h.indicator_id, h.as_of_date desc, h.edition desc
"""
REASONS = """
    select indicator_id, in_denominator, in_numerator, reason, count(*) as members, sum(weight) as weight
    from indicator_members
    where is_main
    group by all
    order by in_numerator desc, in_denominator desc, members desc, reason
"""
FILES = """
    select m.indicator_id, b.source_uri, b.department, b.received_on, b.sha256, count(*) as members
    from indicator_members as m
    inner join feed_batches as b on m.feed_id = b.feed_id and m.batch_id = b.batch_id
    where m.is_main
    group by m.indicator_id, b.source_uri, b.department, b.received_on, b.sha256
    qualify row_number() over (partition by m.indicator_id order by count(*) desc, b.source_uri) <= ?
    order by members desc, b.received_on desc, b.source_uri
"""
EVIDENCE = """
    select e.*, b.source_uri
    from indicator_evidence as e
    left join feed_batches as b on e.feed_id = b.feed_id and e.batch_id = b.batch_id
    qualify
        row_number() over (
            partition by e.indicator_id order by e.is_in_period desc, e.dated_on desc, e.evidence_no
        ) <= ?
    order by e.is_in_period desc, e.dated_on desc, e.evidence_no
"""
# First those that something can be done about: of a line that has to go down, the members it counts.
MEMBERS = """
    select m.*, s.name, b.source_uri
    from indicator_members as m
    left join names as s on m.organisation_id = s.subject_id
    left join feed_batches as b on m.feed_id = b.feed_id and m.batch_id = b.batch_id
    where m.indicator_id = ? and m.is_main
    order by
        m.in_denominator desc, m.in_numerator <> ?, b.source_uri, m.source_row, m.unit, m.item, m.record_id,
        m.part
    limit ?
"""
ALL_MEMBERS = """
    select
        m.unit as 单位, m.district as 县区, m.part as 分项, m.is_main as 计入本数, m.item as 具体项,
        m.organisation_id as 主体编号, s.name as 主体名称, m.record_id as 记录编号,
        m.in_denominator as 在分母, m.in_numerator as 在分子, m.weight as 权重, m.reason as 缘由,
        b.source_uri as 文件, m.source_sheet as 工作表, m.source_row as 行, b.sha256 as 原件散列
    from indicator_members as m
    left join names as s on m.organisation_id = s.subject_id
    left join feed_batches as b on m.feed_id = b.feed_id and m.batch_id = b.batch_id
    where m.indicator_id = ?
    order by m.is_main desc, m.in_denominator desc, b.source_uri, m.source_row, m.unit, m.part, m.record_id
"""


def line_page(indicator: str, number: int = 1) -> str:
    """The page of a line, or a further page of its members."""
    return f"lines/{indicator}.html" if number == 1 else f"lines/{indicator}-{number}.html"


def line_pages(facts: Facts) -> list[Page | Table]:
    """The page of every line, further pages of members, all members as a table."""
    release = facts.release
    found: dict[str, dict[Any, list[Row]]] = {
        "values": by(release.rows(VALUES), "indicator_id"),
        "forecast": by(release.rows(FORECAST), "indicator_id"),
        "editions": by(release.rows(EDITIONS), "indicator_id"),
        "reasons": by(release.rows(REASONS), "indicator_id"),
        "files": by(release.rows(FILES, MOST_FILES), "indicator_id"),
        "evidence": by(release.rows(EVIDENCE, MOST_EVIDENCE), "indicator_id"),
    }
    made: list[Page | Table] = []
    for line in facts.lines:
        mine = {name: rows.get(line["indicator_id"], []) for name, rows in found.items()}
        made += _pages_of(facts, line, mine)
    return made


def _pages_of(facts: Facts, line: Row, mine: dict[str, list[Row]]) -> list[Page | Table]:
    indicator = line["indicator_id"]
    limit = MEMBERS_ON_PAGE * MOST_PAGES
    members = facts.release.rows(MEMBERS, indicator, line["direction"] == "down", limit)
    everything = sum(row["members"] for row in mine["reasons"])
    pages = max(ceil(len(members) / MEMBERS_ON_PAGE), 1)
    shared = {"line": line, "everything": everything, "pages": pages, "first_of": MEMBERS_ON_PAGE}
    values = mine.pop("values")
    cuts = _worst_first(line, values)
    first = shared | mine | {
        "cuts": cuts,
        "shares": any(row["allocated"] is not None for row in cuts),
        "parts_of": [row for row in values if not row["is_main"] and row["unit_kind"] == "city"],
        "duties": facts.duties.get(indicator, []),
        "leads": leads(facts, line),
        "spark": spark(facts, line),
        "drawn": _drawn(facts, line),
        "most_files": MOST_FILES,
    }  # fmt: skip
    made: list[Page | Table] = [
        Page(
            line_page(indicator, number),
            "line.html" if number == 1 else "members.html",
            "board",
            (first if number == 1 else shared)
            | {"number": number, "members": members[(number - 1) * MEMBERS_ON_PAGE :][:MEMBERS_ON_PAGE]},
        )
        for number in range(1, pages + 1)
    ]
    return [*made, Table(f"lines/{indicator}.csv", facts.release.frame(ALL_MEMBERS, indicator))]


def _drawn(facts: Facts, line: Row) -> str:
    past = facts.past.get(line["indicator_id"], [])
    if sum(row["value"] is not None for row in past) < FEWEST_TO_DRAW:
        return ""
    target = None if line["target_value"] is None else float(line["target_value"])
    like = {name: line[name] for name in ("formula", "value_unit", "target_value")}

    def shown(value: float) -> str:
        return measured(like | {"value": value})

    labels = [row["as_of_date"].isoformat() for row in past]
    return time_line(f"{line['indicator_id']} 走势", labels, [row["value"] for row in past], target, shown)


def _worst_first(line: Row, values: list[Row]) -> list[Row]:
    """Units, then districts, those furthest from the target first and those without a figure last."""
    sign = -1 if line["direction"] == "down" else 1
    return sorted(
        (row for row in values if row["is_main"] and row["unit_kind"] != "city"),
        key=lambda row: (
            row["unit_kind"] == "district", row["value"] is None, sign * (row["value"] or 0), row["unit"],
        ),
    )  # fmt: skip
