"""Answers about the platform and government's own house: ports, county systems, files, sites, budgets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from simulator.facts import Facts, Told, seed
from simulator.lines.answer import Answer
from simulator.lines.evidence import count_items, in_force

LEVELS = {"国家级交换端口": "国家", "省级交换端口": "省"}


def _newest(rows: list[Told], column: str) -> Told | None:
    return max(rows, key=lambda row: (row.day_of(column) or date.min, row.at), default=None)


def _beat(facts: Facts, line: str, rows: list[Told]) -> str | None:
    """Why a system is not live; None: it is."""
    newest = _newest(rows, "beat_on")
    if newest is None:
        return "no_heartbeat"
    if newest["state"] != "正常":
        return "interrupted"
    longest = timedelta(days=int(facts.parameter(line, "heartbeat_within_days")))
    fresh = (newest.day_of("beat_on") or date.min) >= facts.as_of - longest
    return None if fresh else "heartbeat_too_old"


def _exchanged(row: Told) -> date:
    return row.day_of("received_on_upper") or row.day_of("sent_on") or date.min


def _go_live(facts: Facts, answer: Answer, lead: str) -> None:
    (line,) = [row for row in seed("indicators/indicator_lines") if row["indicator_id"] == "T01-01"]
    proofs = [
        piece.day_of("dated_on")
        for piece in facts.current("evidence")
        if (piece["indicator_id"], piece["item"], piece["kind"]) == ("T01-01", "上线运营", "上线证明")
    ]
    first = min((day for day in proofs if day), default=None)
    in_time = first is not None and first <= date.fromisoformat(line["target_value"])
    reason = "not_shown" if first is None else "live_in_time" if in_time else "live_too_late"
    answer.member(lead, reason, hit=in_time, part="go_live")


def _t01_01(facts: Facts) -> Answer:
    answer, lead = Answer(), facts.lead("T01-01")
    _go_live(facts, answer, lead)
    accepted = [row for row in facts.current("upper_receipts") if row["result"] == "已接收"]
    since = facts.as_of - timedelta(days=int(facts.parameter("T01-01", "exchange_within_days")))
    for item in facts.items("T01-01", "port"):
        beats = [row for row in facts.current("interface_heartbeats") if row["system"] == item["item"]]
        reason = _beat(facts, "T01-01", beats)
        level = LEVELS[item["item"]]
        if reason is None and not any(r["level"] == level and _exchanged(r) >= since for r in accepted):
            reason = "no_exchange"
        answer.member(lead, reason or "connected", hit=reason is None, part="port")
    for item in facts.items("T01-01", "information"):
        ways = {
            row.text("direction")
            for row in accepted
            if row["info_kind"] == item["item"] and _exchanged(row) >= facts.month_start
        }
        reason = {
            frozenset(): "not_exchanged",
            frozenset({"上报"}): "only_sent",
            frozenset({"下发"}): "only_received",
        }.get(frozenset(ways), "both_ways")
        answer.member(lead, reason, hit=reason == "both_ways", part="information")
    return answer


def _t07_02(facts: Facts) -> Answer:
    answer = Answer()
    for item in facts.items("T07-02", "county"):
        unit = facts.unit(item["unit"])
        beats = [
            row
            for row in facts.current("interface_heartbeats")
            if row["system"] == "信用监测系统" and facts.unit(row.text("unit")) == unit
        ]
        reason = _beat(facts, "T07-02", beats)
        answer.member(unit, reason or "live", hit=reason is None)
    count_items(facts, answer, "T07-02", in_force, groups=("plan",), by_group=True, main=False)
    return answer


def _t07_03(facts: Facts) -> Answer:
    answer = Answer()
    by_unit: dict[str, list[Told]] = {}
    for row in facts.current("civil_servant_files"):
        by_unit.setdefault(facts.unit(row.text("unit")), []).append(row)
    for unit, rows in by_unit.items():
        newest = max(rows, key=lambda row: (row.day_of("counted_on") or date.min, row.at))
        servants, files = int(newest.text("servants")), int(newest.text("with_file"))
        if files > servants:
            answer.member(unit, "more_files_than_servants", counted=False, weight=files)
            continue
        answer.member(unit, "with_file", hit=True, weight=files)
        answer.member(unit, "without_file", weight=servants - files)
    return answer


def _t10_02(facts: Facts) -> Answer:
    answer = Answer()
    for item in facts.items("T10-02"):
        unit = facts.unit(item["unit"])
        columns = [
            row
            for row in facts.current("department_sites")
            if row["column_name"] == item["item"] and facts.unit(row.text("unit")) == unit
        ]
        updated = any(
            facts.month_start <= (row.day_of("updated_on") or date.min) <= facts.as_of for row in columns
        )
        reason = "updated" if updated else "not_updated" if columns else "no_column"
        answer.member(unit, reason, hit=updated)
    return answer


def _t16_01(facts: Facts) -> Answer:
    answer = Answer()
    budgets = {
        facts.unit(row.text("unit")): row
        for row in facts.current("credit_budgets")
        if row["budget_year"] == facts.as_of.year
    }
    for item in facts.items("T16-01"):
        unit = facts.unit(item["unit"])
        row = budgets.get(unit)
        if row is None:
            answer.member(unit, "nothing_reported")
            continue
        planned, paid = Decimal(row.text("budgeted")), Decimal(row.text("paid") or 0)
        answer.member(unit, "budgeted" if planned else "budget_of_zero", hit=planned > 0)
        amounts = (
            (min(planned, paid), True, True),
            (planned - paid, True, False),
            (paid - planned, False, False),
        )
        for amount, counted, hit in amounts:
            if amount > 0:
                answer.member(
                    unit, "amount", counted=counted, hit=hit, weight=amount, part="amount", main=False
                )
    return answer


LINES = {
    "T01-01": _t01_01,
    "T07-02": _t07_02,
    "T07-03": _t07_03,
    "T10-02": _t10_02,
    "T16-01": _t16_01,
}
