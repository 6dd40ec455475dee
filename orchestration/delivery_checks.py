"""Whether each department has sent what was due: the feed calendar, shown on the feeds.

A freshness policy of Dagster asks when an asset was last materialised. Every refresh asks every feed, whoever
sent nothing, so that a policy tells whether the feeds were asked (`definitions.py`). What is owed depends on
periods, working days, outages and nil returns, which the warehouse's calendar knows (``feed_calendar``).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb

from ingest.catalogue import Catalogue, Feed
from orchestration import words
from orchestration.landing_assets import feed_key
from orchestration.release.files import OFFLINE
from orchestration.released import Released, Row
from orchestration.run import RunContext

DELIVERED = "delivered_when_due"
CALENDAR = dg.AssetKey(["marts", "feed_calendar"])
MARKS = {"on_time": "✓", "late": "△", "missed": "✗", "pending": "…", "unknown": "?"}
PERIODS_SHOWN = 24
PERIODS = """
    select feed_id, period, due_on, delivered_on, state, is_nil_return, last_received_on, as_of_date
    from feed_calendar
    order by feed_id, period_start desc
"""


def delivery_checks(catalogue: Catalogue) -> dg.AssetChecksDefinition:
    """A check on every feed, evaluated once the warehouse knows today's calendar; it stops nothing."""

    @dg.multi_asset_check(
        name="deliveries",
        specs=[
            dg.AssetCheckSpec(
                DELIVERED,
                asset=feed_key(feed),
                additional_deps=[CALENDAR],
                description=_description(feed),
            )
            for feed in catalogue.feeds.values()
        ],
        can_subset=True,
    )
    def deliveries(
        context: dg.AssetCheckExecutionContext, siku: dg.ResourceParam[RunContext]
    ) -> Iterator[dg.AssetCheckResult]:
        periods = read_calendar(siku.root / "warehouse.duckdb")
        for key in sorted(context.selected_asset_check_keys, key=str):
            yield judged(key.asset_key, periods[key.asset_key.path[-1]])

    return deliveries


def _description(feed: Feed) -> str:
    cadence = words.CADENCE[feed.cadence]
    return f"{feed.department}是否已按来源日历报送:{cadence},期间结束后第 {feed.due_day} 天以前"


def read_calendar(warehouse: Path) -> dict[str, list[Row]]:
    """Periods by feed, newest first; a feed of which nothing was due has one without a period."""
    periods: dict[str, list[Row]] = defaultdict(list)
    with duckdb.connect(str(warehouse), read_only=True, config=OFFLINE) as connection:
        for row in Released(connection).rows(PERIODS):
            periods[row["feed_id"]].append(row)
    return periods


def judged(key: dg.AssetKey, periods: list[Row]) -> dg.AssetCheckResult:
    """Fails, as a warning, when the newest period is past its day and nothing has come."""
    due = [row for row in periods if row["state"] is not None]
    if not due:
        return dg.AssetCheckResult(
            asset_key=key,
            check_name=DELIVERED,
            passed=True,
            description="没有应报的期间 / nothing was due yet",
        )
    newest = due[0]
    late = (newest["as_of_date"] - newest["due_on"]).days if newest["state"] == "missed" else 0
    told = f"{newest['period']} 期{words.DELIVERY[newest['state']]}"
    told += f",已逾期 {late} 天 / {late} days late" if late else ""
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=DELIVERED,
        passed=newest["state"] != "missed",
        severity=dg.AssetCheckSeverity.WARN,
        description=told,
        metadata={
            "期间 / period": newest["period"],
            "应报日 / due on": str(newest["due_on"] or "日历未载入"),
            "收到日 / delivered on": str(newest["delivered_on"] or "未收到"),
            "逾期天数 / days late": late,
            "历期 / history": dg.MetadataValue.md(history(due)),
        },
    )


def history(periods: list[Row]) -> str:
    """A mark for each of the last periods, oldest first, and how many of each kind."""
    shown = periods[:PERIODS_SHOWN][::-1]
    marks = "".join(MARKS[row["state"]] for row in shown)
    counts = Counter(row["state"] for row in shown)
    kinds = [f"{MARKS[state]} {word} {counts[state]}" for state, word in words.DELIVERY.items()]
    return f"`{marks}` {shown[0]['period']} – {shown[-1]['period']}\n\n{';'.join(kinds)}"
