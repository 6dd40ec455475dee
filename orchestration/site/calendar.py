"""The feed calendar: who is late today, what falls due next, what was stopped, every feed's periods."""

from __future__ import annotations

from orchestration.site.facts import Facts, by
from orchestration.site.pages import Page

PERIODS = "select * from feed_calendar order by title, feed_id, period_start desc"
# A newest period that is missed is owed today; an earlier one was missed for good.
STOPPED = """
    select b.*, c.title, c.unit
    from feed_batches as b
    inner join (select distinct feed_id, title, unit from feed_calendar) as c on b.feed_id = c.feed_id
    where b.state = 'stopped'
    order by b.received_on desc, b.source_uri
    limit 50
"""
WAITING = """
    select *
    from (
        select c.unit, sum(b.question)::bigint as question, sum(b.rejected)::bigint as rejected,
            sum(b.unmatched)::bigint as unmatched
        from feed_batches as b
        inner join (select distinct feed_id, unit from feed_calendar) as c on b.feed_id = c.feed_id
        group by c.unit
    )
    where question + rejected + unmatched > 0
    order by question + rejected desc, unit
"""


# what is most over comes first: of a few rows one is many times a small budget
SPENT = """
    select *, budget * budget_checked as allowed from quality_weeks
    where week_end >= as_of_date and budget_used >= 1
    order by budget_found - allowed desc, feed_id, rule_id, severity
"""


def calendar_pages(facts: Facts) -> list[Page]:
    """One page for the duty officer."""
    rows = facts.release.rows(PERIODS)
    newest = [row for row in rows if row["is_newest"]]
    today = facts.about["as_of_date"]
    late = [row | {"days": (today - row["due_on"]).days} for row in newest if row["state"] == "missed"]
    filled = {
        "late": sorted(late, key=lambda row: (-row["days"], row["unit"], row["title"])),
        "pending": sorted(
            (row for row in newest if row["state"] == "pending"), key=lambda row: (row["due_on"], row["unit"])
        ),
        "feeds": list(by(rows, "feed_id").values()),
        "stopped": facts.release.rows(STOPPED),
        "waiting": facts.release.rows(WAITING),
        "spent": facts.release.rows(SPENT),
        "units": facts.units,
    }
    return [Page("calendar.html", "calendar.html", "calendar", filled)]
