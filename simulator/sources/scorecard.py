"""The assessment office: points a person gives, and what departments object to.

Both come soon after the month they are about. What a rule works out is not for a person to give, and an
appeal may fit nothing: both are among the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from simulator.decided import Decision, as_decided, city_decisions
from simulator.decisions import Decisions
from simulator.deliveries import Delivery
from simulator.rows import Row
from simulator.sources.table import Tables, row_of
from simulator.subjects import World
from simulator.workdays import disclosure_due

UNITS = (
    *("市住建局", "市交通局", "市生态环境局", "市审批局", "市市场监管局", "市税务局", "市人社局"),
    *("市公安局", "双台子区政府", "大洼区政府", "市供电公司", "市营商局"),
)
GIVEN = {"organisation": 40, "dishonesty_degree": 1, "site_and_report": 12, "practice": 6}
NOT_LOOKED_AT = ("市审批局", "practice")
MORE_THAN_THERE_IS = ("市税务局", "organisation")
GIVEN_BEFORE = (83, 53, 23)
APPEALED_BEFORE, DECIDED_BEFORE = 22, 4
HOUSING, ECOLOGY = "housing_bureau_permits", "ecology_bureau_penalties"
ON_TIME = "timeliness_disclosure"
ACCEPTED, REFUSED = "成立", "不成立"


def month_before(day: date) -> date:
    """First day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


class Contest(NamedTuple):
    """Which appeal, of whom, about which month and item."""

    number: int
    unit: str
    month: date
    item: str


@dataclass(frozen=True)
class Office:
    """The assessment office of a world."""

    world: World
    decisions: dict[str, Decisions]

    def points(self, _last: date, day: date) -> Iterator[Row]:
        """The points of the month before, unit by unit; then what was put right or should not be there."""
        month, first_look = month_before(day), day - timedelta(days=1)
        for unit in UNITS:
            for item in GIVEN:
                if (unit, item) != NOT_LOOKED_AT:
                    yield given(unit, month, item, self._points(unit, month, item), first_look)
        yield given("市住建局", month, "innovation", Decimal("2.5"), first_look)
        yield given("市交通局", month, "valid_entry", Decimal(6), first_look)  # a rule works this out
        # an office under its full name, a day later: one office, and the second look counts
        yield given("盘锦市生态环境局", month, "practice", Decimal("3.5"), day)
        yield given("市公安局", month_before(month), "organisation", Decimal("33.5"), day)

    def _points(self, unit: str, month: date, item: str) -> Decimal:
        if (unit, item) == MORE_THAN_THERE_IS:
            return Decimal(45)
        thing = UNITS.index(unit) * 100_000 + month.year * 12 + month.month
        return Decimal(GIVEN[item] * (6 + self.world.chance.number(f"points {item}", thing, 5))) / 10

    def appealed(self, _last: date, day: date) -> Iterator[Row]:
        """About the month before: one open, a whole item refused, a whole item accepted."""
        month = month_before(day)
        if late := self.late(HOUSING, month):
            yield appeal(Contest(1, "市住建局", month, ON_TIME), late.number, day)
        yield appeal(Contest(2, "市人社局", month, "timeliness_feeds"), None, day, REFUSED)
        yield appeal(Contest(3, "市公安局", month, "timeliness_feeds"), None, day, ACCEPTED)

    def decided(self, _last: date, day: date) -> Iterator[Row]:
        """The open one is accepted; about this month one of each, and one that fits nothing."""
        month, before = day.replace(day=1), month_before(day)
        if late := self.late(HOUSING, before):
            yield appeal(Contest(1, "市住建局", before, ON_TIME), late.number, day, ACCEPTED)
        if late := self.late(ECOLOGY, month):
            yield appeal(Contest(4, "盘锦市生态环境局", month, ON_TIME), late.number, day, ACCEPTED)
        if late := self.late(HOUSING, month):
            yield appeal(Contest(5, "市住建局", month, ON_TIME), late.number, day, REFUSED)
        yield appeal(
            Contest(6, "市税务局", month, "timeliness_feeds"), f"tax_bureau_lists {before:%Y-%m}", day
        )
        yield appeal(Contest(7, "市审批局", month, ON_TIME), "没有这份文书", day, ACCEPTED)

    def late(self, feed: str, month: date) -> Decision | None:
        """The first decision of a feed's own office that fell due in a month, came late, and is plain."""
        for decision in as_decided(self.world, self.decisions, feed):
            of, index = decision.of, decision.index
            due, reported = disclosure_due(decision.decided_on), of.days[decision.delivery - 1]
            plain = of.late(index) and index not in {*of.plants, *of.doubled, *of.versions, *of.resent}
            own = index % len(of.authorities) == 0 and index % 12 != 7  # 7: the simple procedure
            if plain and own and due and due.replace(day=1) == month and due < reported:
                return decision
        return None


def given(unit: str, month: date, item: str, points: Decimal, day: date) -> Row:
    """Points of an item."""
    return row_of(
        {
            "unit": unit,
            "month": f"{month:%Y-%m}",
            "rubric_item": item,
            "points": points,
            "author": "考核办王工",
            "given_on": day,
            "reason": "月度评定",
        }
    )


def appeal(about: Contest, what: str | None, day: date, decision: str | None = None) -> Row:
    """An appeal; ``what`` names the lost thing, none means the whole item."""
    return row_of(
        {
            "appeal_no": f"申诉{about.number:03d}",
            "unit": about.unit,
            "month": f"{about.month:%Y-%m}",
            "rubric_item": about.item,
            "appealed_record": what,
            "reason": "文书当日已送达平台，有签收单",
            "appealed_on": day - timedelta(days=1),
            "decision": decision or "待处理",
            "decided_by": "考核办李工" if decision else None,
            "decided_on": day if decision else None,
            "decision_reason": "已核对签收单" if decision else None,
        }
    )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Three months of points; the appeals, and once more with what was decided."""
    standards = ("administrative_permit", "administrative_penalty")
    feeds = [feed.name for standard in standards for feed in tables.catalogue.feeds_of(standard)]
    office = Office(tables.world, city_decisions(tables.world, feeds))
    yield from tables.deliver("assessment_office_points", "人工计分", office.points, before=GIVEN_BEFORE)
    appeals = "assessment_office_appeals"
    yield from tables.deliver(appeals, "考核申诉", office.appealed, before=(APPEALED_BEFORE,))
    yield from tables.deliver(appeals, "考核申诉", office.decided, before=(DECIDED_BEFORE,))
