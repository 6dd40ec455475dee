"""T04-02, T06-02: lists recognised and shown by the rules, and the special campaigns that work them off."""

from __future__ import annotations

from collections import defaultdict

from simulator.facts import Facts, Told, seed
from simulator.lines.answer import Answer
from simulator.lines.disclosure import plain
from simulator.lines.listings import RECTIFIED, listings
from simulator.lines.papers import papers

SITE, PORTAL = "部门网站", "信用盘锦"
Place = tuple[str, str, str]  # unit, colour, reference


def recognised(facts: Facts) -> Answer:
    """Red and black entries of the month: basis, document, own site and portal, all four."""
    answer = Answer()
    shown = shown_entries(facts)
    for told in facts.current("list_entries"):
        listed = told.day_of("listed_on")
        if (
            told["colour"] not in ("红", "黑")
            or listed is None
            or not facts.month_start <= listed <= facts.as_of
        ):
            continue
        unit = facts.unit(told.text("unit"))
        reason = _lack(told, channels_of(facts, told, shown))
        answer.member(unit, reason, hit=reason == "recognised_and_shown")
    _departments(facts, answer)
    return answer


def channels_of(facts: Facts, entry: Told, shown: dict[Place, list[Told]]) -> set[str]:
    """Where an entry is shown, by its document or its own number."""
    unit = facts.unit(entry.text("unit"))
    return {
        publication.text("channel")
        for reference in {entry.text("basis_document"), entry.text("entry_no")} - {""}
        for publication in shown[unit, entry.text("colour"), plain(reference)]
        if _stands(publication, entry)
    }


def shown_entries(facts: Facts) -> dict[Place, list[Told]]:
    """What was put up of red and black lists, by unit, colour and reference."""
    found: dict[Place, list[Told]] = defaultdict(list)
    for told in facts.current("portal_publications"):
        if told["channel"] in (SITE, PORTAL) and told["content_kind"] in ("红名单", "黑名单"):
            colour = told.text("content_kind")[0]
            found[facts.unit(told.text("unit")), colour, plain(told.text("reference_no"))].append(told)
    return found


def _stands(publication: Told, entry: Told) -> bool:
    """It was not taken down while the entry stands."""
    down, removed = publication.day_of("withdrawn_on"), entry.day_of("removed_on")
    return down is None or (removed is not None and down >= removed)


def _lack(entry: Told, channels: set[str]) -> str:
    if not entry["legal_basis"]:
        return "no_legal_basis"
    if not entry["basis_document"]:
        return "no_basis_document"
    if channels == {SITE, PORTAL}:
        return "recognised_and_shown"
    return "not_on_portal" if SITE in channels else "not_on_site" if PORTAL in channels else "not_shown"


def _departments(facts: Facts, answer: Answer) -> None:
    spoke = set()
    for publications in shown_entries(facts).values():
        for told in publications:
            day = told.day_of("published_on")
            if day and facts.month_start <= day <= facts.as_of:
                spoke.add(facts.unit(told.text("unit")))
    for told in facts.current("zero_reports"):
        day = told.day_of("declared_on")
        of_month = told["month"] == f"{facts.as_of:%Y-%m}" and day is not None and day >= facts.month_start
        if told["matter"] == "T04-02" and of_month:
            spoke.add(facts.unit(told.text("unit")))
    for item in facts.items("T04-02", "department"):
        answer.member(item["unit"], "said", hit=item["unit"] in spoke, part="departments", main=False)


def governed(facts: Facts) -> Answer:
    """The twenty fields: plan, combed list, mechanism; and the entries that were rectified."""
    answer = Answer()
    plan, combed, mechanism = (papers(facts, "T06-02", kind) for kind in ("制度文件", "梳理名单", "长效机制"))
    for item in facts.items("T06-02"):
        name = item["item"]
        if name not in plan:
            reason = "no_plan"
        elif name not in combed:
            reason = "list_not_combed"
        else:
            reason = "plan_list_and_mechanism" if name in mechanism else "no_mechanism"
        answer.member(item["unit"] or facts.lead("T06-02"), reason, hit=reason == "plan_list_and_mechanism")
    _rectified(facts, answer)
    return answer


def _rectified(facts: Facts, answer: Answer) -> None:
    fields = {item["item"] for item in facts.items("T06-02")}
    fields |= {row["field"] for row in seed("indicators/item_fields") if row["indicator_id"] == "T06-02"}
    for entry in listings(facts):
        part = {"黑": "black", "重点关注": "watched"}.get(entry.colour)
        if part and entry.told["field"] in fields and entry.touches(facts.quarter_start, facts.as_of):
            left = entry.until is not None and entry.until <= facts.as_of
            answer.member(entry.unit, "entry", hit=left and entry.why in RECTIFIED, part=part, main=False)


LINES = {"T04-02": recognised, "T06-02": governed}
