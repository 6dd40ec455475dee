"""Whether what the rules find in each feed stays within its error budget, with its course over the weeks.

What a budget is, and over how many weeks it is spent, is policy of the warehouse (``quality_weeks``).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from ingest.catalogue import Catalogue
from orchestration import words
from orchestration.landing_assets import feed_key
from orchestration.release.files import OFFLINE
from orchestration.released import Released, Row
from orchestration.run import RunContext
from orchestration.sparkline import spark

WITHIN = "within_error_budget"
QUALITY = dg.AssetKey(["marts", "quality_weeks"])
MOST = "预算用去,最多的规则 / most used"
WEEKS_DRAWN = 26
WEEKS = """
    select *
    from quality_weeks
    qualify row_number() over (
        partition by feed_id, rule_id, severity, counted_in order by week_start desc
    ) <= ?
    order by feed_id, rule_id, severity, counted_in, week_start desc
"""
RULE = ("feed_id", "rule_id", "severity", "counted_in")
HEADER = "| 规则 | 程度 | 预算用去 | 各周 | 最近一周 | 此前 | 走势 |\n|---|---|---|---|---|---|---|"


def budget_checks(catalogue: Catalogue) -> dg.AssetChecksDefinition:
    """A check on every feed, evaluated once the warehouse has counted the weeks; it stops nothing."""

    @dg.multi_asset_check(
        name="budgets",
        specs=[
            dg.AssetCheckSpec(
                WITHIN,
                asset=feed_key(feed),
                additional_deps=[QUALITY],
                description="各条规则查出的问题是否在误差预算以内",
            )
            for feed in catalogue.feeds.values()
        ],
        can_subset=True,
    )
    def budgets(
        context: dg.AssetCheckExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[dg.AssetCheckResult]:
        weeks = read_weeks(siku.root / "warehouse.duckdb")
        for key in sorted(context.selected_asset_check_keys, key=str):
            yield judged(key.asset_key, weeks[key.asset_key.path[-1]])

    return budgets


def read_weeks(warehouse: Path) -> Mapping[str, list[list[Row]]]:
    """Weeks of each rule, newest first, by feed; the rule that used most of its budget first."""
    feeds: dict[str, list[list[Row]]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True, config=OFFLINE) as connection:
        rows = Released(connection).rows(WEEKS, WEEKS_DRAWN)
    for (feed, *_), weeks in groupby(rows, lambda row: [row[name] for name in RULE]):
        feeds[feed].append(list(weeks))
    for rules in feeds.values():
        rules.sort(key=lambda weeks: -(weeks[0]["budget_used"] or 0))
    return feeds


def judged(key: dg.AssetKey, rules: list[list[Row]]) -> dg.AssetCheckResult:
    """Fails, as a warning, when a rule of the feed has used up its budget in the weeks up to today."""
    spent = [weeks[0] for weeks in rules if (weeks[0]["budget_used"] or 0) >= 1]
    used = [weeks[0]["budget_used"] for weeks in rules if weeks[0]["budget_used"] is not None]
    told = "、".join(f"{row['rule_id']} {row['budget_used']:.0%}" for row in spent)
    metadata: dict[str, Any] = {"各规则 / rules": dg.MetadataValue.md(table(rules))}
    if used:
        metadata[MOST] = max(used)  # a number: Dagster draws it over the runs
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=WITHIN,
        passed=not spent,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"误差预算用尽 / budget used up: {told}" if spent else "没有用尽的 / none is used up",
        metadata=metadata,
    )


def table(rules: list[list[Row]]) -> str:
    """Markdown: a row for each rule with its weeks as a small plot, oldest first."""
    return "\n".join([HEADER, *map(_line, rules)]) if rules else "没有查出过问题 / nothing was ever found"


def _line(weeks: list[Row]) -> str:
    now = weeks[0]
    seen = next((week for week in weeks if week["rate"] is not None), None)
    cells = [
        now["rule_id"],
        words.SEVERITY[now["severity"]],
        "–" if now["budget_used"] is None else f"{now['budget_used']:.0%}",
        f"`{spark([week['rate'] for week in reversed(weeks)])}`",
        f"{seen['found_count']} / {seen['checked_count']}({seen['week_start']:%m-%d})" if seen else "–",
        "–" if seen is None or seen["rate_before"] is None else f"{seen['rate_before']:.2%}",
        words.TREND.get(seen["trend"], "–") if seen else "–",
    ]
    return f"| {' | '.join(map(str, cells))} |"
