"""What the reviewers said of the evidence lines: newest word, word on an old period, no word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

SENT = (390, 300, 208, 116, 40, 9)  # days before the as-of day
LI, ZHAO = "李评审", "赵评审"
# line, days before, reviewer, verdict, days before on which the period begins (None: not said).
# T11-01, T14-07 and T14-11 are reviewed by nobody.
VERDICTS = (
    ("T01-01", 395, LI, "达标", None),
    ("T06-01", 118, LI, "基本达标", None),
    ("T06-01", 12, ZHAO, "达标", None),
    ("T10-02", 11, LI, "达标", None),
    # a word on last month, given in this one
    ("T11-02", 14, ZHAO, "达标", 60),
    ("T11-03", 42, LI, "未达标", None),
    ("T13-03", 13, LI, "基本达标", None),
    ("T14-02", 44, ZHAO, "基本达标", None),
    ("T14-06", 12, ZHAO, "达标", None),
    ("T14-08", 43, LI, "达标", None),
    # of last year, and nobody has looked since
    ("T14-09", 380, LI, "达标", None),
    ("T14-10", 13, LI, "基本达标", None),
    ("T14-12", 45, ZHAO, "不适用", None),
    ("T16-01", 41, ZHAO, "达标", 400),
    ("T16-02", 11, LI, "达标", None),
    ("T16-03", 46, LI, "达标", None),
)
CORRECTED = {("T16-03", 46): (12, "基本达标")}  # the same review, sent again: when, and with which verdict


def _review(line: str, verdict: str, reviewer: str, reviewed: date, start: date | None) -> Row:
    says: dict[str, Says] = {
        "indicator_id": line,
        "verdict": verdict,
        "reviewer": reviewer,
        "reviewed_on": reviewed,
        "period_start": start,
        "remark": f"{line}材料已阅",
    }
    return row_of(says)


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    for line, before, reviewer, verdict, start in VERDICTS:
        reviewed = world.as_of - timedelta(days=before)
        begins = None if start is None else world.as_of - timedelta(days=start)
        if last < reviewed <= day:
            yield _review(line, verdict, reviewer, reviewed, begins)
        later, other = CORRECTED.get((line, before), (None, ""))
        if later is not None and last < world.as_of - timedelta(days=later) <= day:
            yield _review(line, other, reviewer, reviewed, begins)
    wrong = _review("T14-07", "达标", LI, day - timedelta(days=2), None)
    Plant("评审结论不在代码表中", "verdict", spoil.constant("优秀"), "CODE-LIST", QUESTION).put(wrong, 1)
    yield wrong


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """After every review."""
    world = tables.world
    yield from tables.deliver(
        "assessment_office_reviews",
        "佐证评审",
        lambda last, day: _rows(world, last, day),
        before=SENT,
        hour=17,
    )
