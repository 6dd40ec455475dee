"""Decisions that were revoked after all, sent by feeds of their own; months without one say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simulator.decided import Decision, as_decided, city_decisions
from simulator.decisions import Decisions
from simulator.deliveries import Delivery, Outcome, moment, no_rows
from simulator.facts import seed
from simulator.rows import Row
from simulator.shapes import Layout
from simulator.sources.table import CSV, Tables, row_of
from simulator.sources.traces import BRACKETS, KINDS
from simulator.subjects import World
from simulator.tables import printed

FEEDS = {
    "approval_bureau_revocations": ("approval_bureau_permits", "注销", "许可所依据的条件不再具备"),
    "market_regulation_revocations": ("market_regulation_penalties", "复议撤销", "主要事实不清"),
}
WITH_ROWS, NOTHING = (51, 21, 5), (113, 82)  # days before the as-of day


@dataclass(frozen=True)
class Revocations:
    """What one feed revokes."""

    world: World
    decisions: dict[str, Decisions]
    feed: str

    def rows(self, last: date, day: date) -> Iterator[Row]:
        """Revocations of the days after ``last`` up to ``day``."""
        of, how, why = FEEDS[self.feed]
        units = {row["name"]: row["unit"] for row in seed("policy/unit_names")}
        for decision in as_decided(self.world, self.decisions, of):
            revoked_on = decision.of.revoked.get(decision.index)
            if revoked_on and last < revoked_on <= day:
                yield self._row(decision, revoked_on, how, why, units.get(decision.office, decision.office))

    def _row(self, decision: Decision, revoked_on: date, how: str, why: str, unit: str) -> Row:
        return row_of(
            {
                "unit": unit,
                "decision_kind": KINDS[decision.of.kind],
                "document_no": decision.number.translate(BRACKETS),
                "revocation_kind": how,
                "revoked_on": revoked_on,
                "reason": why,
                "basis": f"撤销决定〔{revoked_on.year}〕{decision.index}号",
            }
        )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Both feeds, and their nil returns, which name the month before."""
    standards = ("administrative_permit", "administrative_penalty")
    names = [f.name for standard in standards for f in tables.catalogue.feeds_of(standard)]
    decisions = city_decisions(tables.world, names)
    layout = Layout(printed(tables.catalogue.standards["decision_revocations"]))
    for feed in FEEDS:
        rows = Revocations(tables.world, decisions, feed).rows
        yield from tables.deliver(feed, "行政决定撤销", rows, before=WITH_ROWS)
        for number, days in enumerate(NOTHING):
            at = moment(tables.world, days, 11, 5)
            month = at.date().replace(day=1) - timedelta(days=1)
            name = f"无数据上报_{month:%Y-%m}{CSV.suffix}"
            # the second is the same bytes under another name: a known batch, and said again all the same
            outcome: Outcome = "ignored duplicate" if number else "landed"
            yield Delivery(feed, name, at, CSV, layout, no_rows, outcome, zh="无数据上报", nil_return=True)
