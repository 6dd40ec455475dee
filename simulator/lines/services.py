"""Answers of chapters 3, 10, 12 and 13: scores, services, commitments, reviews, files, cases checked."""

from __future__ import annotations

from collections import Counter
from datetime import date

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.parties import Parties

PORTAL = "信用盘锦"


def _ahead(day: date | None, facts: Facts) -> bool:
    """Whether an end has not come: it lies on or after the day, or was never set."""
    return day is None or day >= facts.as_of


def _newest(rows: list[Told], thing: str, day: str) -> dict[str, Told]:
    """Of each thing the row with the latest day."""
    return {told.text(thing): told for told in sorted(rows, key=lambda told: told.text(day))}


def scores(facts: Facts) -> Answer:
    """T03-01: a person's newest score, in the district it names, against that district's newest count."""
    answer, lead = Answer(), facts.lead("T03-01")
    counts = _newest(facts.current("household_population"), "district", "counted_on")
    for told in counts.values():
        answer.member(lead, "household_population", weight=int(told.text("population")))
        answer.member(
            lead, "household_population", weight=int(told.text("adults")), part="adults", main=False
        )
    # one member for the persons of a district read from one file: nobody stands in it alone by name
    persons: Counter[tuple[str, str, str]] = Counter()
    for told in _newest(facts.current("personal_scores"), "person_id", "scored_on").values():
        valid, district = _ahead(told.day_of("valid_until"), facts), told.text("district")
        reason = "score_expired" if not valid else "valid_score" if district in counts else "not_of_the_city"
        persons[district, told.file, reason] += 1
    for (_, _, reason), number in persons.items():
        hit = reason == "valid_score"
        answer.member(lead, reason, counted=False, hit=hit, weight=number)
        if hit:
            answer.member(lead, reason, counted=False, hit=True, weight=number, part="adults", main=False)
    return answer


def services(facts: Facts) -> Answer:
    """T03-02: the named services somebody used in the quarter."""
    answer = Answer()
    rows = facts.current("service_uses")
    recent = [told for told in rows if facts.quarter_start <= told.day_of("used_on")]  # type: ignore[operator]
    units = {item["item"]: facts.unit(item["unit"] or facts.lead("T03-02")) for item in facts.items("T03-02")}
    for item, unit in units.items():
        used = any(told["item"] == item and told["uses"] for told in recent)
        known = any(told["item"] == item for told in rows)
        reason = "used_in_quarter" if used else "no_use_in_quarter" if known else "never_used"
        answer.member(unit, reason, hit=used)
    for told in recent:
        item = told.text("item")
        if item not in units:
            answer.member(facts.unit(told.text("unit")), "service_not_named", counted=False)
        elif told["uses"]:
            for part in ("uses", "beneficiaries"):
                weight = int(told.text(part))
                answer.member(units[item], "used", hit=True, weight=weight, part=part, main=False)
    return answer


def judicial_files(facts: Facts) -> Answer:
    """T10-01: kinds with files; registrations with a file, and graded ones among those, beside it."""
    answer, lead = Answer(), facts.lead("T10-01")
    last = max((told.at for told in facts.rows("judicial_institutions")), default=None)
    institutions = [
        (known.told.text("type_name"), known.told)
        for known in facts.subjects.values()
        if known.told.standard == "judicial_institutions" and known.operating and known.told.at == last
    ]
    persons = [(told.text("occupation"), told) for told in facts.current("judicial_practitioners")]
    begun = {kind for kind, told in (*persons, *institutions) if told["has_file"]}
    for item in facts.items("T10-01"):
        hit = item["item"] in begun
        answer.member(lead, "files_begun" if hit else "no_files", hit=hit)
    for part, members in (("persons", persons), ("institutions", institutions)):
        for _, told in members:
            filed, graded = bool(told["has_file"]), bool(told["grade"])
            answer.member(lead, "", hit=filed, part=part, main=False)
            if filed:
                answer.member(lead, "", hit=graded, part=f"graded_{part}", main=False)
    return answer


def _shown(facts: Facts, kind: str, channel: str | None = None) -> set[tuple[str, str]]:
    """Number and unit of what is published on the day."""
    return {
        (told.text("reference_no"), facts.unit(told.text("unit")))
        for told in facts.current("portal_publications")
        if told["content_kind"] == kind
        and channel in (None, told["channel"])
        and (told["withdrawn_on"] is None or told.day_of("withdrawn_on") > facts.as_of)  # type: ignore[operator]
    }


def voluntary(facts: Facts) -> Answer:
    """T12-01: market subjects with a commitment that is kept, runs, and is shown on the portal."""
    answer = Answer()
    shown, parties = _shown(facts, "信用承诺", PORTAL), Parties(facts)
    best: dict[str, str] = {}
    order = ("published", "not_published", "not_performed", "expired")
    for told in facts.current("credit_commitments"):
        if told["kind"] not in ("主动", "行业自律"):
            continue
        reference = told.text("commitment_no"), facts.unit(told.text("unit"))
        reason = "published" if reference in shown else "not_published"
        if not _ahead(told.day_of("valid_until"), facts):
            reason = "expired"
        if told["performance"] == "未履约":
            reason = "not_performed"
        party = parties.who(told) or ""
        best[party] = min(best.get(party, order[-1]), reason, key=order.index)
    for subject in facts.market:
        reason = best.get(subject.key, "no_commitment")
        answer.member(subject.department, reason, hit=reason == "published")
    return answer


def notices(facts: Facts) -> Answer:
    """T12-02: the nineteen items, each by every entry of the catalogue that carries it out."""
    answer, shown = Answer(), _shown(facts, "承诺书样本")
    catalogue = facts.current("service_items")
    asked = [
        told
        for told in facts.current("approval_ledger")
        if facts.year_start <= (told.day_of("applied_on") or told.day_of("decided_on") or date.min)
    ]
    for item in facts.items("T12-02"):
        entries = [told for told in catalogue if told["notice_item"] == item["item"]]
        codes = {told.text("item_code") for told in entries}
        cases = [told for told in asked if told.text("item_code") in codes]
        templates = [(told.text("commitment_template_no"), facts.unit(told.text("unit"))) for told in entries]
        if not entries:
            reason = "not_in_catalogue"
        elif not all(told["notice_offered"] for told in entries):
            reason = "not_offered"
        elif not all(template in shown for template in templates):
            reason = "template_not_published"
        elif cases and not any(told["commitment"] == "告知承诺" for told in cases):
            reason = "never_used"
        else:
            reason = "covered"
        answer.member(facts.lead("T12-02"), reason, hit=reason == "covered")
    return answer


def tolerance(facts: Facts) -> Answer:
    """T12-03: approval items; what the law bars stands outside."""
    answer = Answer()
    for told in facts.current("service_items"):
        if not told["is_approval"]:
            continue
        unit, enabled = facts.unit(told.text("unit")), told["tolerance_enabled"]
        if told["tolerance_barred"]:
            answer.member(unit, "legally_barred", counted=False)
        else:
            reason = "not_stated" if enabled is None else "enabled" if enabled else "not_enabled"
            answer.member(unit, reason, hit=bool(enabled))
    return answer


def reviews(facts: Facts) -> Answer:
    """T13-01: scenes with a rule in force and a review in the quarter; their decisions beside it."""
    answer = Answer()
    ruled = {
        told["item"]
        for told in facts.current("evidence")
        if told["indicator_id"] == "T13-01"
        and told["kind"] == "制度文件"
        and _ahead(told.day_of("valid_until"), facts)
    }
    decisions = [
        told
        for told in facts.current("approval_ledger")
        if told["scene"] and facts.quarter_start <= (told.day_of("decided_on") or date.min)
    ]
    for item in facts.items("T13-01"):
        scene = item["item"]
        reviewed = any(told["scene"] == scene and told["credit_reviewed"] for told in decisions)
        reason = {
            (True, True): "rule_and_review",
            (True, False): "no_review_in_quarter",
            (False, True): "no_rule_document",
            (False, False): "neither_rule_nor_review",
        }[scene in ruled, reviewed]
        answer.member(facts.unit(item["unit"]), reason, hit=reason == "rule_and_review")
    for told in decisions:
        hit = bool(told["credit_reviewed"])
        answer.member(facts.unit(told.text("unit")), "", hit=hit, part=told.text("scene"), main=False)
    return answer


def files(facts: Facts) -> Answer:
    """T13-03: enterprises with a third-party credit file in force."""
    answer, lead = Answer(), facts.lead("T13-03")
    parties = Parties(facts)
    state: dict[str, str] = {}
    for told in facts.current("credit_reports"):
        if told["kind"] != "信用档案":
            continue
        party = parties.who(told) or ""
        in_force = _ahead(told.day_of("valid_until"), facts)
        state[party] = "file_in_force" if in_force else state.get(party, "file_expired")
    for subject in facts.market:
        if subject.told.text("uscc")[:2] in ("92", "93"):
            continue
        reason = state.get(subject.key, "no_file")
        answer.member(lead, reason, hit=reason == "file_in_force")
    return answer


def checked(facts: Facts) -> Answer:
    """T13-04: cases exposed in the quarter, checked with a result."""
    answer = Answer()
    for told in facts.current("media_cases"):
        if told.day_of("exposed_on") < facts.quarter_start:  # type: ignore[operator]
            continue
        reason = "not_checked"
        if told["checked_on"]:
            reason = "checked_with_result" if told["check_result"] else "checked_without_result"
        answer.member(facts.unit(told.text("unit")), reason, hit=reason == "checked_with_result")
    return answer


LINES = {
    "T03-01": scores,
    "T03-02": services,
    "T10-01": judicial_files,
    "T12-01": voluntary,
    "T12-02": notices,
    "T12-03": tolerance,
    "T13-01": reviews,
    "T13-03": files,
    "T13-04": checked,
}
