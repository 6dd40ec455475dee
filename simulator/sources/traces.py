"""Where decisions are seen beside the reports: portal, national platform, ledgers, monthly reports.

Portal and receipts run on clocks of their own, from the day of the decision; both write the unit's short name
and the document number as their keyboard has it. Ledgers also hold decisions that nobody ever reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from simulator.decided import Decision, as_decided, city_decisions
from simulator.decisions import PERMIT, Decisions
from simulator.deliveries import Delivery
from simulator.facts import seed
from simulator.hidden import LEDGERS, Hidden, in_ledger_only, on_portal_only
from simulator.rows import Row, Says
from simulator.sources.table import Tables, row_of
from simulator.subjects import World
from simulator.words import person_name

KINDS = {"permit": "行政许可", "penalty": "行政处罚"}
BEFORE = (72, 42, 26, 11, 1)
BRACKETS = str.maketrans("〔〕", "[]")
Told = tuple[str, str, date, date | None, str]  # level, letter of the number, sent, back, result


@dataclass(frozen=True)
class Traces:
    """What other systems know of the city's decisions."""

    world: World
    decisions: dict[str, Decisions]
    fields: dict[str, list[str]]  # of each feed

    @cached_property
    def _short(self) -> dict[str, str]:
        return {row["name"]: row["unit"] for row in seed("policy/unit_names")}

    def _unit(self, office: str) -> str:
        return self._short.get(office, office)

    def published(self, last: date, day: date) -> Iterator[Row]:
        """信用盘锦: most within the seven days, some after them, one in eleven never."""
        chance = self.world.chance
        for decision in as_decided(self.world, self.decisions):
            place = decision.place
            if chance.one_in("unpublished", place, 11):
                continue
            wait = 1 + chance.number("published", place, 7) + 18 * chance.one_in("slowly", place, 8)
            shown_on = decision.decided_on + timedelta(days=wait)
            if last < shown_on <= day:
                yield self._shown(decision, shown_on)
        for only in on_portal_only(self.world):
            if last < only.dated_on <= day:
                yield self._shown_only(only)

    def _shown_only(self, only: Hidden) -> Row:
        return row_of(
            {
                "channel": only.channel,
                "content_kind": KINDS[only.kind],
                "reference_no": only.document_no,
                "unit": self._unit(only.office),
                "party_name": person_name(self.world.chance, only.dated_on.toordinal()) + "商店",
                "published_on": only.dated_on,
            }
        )

    def _shown(self, decision: Decision, shown_on: date) -> Row:
        chance, place = self.world.chance, decision.place
        typed, in_full = chance.one_in("typed otherwise", place, 5), chance.one_in("in full", place, 9)
        row, fields = decision.row(self.world), self.fields[decision.of.feed]
        return row_of(
            {
                "channel": "信用盘锦",
                "content_kind": KINDS[decision.of.kind],
                "reference_no": decision.number.translate(BRACKETS) if typed else decision.number,
                "unit": decision.office if in_full else self._unit(decision.office),
                "field": fields[place % len(fields)] if fields else None,
                "party_name": str(row.cells["party_name"]) if row.person is None else None,
                "published_on": shown_on,
                "url": f"https://credit.example/{decision.of.kind}/{place}",
            }
        )

    def receipts(self, last: date, day: date) -> Iterator[Row]:
        """The province takes all; the nation takes most, refuses some and takes a few of those later."""
        for decision in as_decided(self.world, self.decisions):
            for told in self._told_above(decision):
                if last < (told[3] or told[2]) <= day:
                    yield self._receipt(decision, told)

    def _told_above(self, decision: Decision) -> Iterator[Told]:
        chance, place = self.world.chance, decision.place
        sent = decision.decided_on + timedelta(days=2 + chance.number("sent up", place, 5))
        back = sent + timedelta(days=1)
        fate = chance.number("fate above", place, 12)
        yield "省", "S", sent, sent, "已接收"
        if fate == 0:
            yield "国家", "N", sent, None, "待回执"
        elif fate in (1, 2):
            yield "国家", "N", sent, back, "退回"
        elif fate > 3:  # of fate 3 only the province ever heard
            yield "国家", "N", sent, back, "已接收"
        if fate == 2:
            yield "国家", "R", back + timedelta(days=11), back + timedelta(days=12), "已接收"

    def _receipt(self, decision: Decision, told: Told) -> Row:
        level, letter, sent, back, result = told
        return row_of(
            {
                "receipt_no": f"HZ{letter}{decision.place:08d}",
                "level": level,
                "direction": "上报",
                "info_kind": KINDS[decision.of.kind],
                "reference_no": decision.number,
                "unit": self._unit(decision.office),
                "sent_on": sent,
                "received_on_upper": back,
                "result": result,
                "refusal": "主体代码校验不通过" if result == "退回" else None,
            }
        )

    def ledger(self, feed: str, last: date, day: date) -> Iterator[Row]:
        """An office's ledger: what it decided, reported or not."""
        of, office = LEDGERS[feed]
        for decision in as_decided(self.world, self.decisions, of):
            if decision.office == office and last < decision.decided_on <= day:
                yield self._known(decision)
        for number, only in enumerate(in_ledger_only(self.world, office, self.decisions[of].kind)):
            if last < only.dated_on <= day:
                yield self._hidden(only, number)

    def _known(self, decision: Decision) -> Row:
        row = decision.row(self.world)
        party = {
            name: None if row.cells.get(name) is None else str(row.cells[name])
            for name in ("party_name", "party_category", "party_uscc", "party_person_id")
        }
        case = self._case(decision.office, decision.of.kind, f"DJ{decision.place:08d}", decision.decided_on)
        procedure: dict[str, Says] = {"procedure": str(row.cells["procedure"])} if "procedure" in case else {}
        made = row_of(case | party | {"document_no": decision.number} | procedure)
        made.person = row.person
        return made

    def _hidden(self, only: Hidden, number: int) -> Row:
        case = self._case(only.office, only.kind, f"NB{number:04d}", only.dated_on)
        party = {
            "party_name": person_name(self.world.chance, number) + "商行",
            "party_category": "个体工商户",
        }
        return row_of(case | party | {"document_no": only.document_no})

    def _case(self, office: str, kind: str, case_no: str, decided_on: date) -> dict[str, Says]:
        case: dict[str, Says] = {"case_no": case_no, "unit": self._unit(office), "decided_on": decided_on}
        if kind == PERMIT:
            applied_on = decided_on - timedelta(days=5)
            return case | {"item_code": "XK-000", "applied_on": applied_on, "commitment": "无"}
        return case | {"procedure": "一般", "penalty_type": "罚款"}

    def monthly_reports(self, last: date, day: date) -> Iterator[Row]:
        """Each unit's month, told on the ninth of the next: produced, shown, reported; why they differ."""
        produced: Counter[tuple[str, str, str]] = Counter()
        for decision in as_decided(self.world, self.decisions):
            next_month = (decision.decided_on.replace(day=28) + timedelta(days=4)).replace(day=9)
            if last < next_month <= day:
                unit, month = self._unit(decision.office), f"{decision.decided_on:%Y-%m}"
                produced[unit, month, KINDS[decision.of.kind]] += 1
        for (unit, month, kind), number in sorted(produced.items()):
            kept = int(self.world.chance.one_in(f"kept back {unit}", int(month[5:]), 3))
            yield row_of(
                {
                    "unit": unit,
                    "month": month,
                    "kind": kind,
                    "produced": number,
                    "published": number - kept,
                    "reported": number - kept,
                    "difference_reason": "涉及商业秘密，经批准不予公开" if kept else None,
                    "submitted_on": day,
                }
            )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """The portal's log, the receipts, three ledgers and the monthly reports."""
    standards = ("administrative_permit", "administrative_penalty")
    feeds = {f.name: f.fields for standard in standards for f in tables.catalogue.feeds_of(standard)}
    traces = Traces(tables.world, city_decisions(tables.world, feeds), feeds)
    yield from tables.deliver("credit_centre_publications", "双公示发布", traces.published, before=BEFORE)
    yield from tables.deliver("credit_centre_receipts", "双公示回执", traces.receipts, before=BEFORE)
    for feed in LEDGERS:
        yield from tables.deliver(feed, "双公示决定", _ledger(traces, feed), before=BEFORE, hour=9)
    reports = "credit_centre_monthly_reports"
    yield from tables.deliver(reports, "双公示月报", traces.monthly_reports, before=(82, 51, 21))


def _ledger(traces: Traces, feed: str) -> Callable[[date, date], Iterator[Row]]:
    return lambda last, day: traces.ledger(feed, last, day)
