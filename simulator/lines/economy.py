"""Answers of chapters 14 and 15: banks, courts, fund-raising, one net, customs, arrears."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.parties import Parties


def _money(told: Told, column: str) -> Decimal:
    return Decimal(told.text(column) or 0)


def _in_year(day: date | None, facts: Facts) -> bool:
    return day is not None and facts.year_start <= day <= facts.as_of


def bad_loans(facts: Facts) -> Answer:
    """T14-01: the newest quarter end that lacks nobody who told of one in the year before it."""
    answer, lead = Answer(), facts.lead("T14-01")
    told_of: dict[date, dict[str, Told]] = {}
    for told in facts.current("bank_statistics"):
        told_of.setdefault(told.day_of("quarter_end") or date.min, {})[told.text("institution")] = told
    year = timedelta(days=int(facts.parameter("T14-01", "expected_within_days")))
    lacking = {
        end: {name for other in told_of if end - year <= other < end for name in told_of[other]} - set(there)
        for end, there in told_of.items()
    }
    newest = max(told_of)
    taken = max(end for end, names in lacking.items() if not names)
    for told in told_of[taken].values():
        loans, bad = _money(told, "loans"), _money(told, "bad_loans")
        answer.member(lead, "bad_loans", hit=True, weight=bad)
        answer.member(lead, "other_loans", weight=loans - bad)
    for _ in told_of[newest] if newest > taken else ():
        answer.member(lead, "quarter_not_complete", counted=False)
    for _ in lacking[newest]:
        answer.member(lead, "institution_not_reported", counted=False)
    return answer


def executed(facts: Facts) -> Answer:
    """T14-03: banks' cases open at the start of the year or filed in it; hit: closed in it."""
    answer = Answer()
    first_told: dict[str, date] = {}
    for told in facts.rows("court_cases"):
        first_told.setdefault(told.text("case_no"), told.day)
    for told in facts.current("court_cases"):
        closed, unit = told.day_of("closed_on"), facts.unit(told.text("court"))
        if told["creditor_kind"] != "银行业机构" or (closed and closed < facts.year_start):
            continue
        opening = told.day_of("filed_on") < facts.year_start  # type: ignore[operator]
        reason = "closed_in_year" if closed else "still_open"
        part = "opening_stock" if opening else "filed_in_year"
        answer.member(unit, reason, hit=closed is not None, part=part)
        if opening:
            late = first_told[told.text("case_no")] >= facts.year_start
            answer.member(unit, "", hit=late, part="opening_stock_learned_later", main=False)
    return answer


def recovered(facts: Facts) -> Answer:
    """T14-04: paid in the year on claims won / awarded by the year's judgments."""
    answer = Answer()
    for told in facts.current("court_cases"):
        if told["creditor_kind"] != "银行业机构" or not told["creditor_won"]:
            continue
        court = facts.unit(told.text("court"))
        for column, day, reason in (
            ("judged", "judged_on", "judged"),
            ("recovered", "recovered_on", "recovered"),
        ):
            if not _in_year(told.day_of(day), facts):
                continue
            known = told[f"{column}_amount"] is not None
            answer.member(
                court,
                f"{reason}_in_year" if known else f"{reason}_amount_missing",
                counted=known and column == "judged",
                hit=known and column == "recovered",
                weight=_money(told, f"{column}_amount"),
            )
    return answer


def fundraising(facts: Facts) -> Answer:
    """T14-05: this year's cases so far, and those of the same days last year."""
    answer = Answer()
    start, day = facts.year_start, facts.as_of
    last_day = date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    for told in facts.current("fundraising_cases"):
        opened, unit = told.day_of("opened_on") or date.min, facts.unit(told.text("unit"))
        if opened >= start:
            answer.member(unit, "opened_this_year", counted=False, hit=True)
        elif start.replace(year=start.year - 1) <= opened <= last_day:
            answer.member(unit, "opened_same_period_last_year")
    return answer


def online(facts: Facts) -> Answer:
    """T15-01: items of the catalogue that can be done online from end to end."""
    answer = Answer()
    for told in facts.current("service_items"):
        said = told["is_online"]
        reason = "not_stated" if said is None else "online" if said else "not_online"
        answer.member(facts.unit(told.text("unit")), reason, hit=bool(said))
    return answer


def disputes(facts: Facts) -> Answer:
    """T15-02: this year's contract disputes, by ten thousand market subjects."""
    answer, lead = Answer(), facts.lead("T15-02")
    cause, weight = (facts.parameter("T15-02", n) for n in ("cause_contains", "weight_of_market_subject"))
    for told in facts.current("court_cases"):
        if cause in told.text("cause") and _in_year(told.day_of("filed_on"), facts):
            answer.member(lead, "contract_dispute", counted=False, hit=True)
    for _ in facts.market:
        answer.member(lead, "market_subject", weight=Decimal(weight))
    return answer


def certified(facts: Facts) -> Answer:
    """T15-04: legal persons whose newest customs grade is the advanced one and was not cancelled."""
    answer, parties = Answer(), Parties(facts)
    newest: dict[str, Told] = {}
    for told in facts.current("customs_certifications"):
        code = told.text("customs_code")
        if code not in newest or told.text("certified_on") > newest[code].text("certified_on"):
            newest[code] = told
    order = ("advanced_certified", "lower_grade", "certificate_cancelled")
    best: dict[str, str] = {}
    for told in newest.values():
        reason = "advanced_certified" if told["grade"] == "高级认证" else "lower_grade"
        reason = "certificate_cancelled" if told["cancelled_on"] else reason
        party = parties.who(told) or ""
        best[party] = min(best.get(party, order[-1]), reason, key=order.index)
    for subject in facts.market:
        legal = subject.told["is_legal_person"]
        if legal is None:
            answer.member(subject.department, "enterprise_type_unknown", counted=False)
        elif legal:
            reason = best.get(subject.key, "not_certified")
            answer.member(subject.department, reason, hit=reason == "advanced_certified")
    return answer


def arrears(facts: Facts) -> Answer:
    """T15-05: what was paid of what is owed; agreements due; what is open of both."""
    answer = Answer()
    for told in facts.current("arrears_and_agreements"):
        unit, due = facts.unit(told.text("unit")), told.day_of("due_on")
        amount, settled = _money(told, "amount"), _money(told, "settled_amount")
        state = "settled" if settled >= amount else "settled_in_part" if settled else "open"
        done = state == "settled"
        if told["kind"] == "拖欠账款":
            answer.member(unit, state, weight=amount)
            if settled:
                answer.member(unit, "amount_cleared", counted=False, hit=True, weight=settled)
        else:
            fell_due = due is not None and due <= facts.as_of
            answer.member(unit, "", counted=fell_due, hit=fell_due and done, part="agreements", main=False)
            if not fell_due:
                continue
        answer.member(unit, "", hit=not done, part="open_items", main=False)
    return answer


LINES = {
    "T14-01": bad_loans,
    "T14-03": executed,
    "T14-04": recovered,
    "T14-05": fundraising,
    "T15-01": online,
    "T15-02": disputes,
    "T15-04": certified,
    "T15-05": arrears,
}
