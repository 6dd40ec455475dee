"""Credit repair: applications, trainings with their rosters, and the commitments that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial

from simulator import words
from simulator.blacklisted import blacklisted
from simulator.deliveries import Delivery
from simulator.entries import BLACK, Entry, all_entries
from simulator.rows import Cell, Row, Says, copy_of
from simulator.sources.lists import category, party_of
from simulator.sources.table import XLS, Tables, row_of
from simulator.subjects import Subject, World, market_subject

OFFICE = "市发改委"


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file of each a month."""
    world = tables.world
    yield from tables.deliver("reform_commission_repairs", "修复申请", partial(_applications, world), hour=9)
    yield from tables.deliver(
        "reform_commission_trainings", "修复培训", partial(_rosters, world), shape=XLS, hour=10
    )
    yield from tables.deliver(
        "market_regulation_commitments", "修复承诺", partial(_commitments, world), hour=16
    )


def _applications(world: World, last: date, day: date) -> Iterable[Row]:
    """For every entry removed by repair, also where the list forgets to say so; refused ones; open ones."""
    for number, entry in enumerate(all_entries(world)):
        if entry.colour != BLACK or not entry.subject:
            continue
        repaired = entry.removed_on and entry.removal_kind in ("修复", None)
        if not repaired and number % 9 != 4:
            continue
        decided = (entry.removed_on or entry.listed_on + timedelta(days=60)) - timedelta(days=5)
        applied = decided - timedelta(days=25)
        days = [when for when in (applied, decided) if last < when <= day]
        if days:
            yield _application(entry, number, applied, decided if decided <= day else None, bool(repaired))


def _application(entry: Entry, number: int, applied: date, decided: date | None, granted: bool) -> Row:
    says: dict[str, Says] = {
        "application_no": f"XF{number:06d}",
        "unit": OFFICE,
        "entry_no": entry.entry_no,
        "list_unit": entry.department,
        "applied_on": applied,
        "decided_on": decided,
        "result": "办理中" if decided is None else "通过" if granted else "不通过",
    }
    spelt: dict[str, Cell] = {"result": "驳回"} if says["result"] == "不通过" and number % 2 else {}
    party = {name: value for name, value in party_of(entry).items() if name != "party_registration_no"}
    return row_of(says | party, spelt)


def _rosters(world: World, last: date, day: date) -> Iterable[Row]:
    """Three in five were trained, a quarter of them last year; some are written without any code."""
    for number, subject in enumerate(blacklisted(world)):
        held_on = world.as_of - timedelta(days=15 + world.chance.number("trained", number, 390))
        if number % 5 < 3 and last < held_on <= day:
            row = _trained(world, number, subject, held_on)
            yield row
            if number == 10:
                yield copy_of(row)


def _trained(world: World, number: int, subject: Subject, held_on: date) -> Row:
    head = words.person_name(world.chance, subject.index * 2 + 1)
    by_number = bool(subject.old_number and subject.old_number.isdigit()) and number % 3 == 1
    by_name = number % 4 == 2 and not by_number
    return row_of(
        {
            "training_no": f"PX{held_on:%Y%m%d}",
            "unit": OFFICE,
            "held_on": held_on,
            "party_name": subject.name,
            "party_uscc": None if by_number or by_name else subject.uscc,
            "party_registration_no": subject.old_number if by_number else None,
            # one roster in nine names somebody who is not the legal representative
            "legal_representative": words.person_name(world.chance, number) if number % 9 == 2 else head,
            "attendee_name": head if number % 2 else words.person_name(world.chance, 9_000 + number),
        }
    )


def _commitments(world: World, last: date, day: date) -> Iterable[Row]:
    """Four in five black-listed organisations gave one; a few others did too."""
    others = [market_subject(world, index * 31 % world.market_subjects) for index in range(8)]
    for number, subject in enumerate((*blacklisted(world), *others)):
        made_on = world.as_of - timedelta(days=20 + world.chance.number("promised", number, 330))
        if number % 5 != 3 and last < made_on <= day:
            yield row_of(
                {
                    "commitment_no": f"XFCN{number:06d}",
                    "unit": "市市场监管局",
                    "kind": "信用修复",
                    "party_name": subject.name,
                    "party_category": category(subject),
                    "party_uscc": subject.uscc if number % 16 != 7 else None,
                    "reason": "申请信用修复",
                    "made_on": made_on,
                    "valid_until": made_on + timedelta(days=180) if number % 6 == 1 else None,
                    "performance": "履行中",
                },
                {"kind": "信用修复型"} if number % 2 else {},
            )
