"""Answers from the registers: codes given, wrong and double codes, companies on the A-grade list."""

from __future__ import annotations

from collections import Counter
from datetime import date

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.parties import plain


def newest_rows(facts: Facts) -> list[tuple[str, Told]]:
    """Rows of the newest delivery of each register with its department, also those that became no record."""
    found = []
    for standard in facts.catalogue.standards.values():
        if standard.kind != "register":
            continue
        for feed in facts.catalogue.feeds_of(standard.name):
            rows = [told for told in facts.every(standard.name) if told.feed == feed.name]
            last = max((told.at for told in rows), default=None)
            found += [(feed.department, told) for told in rows if told.at == last]
    return found


def converted(facts: Facts) -> Answer:
    """T02-03: subjects from before the reform that have a valid code; sole traders stand apart."""
    answer = Answer()
    reform = date.fromisoformat(facts.parameter("T02-03", "registered_before"))
    for unit, told in newest_rows(facts):
        registered = told.day_of("registered_on")
        if not told["in_operation"] or registered is None or registered >= reform:
            continue
        reason = {"right": "has_code", "wrong": "wrong_code", "none": "no_code"}[told.text("code_state")]
        trader = bool(told["is_sole_trader"])
        part = "sole_traders" if trader else None
        answer.member(unit, reason, hit=reason == "has_code", part=part, main=not trader)
    return answer


def wrong_or_double(facts: Facts) -> Answer:
    """T02-04: wrong codes and every copy after the first, by the code and by the nine characters inside."""
    answer = Answer()
    coded = [
        (unit, told)
        for unit, told in newest_rows(facts)
        if told["in_operation"] and told["code_state"] != "none"
    ]
    coded.sort(key=lambda pair: (pair[1].at, pair[1].feed, pair[1].sheet or "", pair[1].row))
    bodies = Counter(told.text("uscc")[8:17] for _, told in coded if told["uscc"])
    seen: set[str] = set()
    standing: dict[tuple[str, str], bool] = {}  # code and name → whether a row of them counts
    for unit, told in coded:
        code = told.text("uscc")
        if not code:
            reason = "wrong_code"
        elif code in seen:
            reason = "extra_copy_of_code"
        elif code[8:17] in seen:
            reason = "extra_copy_of_body"
        else:
            reason = "first_of_copies" if bodies[code[8:17]] > 1 else "correct"
        seen |= {code, code[8:17]} if code else set()
        wrong = reason not in ("correct", "first_of_copies")
        place = code or told.text("code"), plain(told.text("name"))
        standing[place] = wrong or standing.get(place, False)
        answer.member(unit, reason, hit=wrong)
        answer.member(unit, reason, hit=reason != "correct", part="all_copies", main=False)
        if wrong:
            answer.member(unit, "not_corrected", part="corrected", main=False)
    _vanished(facts, answer, standing, _returned(facts, answer, standing))
    return answer


Place = tuple[str, str]  # code and name


def _vanished(facts: Facts, answer: Answer, standing: dict[Place, bool], returned: set[Place]) -> None:
    """Wrong codes of this year's deliveries that stand no more and nobody returned."""
    found: dict[Place, str] = {}
    for standard in facts.catalogue.standards.values():
        for told in facts.every(standard.name) if standard.kind == "register" else ():
            place = told.text("code"), plain(told.text("name"))
            is_wrong = told["code_state"] == "wrong" and told["in_operation"]
            if is_wrong and told.day >= facts.year_start and place not in standing and place not in returned:
                found[place] = facts.catalogue.feeds[told.feed].department
    for department in found.values():
        answer.member(department, "", hit=True, part="corrected", main=False)


def _returned(facts: Facts, answer: Answer, standing: dict[Place, bool]) -> set[Place]:
    """What the registrars returned this year as coded anew or deleted, beside what still counts."""
    found = set()
    for told in facts.current("code_corrections"):
        day, place = told.day_of("decided_on"), (told.text("code"), plain(told.text("name")))
        of_year = day is not None and facts.year_start <= day <= facts.as_of
        if told["operation"] in ("0", "1") and of_year:
            found.add(place)
        if told["operation"] in ("0", "1") and of_year and not standing.get(place, False):
            unit = facts.unit(told.text("department"))
            answer.member(unit, "returned", hit=place not in standing, part="corrected", main=False)
    return found


def rated(facts: Facts) -> Answer:
    """T15-03: legal persons on the newest A-grade list, by code or by the organisation code inside."""
    answer = Answer()
    listed = facts.rows("a_grade_taxpayers")
    newest = max((told.text("rating_year") for told in listed), default="")
    numbers = {told.text("taxpayer_no") for told in listed if told.text("rating_year") == newest}
    bodies = {number[6:] for number in numbers if len(number) == 15}
    for subject in facts.market:
        legal, code = subject.told["is_legal_person"], subject.told.text("uscc")
        if legal is False or code[:2] in ("92", "93"):
            continue
        if legal is None:
            answer.member(subject.department, "enterprise_type_unknown", counted=False)
            continue
        by_code, by_body = code in numbers, code[8:17] in bodies
        reason = "listed_by_code" if by_code else "listed_by_organisation_code" if by_body else "not_listed"
        answer.member(subject.department, reason, hit=by_code or by_body)
    return answer


LINES = {"T02-03": converted, "T02-04": wrong_or_double, "T15-03": rated}
