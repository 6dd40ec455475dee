"""Cases of joint reward and punishment, the persons behind dishonesty records, the courts' lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from simulator.facts import Facts, Told, seed
from simulator.lines.answer import Answer
from simulator.lines.disclosure import decisions
from simulator.lines.listings import PERSON, Listing, listings
from simulator.parties import Parties

GAPS = (
    ("entry_no", "entry_missing"),
    ("entry_unit", "entry_missing"),
    ("measure", "measure_missing"),
    ("acted_on", "date_missing"),
    ("result", "result_missing"),
)
PRINCIPALS = ("法定代表人", "主要负责人")


def t05_04(facts: Facts) -> Answer:
    """Valid cases of the year over red and black entries in force in the year."""
    answer, every = Answer(), listings(facts)
    own = [e for e in every if e.colour in ("红", "黑") and e.touches(facts.year_start, facts.as_of)]
    national = list(_national_only(facts, own))
    entries = [*own, *national]
    for entry in entries:
        colour = "red_entry" if entry.colour == "红" else "black_entry"
        answer.member(entry.unit, f"national_{colour}" if entry in national else colour)
    covered = set()
    for told, who, reason in _cases(facts, every, national):
        valid = reason == "valid_case"
        answer.member(facts.unit(told.text("unit")), reason, counted=False, hit=valid)
        covered |= {who} if valid else set()
    first: dict[str, Listing] = {}
    for entry in sorted(entries, key=lambda e: (e.since, e.unit)):
        if entry.who:
            first.setdefault(entry.who, entry)
    for who, entry in first.items():
        reason = "has_valid_case" if who in covered else "no_valid_case"
        answer.member(entry.unit, reason, hit=who in covered, part="subjects_covered", main=False)
    return answer


def _national_only(facts: Facts, own: list[Listing]) -> Iterator[Listing]:
    """The nation's open entries about the city's subjects that stand on no list of the colour here."""
    parties, here = Parties(facts), {(e.who, e.colour) for e in own}
    for told in facts.current("national_lists"):
        listed, removed, who = told.day_of("listed_on"), told.day_of("removed_on"), parties.who(told)
        ours = parties.known(told) is not None if told["is_local"] is None else told["is_local"] is True
        is_open = listed is not None and listed <= facts.as_of and (removed is None or removed > facts.as_of)
        colour, person = told.text("colour"), told["party_category"] == PERSON
        if (
            ours
            and is_open
            and listed
            and colour in ("红", "黑")
            and (who is None or (who, colour) not in here)
        ):
            number, lead = told.text("entry_no"), facts.lead("T05-04")
            yield Listing(told, lead, colour, who, person, number, None, listed, None, None)


def _cases(
    facts: Facts, every: list[Listing], national: list[Listing]
) -> Iterator[tuple[Told, str | None, str]]:
    """Cases of the year in the order they became known, each with what is wrong with it."""
    parties = Parties(facts)
    known_on: dict[tuple[str, ...], date] = {}
    for told in facts.rows("joint_cases"):
        known_on.setdefault(facts.key_of(told), told.day)
    seen: set[tuple[object, ...]] = set()
    cases = sorted(facts.current("joint_cases"), key=lambda told: known_on[facts.key_of(told)])
    for told in cases:
        acted_on = told.day_of("acted_on")
        day = acted_on or known_on[facts.key_of(told)]
        if not facts.year_start <= day <= facts.as_of:
            continue
        who = parties.who(told)
        reason = _fault(facts, told, who, every, national) or "valid_case"
        if reason == "valid_case":
            same = (told["entry_no"], who, facts.unit(told.text("unit")), told["measure"], acted_on)
            reason = "repeats_another_case" if same in seen else reason
            seen.add(same)
        yield told, who, reason


def _fault(
    facts: Facts, told: Told, who: str | None, every: list[Listing], national: list[Listing]
) -> str | None:
    if who is None:
        return "subject_unknown"
    gap = next((name for column, name in GAPS if told[column] is None), None)
    if gap:
        return gap
    unit, acted_on = facts.unit(told.text("entry_unit")), told.day_of("acted_on") or date.max
    meant = [e for e in every if (e.entry_no, e.unit) == (told["entry_no"], unit)]
    meant += [e for e in national if e.entry_no == told["entry_no"]]
    own = [e for e in meant if e.who == who]
    if not meant:
        return "entry_not_found"
    if (own or meant)[0].colour not in ("红", "黑"):
        return "entry_neither_red_nor_black"
    if any(e.covers(acted_on) for e in own):
        return None
    return "entry_not_in_force" if own else "entry_of_another_subject"


@dataclass(frozen=True, slots=True)
class Dishonesty:
    """A dishonesty record of an organisation."""

    kind: str
    unit: str
    who: str | None
    acted_on: date | None
    named: str | None  # who was directly responsible
    number: str | None


def t05_01(facts: Facts) -> Answer:
    """Records linked to the principal of the day of the act, and to whom the decision names."""
    officers: dict[str | None, list[Told]] = defaultdict(list)
    parties, answer = Parties(facts), Answer()
    for told in facts.current("enterprise_officers"):
        officers[parties.who(told)].append(told)
    for record in _dishonesty(facts, parties):
        day = record.acted_on
        there = [o for o in officers.get(record.who, []) if record.who and day and _holds(o, day)]
        if record.who is None:
            reason = "subject_unknown"
        elif day is None:
            reason = "day_of_act_unknown"
        elif not any(o["role"] in PRINCIPALS for o in there):
            reason = "no_principal_on_that_day"
        elif record.number is None and record.named is None:
            reason = "linked"
        else:
            namesakes = {o["person_id"] for o in there if o["person_name"] == record.named}
            found = record.number is not None or len(namesakes) == 1
            reason = "linked_with_direct_person" if found else "direct_person_not_linked"
        answer.member(record.unit, reason, hit=reason.startswith("linked"), part=record.kind)
    return answer


def _holds(officer: Told, day: date) -> bool:
    since, until = officer.day_of("held_from"), officer.day_of("held_until")
    return since is not None and since <= day and (until is None or day < until)


def _dishonesty(facts: Facts, parties: Parties) -> Iterator[Dishonesty]:
    for listing in listings(facts):
        if listing.colour == "黑" and not listing.is_person and listing.covers(facts.as_of):
            kind = "judgment_debtor" if listing.is_court else "black_list"
            named, number = listing.told["direct_person_name"], listing.told["direct_person_id"]
            yield Dishonesty(
                kind,
                listing.unit,
                listing.who,
                listing.acted_on,
                str(named) if named else None,
                str(number) if number else None,
            )
    for one in decisions(facts):
        stands = one.kind == "penalty" and one.reported_on and not one.change
        if stands and one.told["party_category"] != PERSON and facts.year_start <= one.decided_on:
            yield Dishonesty("penalty", one.unit, parties.who(one.told), one.decided_on, None, None)


def t10_03(facts: Facts) -> Answer:
    """The nation's debtors of this city in the court's own list; the judicial units' red entries."""
    answer, parties = Answer(), Parties(facts)
    court: Counter[str] = Counter()
    pairs = set()
    for told in facts.current("judgment_debtors"):
        court[told.text("case_no")] += 1
        pairs.add((told["case_no"], parties.who(told)))
    for told in facts.current("national_lists"):
        who, gone = parties.who(told), told.day_of("removed_on")
        ours = told["is_local"] if told["is_local"] is not None else who in facts.subjects
        is_debtor = (told["list_type"], told["colour"]) == (facts.parameter("T10-03", "debtor_list"), "黑")
        if not is_debtor or not ours or (gone and gone <= facts.as_of):
            continue
        if who is None:
            reason = "subject_unknown"
        elif (told["case_no"], who) in pairs:
            reason = "in_court_list"
        else:
            reason = "other_party_in_court_list" if court[told.text("case_no")] else "not_in_court_list"
        answer.member(facts.lead("T10-03"), reason, hit=reason == "in_court_list")
    judicial = {row["unit"] for row in seed("policy/units") if row["unit_group"] == "司法"}
    for listing in listings(facts):
        if listing.colour == "红" and listing.unit in judicial and listing.covers(facts.as_of):
            new = listing.since >= facts.month_start
            answer.member(
                listing.unit,
                "listed_this_month" if new else "listed_before",
                hit=new,
                part="judicial_red",
                main=False,
            )
    return answer


LINES = {"T05-01": t05_01, "T05-04": t05_04, "T10-03": t10_03}
