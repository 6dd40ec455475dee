"""Institutions of the justice bureau: law firms, notaries, legal service offices, forensic institutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from simulator import words
from simulator.codes import REGIONS_TODAY, body, credit_code, organisation_code, registration_number
from simulator.deliveries import Delivery, moment
from simulator.register_plants import Places, code_repairs, dates, wrong_codes
from simulator.registers import OPEN_WORDS, Register
from simulator.rows import QUESTION, Cell, Plant, Row
from simulator.sources.table import XLSX, Tables
from simulator.spoil import constant, spoilable
from simulator.subjects import CANCELLED, REFORM, Subject, World

FEED = "justice_bureau_institutions"
BEFORE = (87, 57, 22)
# GB 32100: the second character tells the kind; law firms get their code from the province.
KINDS = {
    "31": ("律师事务所", "律师事务所"),
    "32": ("公证机构", "公证处"),
    "33": ("基层法律服务所", "法律服务所"),
    "34": ("司法鉴定机构", "司法鉴定所"),
}
ORDER = ("31", "33", "31", "32", "31", "33", "34")
SYNONYMS = {"律师事务所": "律所", "公证机构": "公证处"}


def size(world: World) -> int:
    """How many institutions."""
    return world.size(60, 40)


def institution(world: World, index: int) -> Subject:
    """Number ``index`` of the justice bureau's register; one in eleven has no code yet."""
    chance, pair = world.chance, ORDER[index % len(ORDER)]
    kind, ending = KINDS[pair]
    old = index % 3 > 0
    region = "210000" if pair == "31" else chance.pick("justice region", index, REGIONS_TODAY)
    coded = not (old and index % 11 == 5)
    first, last = (date(1988, 1, 1), REFORM - timedelta(1)) if old else (REFORM, world.newest)
    return Subject(
        index=index,
        name=f"盘锦{words.brand(chance, index + 23)}{words.brand(chance, index + 41)}{ending}",
        pair=pair,
        uscc=credit_code(pair, region, organisation_code(body("ME", index))) if coded else None,
        old_number=f"2{registration_number('211100', 5_000_000 + index)}",
        type_name=kind,
        is_legal_person=None,
        registered_on=first + timedelta(days=chance.number("justice day", index, (last - first).days + 1)),
        region=region,
    )


def cells(world: World, subject: Subject, delivery: int) -> dict[str, Cell]:
    """A row of the register: two in three have a credit file, half of those a grade; some are closed."""
    chance, index = world.chance, subject.index
    closed = index % 17 == 3 or (index == 30 and delivery == 3)
    filed = index % 3 != 1
    return {
        "name": subject.name,
        "uscc": subject.uscc,
        "licence_no": subject.old_number,
        "institution_kind": SYNONYMS.get(subject.type_name, subject.type_name)
        if index % 9 == 4
        else subject.type_name,
        "head": words.person_name(chance, index * 2 + 9_000_001),
        "registered_on": subject.registered_on.isoformat(),
        "status": CANCELLED if closed else chance.pick("justice open", index, OPEN_WORDS[:3]),
        "has_file": chance.pick("justice filed", index, ("是", "有") if filed else ("否", "无")),
        "grade": chance.pick("justice grade", index, ("A", "B", "C")) if filed and index % 2 else None,
    }


def register(world: World) -> Register:
    """The register with what is planted in it: codes that are none, a day that is none, an unknown kind."""
    wrong, kind = (
        list(wrong_codes(world)),
        Plant("机构类别不在代码表中", "institution_kind", constant("仲裁院"), "CODE-LIST", QUESTION),
    )
    places = Places(world, institution, size(world), _quiet)
    placed = places.take([next(code_repairs()), wrong[1], wrong[2], next(dates(world)), kind])
    free = places.free(placed, _quiet, 3)
    return Register(
        size=places.size,
        subject=institution,
        cells=cells,
        plants=placed,
        doubled=frozenset(free[:1]),
        absent={free[1]: (2,)},
        unconverted=frozenset(free[2:]),
    )


def _quiet(subject: Subject) -> bool:
    return spoilable(subject.uscc) and subject.index % 17 != 3 and subject.index != 30


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Everything each month."""
    made = register(tables.world)
    numbers = {moment(tables.world, days, 11, 0).date(): number for number, days in enumerate(BEFORE, 1)}

    def rows(_last: date, day: date) -> Iterable[Row]:
        return made.rows(tables.world, numbers[day])

    yield from tables.deliver(FEED, "司法行政机构", rows, before=BEFORE, shape=XLSX, size=made.size, hour=11)
