"""Decisions that were never reported, by the trace they left: what an audit can find, and what it cannot.

Some stand in the office's own ledger, some only on a portal or site, some left nothing but a missing number,
and some left nothing at all: those are the last of their series, no later number shows that they were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulator.decided import as_decided
from simulator.decisions import PENALTY, PERMIT, Decisions
from simulator.facts import Facts
from simulator.lines.disclosure import Trace, plain, told_numbers
from simulator.subjects import World
from simulator.workdays import disclosure_due

LEDGERS = {  # feed → whose decisions, under which office
    "approval_bureau_ledger": ("approval_bureau_permits", "盘锦市行政审批局"),
    "market_regulation_ledger": ("market_regulation_penalties", "盘锦市市场监督管理局"),
    "transport_bureau_ledger": ("transport_bureau_penalties", "盘锦市交通运输局"),
}
IN_LEDGER = 9  # decisions of each office that only its ledger knows
ON_PORTAL = (  # office, kind, channel, days before the as-of day; the last may still be reported in time
    ("盘锦市应急管理局", PENALTY, "信用盘锦", 61),
    ("盘锦市应急管理局", PENALTY, "部门网站", 40),
    ("盘锦市生态环境局", PENALTY, "部门网站", 33),
    ("盘锦市住房和城乡建设局", PERMIT, "信用盘锦", 25),
    ("盘锦市住房和城乡建设局", PERMIT, "信用盘锦", 2),
)
WITHOUT_TRACE = 3  # decisions after the last known number


@dataclass(frozen=True)
class Hidden:
    """A decision nobody reported; dated on the day of the decision, or of its being shown."""

    office: str
    kind: str
    document_no: str
    trace: str
    dated_on: date
    channel: str | None = None


def in_ledger_only(world: World, office: str, kind: str) -> Iterator[Hidden]:
    """What only the office's ledger knows."""
    for number in range(IN_LEDGER):
        day = world.as_of - timedelta(days=3 + 11 * number)
        yield Hidden(office, kind, f"内〔{day.year}〕{number}号", "ledger", day)


def on_portal_only(world: World) -> Iterator[Hidden]:
    """What only a portal or the office's site shows."""
    for number, (office, kind, channel, before) in enumerate(ON_PORTAL, 1):
        day = world.as_of - timedelta(days=before)
        yield Hidden(office, kind, f"公〔{day.year}〕{number}号", "portal_only", day, channel)


def _in_series(world: World, of: Decisions) -> Iterator[Hidden]:
    """Numbers of a series that were given to nothing known, and those after its last one."""
    office = of.authorities[0]
    last = max(as_decided(world, {of.feed: of}), key=lambda one: one.index)
    for number in of.skipped:
        text = office.number.format(year=last.decided_on.year, number=number)
        yield Hidden(office.name, of.kind, text, "sequence_gap", last.decided_on)
    for number in range(WITHOUT_TRACE if of.skipped else 0):
        text = office.number.format(year=last.decided_on.year, number=of.size + len(of.skipped) + 1 + number)
        yield Hidden(office.name, of.kind, text, "none", last.decided_on)


def omissions(world: World, decisions: Mapping[str, Decisions], facts: Facts) -> dict[str, Any]:
    """What was hidden, and what was reported under a number that is not its own: both lack a report."""
    hidden = [*on_portal_only(world)]
    for of, office in LEDGERS.values():
        hidden += in_ledger_only(world, office, decisions[of].kind)
    for of_feed in decisions.values():
        hidden += _in_series(world, of_feed)
    return {
        "hidden": [
            {
                "unit": facts.unit(one.office),
                "kind": one.kind,
                "document_no": plain(one.document_no),
                "trace": one.trace,
                "is_past_due": _is_past(one, facts),
            }
            for one in hidden
        ],
        "misnumbered": [list(trace) for trace in sorted(_misnumbered(world, decisions, facts))],
    }


def _is_past(one: Hidden, facts: Facts) -> bool:
    if one.trace in ("sequence_gap", "none"):
        return True
    due = disclosure_due(one.dated_on)
    return due is not None and due < facts.as_of


def _misnumbered(world: World, decisions: Mapping[str, Decisions], facts: Facts) -> set[Trace]:
    """Decisions no report of which bears the number of their own series."""
    told = told_numbers(facts)
    found = {
        (one.of.kind, facts.unit(one.office), plain(one.of.own_number(one.index, one.decided_on)))
        for one in as_decided(world, dict(decisions))
        if (due := disclosure_due(one.decided_on)) is not None and due < facts.as_of
    }
    return found - told
