"""Lines about black-listed subjects: who left, was trained, handed in a report, gave a commitment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.lines.listings import Blacklisted, blacklisted
from simulator.parties import Parties


def _outside(subject: Blacklisted) -> str | None:
    """Why a subject is in no figure."""
    if not subject.is_known:
        return "subject_unknown"
    return None if subject.operates else "not_in_operation"


def t05_05(facts: Facts) -> Answer:
    """Left every black list of the year after putting things right."""
    answer = Answer()
    for subject in blacklisted(facts):
        reason = _outside(subject) or subject.way_out
        answer.member(subject.unit, reason, counted=subject.operates, hit=reason == "rectified")
        if subject.operates:
            answer.member(
                subject.unit,
                reason,
                counted=reason == "still_listed",
                hit=reason == "rectified",
                part="over_closing_stock",
                main=False,
            )
    return answer


def _share(facts: Facts, judge: Callable[[Blacklisted], str], good: str) -> Answer:
    answer = Answer()
    for subject in blacklisted(facts):
        if subject.is_listed:
            reason = _outside(subject) or judge(subject)
            answer.member(subject.unit, reason, counted=subject.operates, hit=reason == good)
    return answer


def t05_06(facts: Facts) -> Answer:
    """Somebody of the subject stands on a roster of this year."""
    parties, days = Parties(facts), defaultdict(list)
    for told in facts.current("repair_trainings"):
        held_on = told.day_of("held_on")
        if held_on and held_on <= facts.as_of:
            days[parties.who(told)].append(held_on)

    def judge(subject: Blacklisted) -> str:
        held = days.get(subject.who)
        if not held:
            return "not_trained"
        return "trained" if max(held) >= facts.year_start else "trained_before_this_year"

    return _share(facts, judge, "trained")


def t12_04(facts: Facts) -> Answer:
    """The subject gave a repair commitment that has not run out."""
    parties, given = Parties(facts), defaultdict(list)
    for told in facts.current("credit_commitments"):
        if told["kind"] == "信用修复":
            given[parties.who(told)].append(told.day_of("valid_until") or date.max)

    def judge(subject: Blacklisted) -> str:
        until = given.get(subject.who)
        if not until:
            return "no_commitment"
        return "commitment_given" if max(until) >= facts.as_of else "commitment_run_out"

    return _share(facts, judge, "commitment_given")


def graded(facts: Facts) -> dict[str, tuple[Told, str]]:
    """Subject → its grade in the newest round; rows about nobody known by a number of their own."""
    rows, parties = facts.current("national_evaluations"), Parties(facts)
    newest = max((told.text("round") for told in rows), default="")
    found: dict[str, tuple[Told, str]] = {}
    for number, told in enumerate(rows):
        if told["round"] == newest:
            found[parties.who(told) or f"#{number}"] = (told, told.text("grade"))
    return found


def _reports(facts: Facts, *, qualified: bool) -> dict[str | None, set[str]]:
    """Subject → how far its reports got."""
    shown = {
        told["reference_no"]
        for told in facts.current("portal_publications")
        if (told["channel"], told["content_kind"]) == ("信用盘锦", "信用报告") and not told["withdrawn_on"]
    }
    agencies = facts.current("credit_agencies")
    parties, found = Parties(facts), defaultdict(set)
    for told in facts.current("credit_reports"):
        if told["kind"] == "信用报告":
            state = "report_shown"
            if not told["submitted_on"]:
                state = "report_not_submitted"
            elif (told.day_of("valid_until") or date.max) < facts.as_of:
                state = "report_expired"
            elif told["report_no"] not in shown:
                state = "report_not_shown"
            elif qualified and not any(_vouches(agency, told) for agency in agencies):
                state = "agency_not_qualified"
            found[parties.who(told)].add(state)
    return found


def _vouches(agency: Told, report: Told) -> bool:
    """Whether the agency made the report while it was qualified."""
    since, until = agency.day_of("qualified_from"), agency.day_of("qualified_until") or date.max
    issued = report.day_of("issued_on")
    is_its = agency["agency_uscc"] == report["agency_uscc"]
    return is_its and since is not None and issued is not None and since <= issued <= until


BEST_FIRST = (
    "report_shown",
    "agency_not_qualified",
    "report_not_shown",
    "report_expired",
    "report_not_submitted",
)


def _handed_in(facts: Facts, indicator: str, *, qualified: bool) -> Answer:
    """Black-listed or 差, each once."""
    answer, reports = Answer(), _reports(facts, qualified=qualified)
    poor = {who for who, (_, grade) in graded(facts).items() if grade == "差"}
    listed = [subject for subject in blacklisted(facts) if subject.is_listed]
    traders = {known.key for known in facts.market}
    lead = facts.lead(indicator)
    watched = [(s, "black_list_and_poor_grade" if s.who in poor else "black_list") for s in listed]
    watched += [
        (Blacklisted(who, lead, who in facts.subjects, who in traders, False, ""), "poor_grade")
        for who in poor - {subject.who for subject in listed}
    ]
    for subject, ground in watched:
        states = reports.get(subject.who, set()) if subject.who else set()
        reason = _outside(subject) or next((s for s in BEST_FIRST if s in states), "no_report")
        answer.member(
            subject.unit, reason, counted=subject.operates, hit=reason == "report_shown", part=ground
        )
    return answer


def t06_03(facts: Facts) -> Answer:
    """法人企业 that the newest round graded 差."""
    answer, grades = Answer(), graded(facts)
    for known in facts.market:
        legal = known.told["is_legal_person"]
        code = known.told.text("uscc")
        if legal is False or code[:2] in ("92", "93"):
            continue
        grade = grades[known.key][1] if known.key in grades else None
        reason = (
            "enterprise_type_unknown"
            if legal is None
            else "not_evaluated"
            if grade is None
            else "graded_poor"
            if grade == "差"
            else "graded_better"
        )
        answer.member(known.department, reason, counted=legal is not None, hit=reason == "graded_poor")
        if legal and grade:
            answer.member(known.department, reason, hit=grade == "差", part="evaluated", main=False)
    return answer


LINES = {
    "T05-05": t05_05,
    "T05-06": t05_06,
    "T05-07": lambda facts: _handed_in(facts, "T05-07", qualified=False),
    "T06-03": t06_03,
    "T12-04": t12_04,
    "T13-02": lambda facts: _handed_in(facts, "T13-02", qualified=True),
}
