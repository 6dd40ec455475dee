"""What the portal shows on a day, counted again in plain Python from the rows as meant and the rules' texts.

No seed of the publication policy is read: classes, months and days stand here as the acts have them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from simulator.facts import Facts, Told
from simulator.handed_over import BOY, FOREIGNER, handed_over, number_of, whom
from simulator.lines.disclosure import Decision, decisions, plain
from simulator.public_terms import ORDER_36, term, types_of

DAY = timedelta(days=1)
LISTS_OF = (0, 2, 9, 11)  # days before the as-of day whose lists are answered
Record = tuple[str, str]  # content and record
Shown = dict[Record, date | None]  # → last day
Repairs = dict[tuple[str, ...], date]


def months_after(day: date, months: int) -> date:
    """The corresponding day, or the month's last where it has none (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, last))


def shown(facts: Facts) -> Shown:
    """Every permit, penalty and list entry that is on the portal on the day, with its last day."""
    repairs = _repairs(facts)
    found: Shown = {}
    for decision in decisions(facts):
        if decision.told.usable and not decision.change and _may_be_named(facts, decision.told):
            last = _last_day(decision, repairs)
            if decision.kind == "permit":
                found["permit", decision.told.text("decision")] = None
            elif last is not None and last >= facts.as_of:
                found["penalty", decision.told.text("decision")] = last
    return found | dict(_listed(facts, repairs)) | dict(_papers(facts))


def _papers(facts: Facts) -> Iterator[tuple[Record, date | None]]:
    """Commitments, reports handed in and cases found true, as long as they hold."""
    for standard, content, number, begins in (
        ("credit_commitments", "commitment", "commitment_no", "made_on"),
        ("credit_reports", "credit_report", "report_no", "submitted_on"),
        ("media_cases", "typical_case", "case_no", "checked_on"),
    ):
        for told in facts.current(standard):
            since, last = told.day_of(begins), told.day_of("valid_until")
            holds = since is not None and since <= facts.as_of and (last is None or last >= facts.as_of)
            if holds and (content != "typical_case" or told["finding"] in ("属实", "部分属实")):
                yield (content, f"{told['unit']} {told[number]}"), last


def _may_be_named(facts: Facts, told: Told) -> bool:
    number = told.text("party_person_id")
    hidden = {whom(facts.world, who).number for who in (BOY, FOREIGNER)}
    return number not in hidden


def _repairs(facts: Facts) -> Repairs:
    """What was repaired → the day the grant was known."""
    found: Repairs = {}
    for told in facts.current("credit_repairs"):
        if told["result"] == "通过":
            known = max(told.day_of("decided_on") or told.day, told.day)
            if told["penalty_document_no"]:
                unit, number = facts.unit(told.text("penalty_unit")), plain(told.text("penalty_document_no"))
                found[unit, number, told.text("party_name")] = known
            elif told["entry_no"]:
                found[facts.unit(told.text("list_unit")), told.text("entry_no")] = known
    return found


def _last_day(decision: Decision, repairs: Repairs) -> date | None:
    told = decision.told
    months = term(decision.decided_on, types_of(told), told.text("act"), simple=bool(told["exempt"]))
    if months is None or decision.kind == "permit":
        return None
    last = months_after(decision.decided_on, months.most)
    repaired = repairs.get((decision.unit, plain(told.text("document_no")), told.text("party_name")))
    if repaired:
        last = min(last, max(repaired - DAY, months_after(decision.decided_on, months.least)))
    return last


def _listed(facts: Facts, repairs: Repairs) -> Iterator[tuple[Record, date | None]]:
    for told in facts.current("list_entries"):
        listed, removed = told.day_of("listed_on"), told.day_of("removed_on")
        if told["colour"] not in ("红", "黑") or listed is None or listed > facts.as_of:
            continue
        ends = [told.day_of("expires_on"), removed - DAY if removed else None]
        if told["colour"] == "黑":
            repaired = repairs.get((facts.unit(told.text("unit")), told.text("entry_no")))
            grave = listed >= ORDER_36
            ends.append(months_after(listed, 36) if grave else None)
            if repaired:
                ends.append(max(repaired - DAY, months_after(listed, 12) if grave else repaired - DAY))
        last = min((end for end in ends if end), default=None)
        if last is None or last >= facts.as_of:
            yield ("red_list" if told["colour"] == "红" else "black_list", told.text("entry_no")), last


def portal(facts_of: Callable[[date], Facts], as_of: date) -> dict[str, Any]:
    """The day's counts by content, ups and downs of some days, what must become of what was planted."""
    days = {before: as_of - timedelta(days=before) for of in LISTS_OF for before in (of, of + 1)}
    on = {before: shown(facts_of(day)) for before, day in days.items()}
    world = facts_of(as_of).world
    lists = {}
    for before in LISTS_OF:
        today, yesterday = on[before], on[before + 1]
        lists[days[before].isoformat()] = {
            "up": Counter(content for content, record in today if (content, record) not in yesterday),
            "down": Counter(content for content, record in yesterday if (content, record) not in today),
        }
    planted = {
        number_of(old, place): {
            "name": old.name,
            "outcome": old.outcome[0],
            "because": old.outcome[1],
            "until": old.until.isoformat() if old.until else None,
        }
        for place, old in enumerate(handed_over(world))
    }
    return {"shown": Counter(content for content, _ in on[0]), "lists": lists, "planted": planted}
