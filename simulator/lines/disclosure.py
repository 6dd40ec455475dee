"""T04-01: decisions public in time, and the rates that stand beside the line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.public_terms import WARNINGS, term, types_of
from simulator.workdays import disclosure_due

KINDS = {"permit": "administrative_permit", "penalty": "administrative_penalty"}
WORDS = {"permit": "行政许可", "penalty": "行政处罚"}
JUDGED = ("on_time", "late", "overdue")
SEEN = ("published_in_time", "published_late", "not_published")
Trace = tuple[str, str, str]  # kind, unit, number


@dataclass(frozen=True)
class Decision:
    """A decision as it is known on the day."""

    told: Told
    kind: str
    unit: str
    decided_on: date
    due_on: date | None
    reported_on: date | None
    state: str
    trace: Trace
    change: str | None  # deleted or revoked since

    def due_in(self, facts: Facts) -> bool:
        """Whether it is judged and fell due this month."""
        due = self.due_on
        return self.state in JUDGED and due is not None and facts.month_start <= due <= facts.as_of


def plain(number: str) -> str:
    """A document number without what keyboards differ in: brackets and blanks."""
    for bracket in "〔［[【（":
        number = number.replace(bracket, "(")
    for bracket in "〕］]】）":
        number = number.replace(bracket, ")")
    return "".join(number.split())


def decisions(facts: Facts) -> Iterator[Decision]:
    """Every decision whose day somebody knows, from all its reports."""
    reports: dict[str, list[Told]] = defaultdict(list)
    for standard in KINDS.values():
        for told in facts.every(standard):
            if told["decision"]:
                reports[told.text("decision")].append(told)
    revoked = _revoked(facts)
    for rows in reports.values():
        usable = [report for report in rows if report.usable]
        says = newest(usable or rows)
        decided_on = says.day_of("decided_on")
        sent = [report for report in usable if report["change"] != "deleted"]
        if decided_on is None or (usable and not sent):
            continue
        due = disclosure_due(decided_on)
        first_day = sent[0].day_of("decided_on") if sent else None
        if due and first_day:
            due = max(due, disclosure_due(first_day) or due)
        first = min((report.day for report in sent), default=None)
        kind, unit = says.text("kind"), facts.unit(says.text("authority"))
        trace = (kind, unit, plain(says.text("document_no")))
        change = str(says["change"]) if says["change"] else "revoked" if trace in revoked else None
        gone = revoked.get(trace, date.max)
        state = _state(facts, bool(says["exempt"]) or change == "deleted", due, first, gone)
        yield Decision(says, kind, unit, decided_on, due, first, state, trace, change)


def told_numbers(facts: Facts) -> set[Trace]:
    """Every number that was reported, in whatever state, and not taken back."""
    gone = taken_back(facts)
    return {
        (kind, facts.unit(told.text("authority")), plain(told.text("document_no")))
        for kind, standard in KINDS.items()
        for told in facts.every(standard)
        if told["document_no"] and (told["decision"] is None or told["decision"] not in gone)
    }


def taken_back(facts: Facts) -> set[object]:
    """Decisions whose rows were taken back."""
    return {one.told["decision"] for one in decisions(facts) if one.change == "deleted"}


def newest(rows: list[Told]) -> Told:
    """The row that speaks of the latest change; of one day the one that came last."""
    return max(enumerate(rows), key=lambda pair: (pair[1].day_of("said_on") or pair[1].day, pair[0]))[1]


def _revoked(facts: Facts) -> dict[Trace, date]:
    """Decisions revoked by a row of another feed, whether their own ever came or not."""
    kinds = {word: kind for kind, word in WORDS.items()}
    found: dict[Trace, date] = {}
    for told in facts.current("decision_revocations"):
        day = told.day_of("revoked_on")
        if day and day <= facts.as_of:
            unit = facts.unit(told.text("unit"))
            found[kinds[told.text("decision_kind")], unit, plain(told.text("document_no"))] = day
    return found


def _state(facts: Facts, exempt: bool, due: date | None, reported: date | None, gone: date) -> str:
    if exempt:
        return "exempt"
    if due is None:
        return "unknown"
    if reported:
        return "on_time" if reported <= due else "late"
    if gone <= due:
        return "exempt"
    return "pending" if facts.as_of <= due else "overdue"


def on_time(facts: Facts) -> Answer:
    """The line and all its parts."""
    answer = Answer()
    known = list(decisions(facts))
    published = _published(facts)
    for one in known:
        unjudged = one.state not in JUDGED and facts.month_start <= one.decided_on <= facts.as_of
        if one.due_in(facts) or unjudged:
            state = _public_state(facts, one, published.get(one.trace))
            hit = state == "published_in_time"
            answer.member(one.unit, state, counted=state in SEEN, hit=hit, part=one.kind)
        if one.due_in(facts):
            answer.member(one.unit, one.state, hit=one.state == "on_time", part="reported", main=False)
    _elsewhere(facts, answer, known)
    for one in known:
        if one.reported_on and one.reported_on >= facts.month_start:
            counted, late = one.state in ("on_time", "late"), one.state == "late"
            answer.member(one.unit, one.state, counted=counted, hit=late, part="late", main=False)
    _compliant(facts, answer)
    _omitted(facts, answer)
    _sites(facts, answer)
    return answer


def _public_state(facts: Facts, one: Decision, seen: date | None) -> str:
    """Whether 信用盘锦 showed it in time; what the act keeps from the public is nobody's duty."""
    due = one.due_on
    if one.state not in JUDGED or due is None:
        return one.state
    if one.kind == "penalty" and one.told.usable and not one.change:
        types = types_of(one.told)
        if term(one.decided_on, types, one.told.text("act"), simple=bool(one.told["exempt"])) is None:
            return "not_to_be_published" if types <= WARNINGS else "class_unknown"
    if seen:
        return "published_in_time" if seen <= due else "published_late"
    return "pending" if facts.as_of <= due else "not_published"


def _elsewhere(facts: Facts, answer: Answer, known: list[Decision]) -> None:
    counted, days = facts.has("upper_receipts"), _acknowledged(facts)
    for one in known:
        if one.due_in(facts) and one.due_on:
            hit = days.get(one.trace, date.max) <= one.due_on
            answer.member(one.unit, "", counted=counted, hit=hit, part="acknowledged", main=False)


def _published(facts: Facts) -> dict[Trace, date]:
    kinds = {word: kind for kind, word in WORDS.items()}
    found: dict[Trace, date] = {}
    for told in facts.current("portal_publications"):
        day = told.day_of("published_on")
        if told["channel"] == "信用盘锦" and told["content_kind"] in kinds and day:
            kind = kinds[told.text("content_kind")]
            trace = (kind, facts.unit(told.text("unit")), plain(told.text("reference_no")))
            found[trace] = min(day, found.get(trace, day))
    return found


def _acknowledged(facts: Facts) -> dict[Trace, date]:
    kinds = {word: kind for kind, word in WORDS.items()}
    found: dict[Trace, date] = {}
    for told in facts.current("upper_receipts"):
        day = told.day_of("received_on_upper")
        taken = (told["level"], told["direction"], told["result"]) == ("国家", "上报", "已接收")
        if taken and told["info_kind"] in kinds and day:
            kind = kinds[told.text("info_kind")]
            trace = (kind, facts.unit(told.text("unit")), plain(told.text("reference_no")))
            found[trace] = min(day, found.get(trace, day))
    return found


def _compliant(facts: Facts, answer: Answer) -> None:
    """Rows reported this month, by the department that sent them."""
    for standard in KINDS.values():
        for told in facts.every(standard):
            if told.day >= facts.month_start:
                unit = facts.unit(facts.catalogue.feeds[told.feed].department)
                answer.member(unit, told.state, hit=told.usable, part="compliant", main=False)


def _omitted(facts: Facts, answer: Answer) -> None:
    reported = told_numbers(facts)
    for kind, standard in (("permit", "approval_ledger"), ("penalty", "enforcement_ledger")):
        for told in facts.current(standard):
            decided_on = told.day_of("decided_on")
            if not told["document_no"] or decided_on is None or told["procedure"] == "简易":
                continue
            if decided_on < facts.year_start:
                continue
            due, unit = disclosure_due(decided_on), facts.unit(told.text("unit"))
            known = (kind, unit, plain(told.text("document_no"))) in reported
            hidden = due is not None and due < facts.as_of and not known
            answer.member(unit, "ledger", counted=due is not None, hit=hidden, part="omitted", main=False)


def _sites(facts: Facts, answer: Answer) -> None:
    main = {
        facts.unit(told.text("unit"))
        for told in facts.current("department_sites")
        if told["column_name"] == "双公示" and told["is_main_column"] is True
    }
    for item in facts.items("T04-01", "site"):
        known, hit = facts.has("department_sites"), item["unit"] in main
        answer.member(item["unit"], "site", counted=known, hit=hit, part="sites", main=False)


LINES = {"T04-01": on_time}
