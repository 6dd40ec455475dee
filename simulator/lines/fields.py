"""T08 and T09: what is recorded, published, listed and graded in each of the ten fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.lines.papers import papers
from simulator.lines.recognition import PORTAL, channels_of, shown_entries
from simulator.parties import Parties

Line = Callable[[Facts], Answer]


def _records(line: str) -> Line:
    def count(facts: Facts) -> Answer:
        answer = Answer()
        arrived, fed = set(), set()
        usable = {
            (told.feed, told.at) for standard in facts.catalogue.standards for told in facts.rows(standard)
        }
        for feed, at, _rows in facts.deliveries:
            if facts.quarter_start <= at.date() <= facts.as_of:
                fields = set(facts.catalogue.feeds[feed].fields)
                arrived |= fields
                fed |= fields if (feed, at) in usable else set()
        for item in facts.items(line):
            name = item["item"]
            reason = "fed" if name in fed else "nothing_accepted" if name in arrived else "nothing_arrived"
            answer.member(item["unit"], reason, hit=name in fed)
        _subjects(facts, line, answer)
        return answer

    return count


def _subjects(facts: Facts, line: str, answer: Answer) -> None:
    """A part for each field: the organisations and persons that have a record in one of its tables."""
    parties = Parties(facts)
    found: dict[str, set[str]] = defaultdict(set)
    for standard in facts.catalogue.standards:
        if facts.catalogue.standards[standard].kind == "register":
            continue
        stands = {id(told) for told in facts.current(standard)}
        for told in facts.rows(standard):
            feed = facts.catalogue.feeds[told.feed]
            if feed.fields and (feed.mode == "changes" or id(told) in stands):
                for field in feed.fields:
                    found[field].add(parties.who(told) or "")
    for item in facts.items(line):
        for _ in found[item["item"]] - {""}:
            answer.member(item["unit"], "has_record", hit=True, part=item["item"], main=False)


def _published(line: str) -> Line:
    def count(facts: Facts) -> Answer:
        answer = Answer()
        shown: dict[str, int] = defaultdict(int)
        for told in facts.current("portal_publications"):
            day = told.day_of("published_on")
            if told["channel"] == "信用盘锦" and day and facts.quarter_start <= day <= facts.as_of:
                shown[told.text("field")] += 1
        for item in facts.items(line):
            number = shown.get(item["item"], 0)
            answer.member(item["unit"], "published" if number else "nothing_published", hit=number > 0)
            for _ in range(number):
                answer.member(item["unit"], "published", hit=True, part="records", main=False)
        _standing(facts, line, answer)
        return answer

    return count


def _standing(facts: Facts, line: str, answer: Answer) -> None:
    """Red and black entries in force on the day: those that 信用盘锦 shows."""
    units = {item["item"]: item["unit"] for item in facts.items(line)}
    places = shown_entries(facts)
    for told in facts.current("list_entries"):
        listed, removed = told.day_of("listed_on"), told.day_of("removed_on")
        expires = told.day_of("expires_on") or facts.as_of
        stands = listed is not None and listed <= facts.as_of <= expires
        stands &= removed is None or removed > facts.as_of
        if stands and told["colour"] in ("红", "黑") and told.text("field") in units:
            hit, unit = PORTAL in channels_of(facts, told, places), units[told.text("field")]
            answer.member(unit, "entry", hit=hit, part="entries_shown", main=False)


def _listed(line: str) -> Line:
    def count(facts: Facts) -> Answer:
        answer = Answer()
        entries = _new_entries(facts)
        zeros = _declared(facts, line)
        for item in facts.items(line):
            name, unit = item["item"], item["unit"]
            red, black = entries[name, "红"], entries[name, "黑"]
            for part, number in (("red", red), ("black", black)):
                for _ in range(number):
                    answer.member(unit, "received", hit=True, part=part, main=False)
            if red and black:
                reason = "red_and_black"
            elif name in zeros:
                reason = "zero_reported"
            elif red or black:
                reason = "no_black_list" if red else "no_red_list"
            else:
                reason = "nothing_received"
            answer.member(unit, reason, hit=reason in ("red_and_black", "zero_reported"))
        return answer

    return count


def _new_entries(facts: Facts) -> dict[tuple[str, str], int]:
    """Entries first heard of in the quarter, by field and colour, as they are written today."""
    first: dict[tuple[str, ...], date] = {}
    for told in facts.rows("list_entries"):
        first.setdefault(facts.key_of(told), told.day)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for told in facts.current("list_entries"):
        if first[facts.key_of(told)] >= facts.quarter_start:
            found[told.text("field"), told.text("colour")] += 1
    return found


def _declared(facts: Facts, line: str) -> set[str]:
    """Fields for which somebody declared zero for a month of the quarter, and not before that month."""
    found = set()
    for told in facts.current("zero_reports"):
        month, day = told.text("month"), told.day_of("declared_on")
        in_quarter = f"{facts.quarter_start:%Y-%m}" <= month <= f"{facts.as_of:%Y-%m}"
        if told["matter"] == line and in_quarter and day and f"{day:%Y-%m}" >= month:
            found.add(told.text("field"))
    return found


def _graded(line: str) -> Line:
    def count(facts: Facts) -> Answer:
        answer = Answer()
        newest: dict[tuple[str, str], Told] = {}
        for told in facts.current("graded_supervision"):
            who = told.text("field"), told.text("party_uscc") or told.text("party_name")
            before = newest.get(who)
            if before is None or (told.day_of("graded_on"), told.at) >= (
                before.day_of("graded_on"),
                before.at,
            ):
                newest[who] = told
        rules = papers(facts, line, "制度文件")
        for item in facts.items(line):
            name, unit = item["item"], item["unit"]
            grades = [told for (field, _), told in newest.items() if field == name]
            both = name in rules and bool(grades)
            one = "nobody_graded" if name in rules else "no_rule" if grades else "neither"
            answer.member(unit, "rule_and_grades" if both else one, hit=both)
            for told in grades:
                visited = told["inspections"]
                seen = isinstance(visited, int) and visited > 0
                answer.member(unit, "grade", hit=seen, part="inspected", main=False)
        return answer

    return count


LINES = {
    f"{task}-{number:02d}": count(f"{task}-{number:02d}")
    for task in ("T08", "T09")
    for number, count in enumerate((_records, _published, _listed, _graded), 1)
}
