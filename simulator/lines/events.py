"""Answers of the lines about events: that none happened, and how those that did were dealt with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from simulator.facts import Facts, Told, seed
from simulator.lines.answer import Answer
from simulator.lines.evidence import of_the_year, pieces

MAJOR = ("重大", "严重")
OFFICE = "11"  # the first two characters of the code of an organ of the state


def _events(facts: Facts, domain: str | None = None, since: date = date.min) -> list[Told]:
    """Events that happened from a day on, by domain."""
    found = []
    for event in facts.current("credit_events"):
        occurred = event.day_of("occurred_on")
        if occurred is not None and since <= occurred <= facts.as_of and domain in (None, event["domain"]):
            found.append(event)
    return found


def _confirmed(event: Told) -> bool:
    return event["is_confirmed"] is True


def _unit(facts: Facts, event: Told) -> str:
    return facts.unit(event.text("unit"))


def _known(facts: Facts) -> dict[str, date]:
    """Each event's day of knowledge; untold, the day it first reached the platform."""
    first: dict[str, date] = {}
    for row in facts.rows("credit_events"):
        first.setdefault(row.text("event_no"), row.day)
    return first | {
        event.text("event_no"): day
        for event in facts.current("credit_events")
        if (day := event.day_of("known_on")) is not None
    }


def _zero_reports(facts: Facts, matter: str) -> list[Told]:
    """Zero reports for the month, not declared before it began."""
    month = facts.as_of.isoformat()[:7]
    return [
        report
        for report in facts.current("zero_reports")
        if report["matter"] == matter
        and report["month"] == month
        and (report.day_of("declared_on") or date.min) >= facts.month_start
    ]


def _spoke(answer: Answer, unit: str, part: str, *, by_record: bool, by_zero: bool) -> None:
    reason = "reported" if by_record else "zero_reported" if by_zero else "silent"
    answer.member(unit, reason, counted=reason != "silent", part=part)


def no_serious_event(facts: Facts, line: str, domain: str) -> Answer:
    """Serious events of the month by the fields of a line, with who spoke for each field."""
    answer = Answer()
    items = facts.items(line)
    means = {item["item"]: item["item"] for item in items}
    day = facts.as_of.isoformat()
    for row in seed("indicators/item_fields"):
        if row["indicator_id"] == line and row["valid_from"] <= day < (row["valid_to"] or "9999"):
            means[row["field"]] = row["item"]
    month = _events(facts, domain, facts.month_start)
    with_event = {means.get(event.text("field")) for event in month}
    with_zero = {means.get(report.text("field")) for report in _zero_reports(facts, line)}
    for item in items:
        name = item["item"]
        _spoke(
            answer, facts.unit(item["unit"]), "field", by_record=name in with_event, by_zero=name in with_zero
        )
    for event in month:
        if event["level"] != "严重":
            continue
        named = event.text("field") in means
        counts = named and _confirmed(event)
        shown = "field_not_named" if not named else "serious_event"
        reason = shown if _confirmed(event) else "not_confirmed"
        answer.member(_unit(facts, event), reason, counted=counts, hit=counts, part="event")
    return answer


def no_case(facts: Facts, line: str) -> Answer:
    """Confirmed cases of the year, and which responsible unit has spoken."""
    answer = Answer()
    cases = pieces(facts, line, of_the_year, ("案例",))
    with_case = {_unit(facts, case) for case in cases}
    with_zero = {_unit(facts, report) for report in _zero_reports(facts, line)}
    for item in facts.items(line, "unit"):
        unit = facts.unit(item["unit"])
        _spoke(answer, unit, "unit", by_record=unit in with_case, by_zero=unit in with_zero)
    for case in cases:
        answer.member(_unit(facts, case), "confirmed_case", hit=True, part="case")
    return answer


def _t06_07(facts: Facts) -> Answer:
    """Major events whose limit for treatment and feedback ran out in the month."""
    answer = Answer()
    known = _known(facts)
    limit = timedelta(days=int(facts.parameter("T06-07", "treated_and_fed_back_within_days")))
    for event in _events(facts):
        due = known[event.text("event_no")] + limit
        if event["level"] not in MAJOR or not _confirmed(event) or due < facts.month_start:
            continue
        treated, answered = event.day_of("treated_on"), event.day_of("feedback_on")
        if due > facts.as_of:
            reason = "not_due"
        elif treated is None:
            reason = "not_treated"
        elif answered is None:
            reason = "no_feedback"
        else:
            reason = "in_time" if max(treated, answered) <= due else "late"
        answer.member(_unit(facts, event), reason, counted=reason != "not_due", hit=reason == "in_time")
        begun = known[event.text("event_no")]
        if reason != "not_due" and answered is not None and begun <= answered <= facts.as_of:
            days = (answered - begun).days
            answer.member(
                _unit(facts, event), "fed_back", hit=True, weight=days, part="days_to_feedback", main=False
            )
    return answer


def _t06_08(facts: Facts) -> Answer:
    """Reported, collected and published, each inside its own limit; the stages beside the line."""
    answer = Answer()
    limits = {
        stage: timedelta(days=int(facts.parameter("T06-08", f"{stage}_within_days")))
        for stage in ("reported", "collected", "published")
    }
    shown: dict[str, date] = {}
    for row in facts.current("portal_publications"):
        day = row.day_of("published_on")
        if row["content_kind"] == "信用事件" and day is not None:
            number = row.text("reference_no")
            shown[number] = min(day, shown.get(number, day))
    first = _known(facts)
    for event in _events(facts):
        known, unit = first[event.text("event_no")], _unit(facts, event)
        if known + limits["published"] < facts.month_start:
            continue
        days = {
            "reported": event.day_of("reported_on"),
            "collected": event.day_of("collected_on"),
            "published": shown.get(event.text("event_no")),
        }
        done = {stage: day is not None and day <= known + limits[stage] for stage, day in days.items()}
        if known + limits["published"] > facts.as_of:
            answer.member(unit, "not_due", counted=False)
            continue
        if not _confirmed(event):
            del done["published"]  # a rumour is not made public
        failed = next((stage for stage in done if not done[stage]), None)
        kept = "in_time" if _confirmed(event) else "in_time_not_confirmed"
        reason = f"not_{failed}_in_time" if failed else kept
        answer.member(unit, reason, hit=failed is None)
        for stage, hit in done.items():
            answer.member(unit, stage, hit=hit, part=stage, main=False)
    return answer


def _government_reason(facts: Facts, event: Told) -> str | None:
    """What became of a government event in the month; None: it was over before the month."""
    limit, ended = event.day_of("rectify_by"), event.day_of("rectified_on")
    if ended is not None:
        if ended < facts.month_start:
            return None
        if limit is None:
            return "rectified"
        return "rectified_in_time" if ended <= limit else "rectified_late"
    if limit is None:
        return "open_without_limit"
    return "overdue" if limit < facts.as_of else "within_limit"


def _t07_01(facts: Facts) -> Answer:
    answer = Answer()
    for event in _events(facts, "政务"):
        reason = _government_reason(facts, event)
        if event["level"] in MAJOR and _confirmed(event) and reason:
            hit = reason in ("rectified_late", "open_without_limit", "overdue")
            answer.member(_unit(facts, event), reason, hit=hit, part="event")
    offices = {key for key in facts.subjects if key.startswith(OFFICE)}
    by_organisation = {key[8:17] for key in offices}
    for debtor in facts.current("judgment_debtors"):
        if debtor["debtor_uscc"] in offices or debtor["debtor_org_code"] in by_organisation:
            paid = debtor["performance"] == "已履行"
            reason = "obligation_met" if paid else "listed_by_the_court"
            name = debtor.text("debtor_name")
            unit = facts.unit(name) if facts.unit(name) != name else facts.lead("T07-01")
            answer.member(unit, reason, hit=not paid, part="judgment_debtor")
    return answer


def _risks(facts: Facts) -> Iterable[Told]:
    return (event for event in _events(facts, "金融风险", facts.year_start) if _confirmed(event))


def _t14_02(facts: Facts) -> Answer:
    answer = Answer()
    for event in _risks(facts):
        if event["level"] in MAJOR:
            contained = event["is_contained"]
            reason = "contained" if contained else "not_contained"
            reason = "containment_not_judged" if contained is None else reason
            answer.member(
                _unit(facts, event), reason, hit=contained is not True, part=event.text("field") or None
            )
    return answer


def _t14_12(facts: Facts) -> Answer:
    answer = Answer()
    for event in _risks(facts):
        run = event["is_run"]
        reason = "run_not_judged" if run is None else "run" if run else "no_run"
        answer.member(_unit(facts, event), reason, hit=run is True)
        handled = event["treated_on"] is not None
        answer.member(_unit(facts, event), "handled", hit=handled, part="handled", main=False)
    return answer


LINES = {
    "T06-04": partial(no_serious_event, line="T06-04", domain="商务"),
    "T06-05": partial(no_serious_event, line="T06-05", domain="社会"),
    "T06-06": partial(no_serious_event, line="T06-06", domain="司法"),
    "T06-07": _t06_07,
    "T06-08": _t06_08,
    "T07-01": _t07_01,
    "T14-02": _t14_02,
    "T14-06": partial(no_case, line="T14-06"),
    "T14-07": partial(no_case, line="T14-07"),
    "T14-08": partial(no_case, line="T14-08"),
    "T14-12": _t14_12,
}
