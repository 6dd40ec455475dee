"""A page for each line: its figure, units and parts, past, why members count, and the files behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration import words
from orchestration.forecast import NOTE
from orchestration.released import Row
from orchestration.site.board import leads, spark
from orchestration.site.charts import time_line
from orchestration.site.facts import Facts, by
from orchestration.site.members import pages_with_members
from orchestration.site.pages import Page, Table

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
    where f.unit_kind = 'city' and (f.needed is not null or list_contains(?, f.reason))
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


def line_pages(facts: Facts) -> Iterator[Page | Table]:
    """The page of every line, further pages of members, all members as a table; one line after the other."""
    release = facts.release
    found: dict[str, dict[Any, list[Row]]] = {
        "values": by(release.rows(VALUES), "indicator_id"),
        "forecast": by(release.rows(FORECAST, list(NOTE)), "indicator_id"),
        "editions": by(release.rows(EDITIONS), "indicator_id"),
        "reasons": by(release.rows(REASONS), "indicator_id"),
        "files": by(release.rows(FILES, MOST_FILES), "indicator_id"),
        "evidence": by(release.rows(EVIDENCE, MOST_EVIDENCE), "indicator_id"),
    }
    for line in facts.lines:
        mine = {name: rows.get(line["indicator_id"], []) for name, rows in found.items()}
        counted = sum(row["members"] for row in mine["reasons"])
        yield from pages_with_members(facts, line, counted, _filled(facts, line, mine))


def _filled(facts: Facts, line: Row, mine: dict[str, list[Row]]) -> dict[str, Any]:
    """What the page of a line shows beside its members."""
    values = mine.pop("values")
    cuts = _worst_first(line, values)
    return mine | {
        "cuts": cuts,
        "shares": any(row["allocated"] is not None for row in cuts),
        "parts_of": [row for row in values if not row["is_main"] and row["unit_kind"] == "city"],
        "leads": leads(facts, line),
        "spark": spark(facts, line),
        "drawn": _drawn(facts, line),
        "most_files": MOST_FILES,
    }


def _drawn(facts: Facts, line: Row) -> str:
    past = facts.past.get(line["indicator_id"], [])
    if sum(row["value"] is not None for row in past) < FEWEST_TO_DRAW:
        return ""
    target = None if line["target_value"] is None else float(line["target_value"])
    like = {name: line[name] for name in ("formula", "value_unit", "target_value")}

    def shown(value: float) -> str:
        return words.measured(like | {"value": value})

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
