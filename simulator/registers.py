"""Rows of the three registers, as their departments send everything they have each month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from simulator import words
from simulator.rows import Cell, Plant, Registered, Row, copy_of
from simulator.subjects import CANCELLED, OPEN, REVOKED, Subject, World

LIBRARY = {"91": "ent", "92": "ent", "93": "ent", "11": "gov"}  # all other pairs: org


@dataclass(frozen=True)
class Register:
    """A register: its subjects, how a row is written, and what is planted in it.

    ``plants`` and ``doubled`` go by the subject's number; ``absent`` names the deliveries that leave one out;
    ``unconverted`` subjects stand in the first delivery with their old number only.
    """

    size: int
    subject: Callable[[World, int], Subject]
    cells: Callable[[World, Subject, int], dict[str, Cell]]
    plants: Mapping[int, Plant] = field(default_factory=dict)
    doubled: frozenset[int] = frozenset()
    absent: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    unconverted: frozenset[int] = frozenset()

    def rows(self, world: World, delivery: int) -> Iterator[Row]:
        """The whole register as delivered for the ``delivery``-th time (1, 2, 3)."""
        for index in range(self.size):
            if delivery in self.absent.get(index, ()):
                continue
            row = self._row(world, self.subject(world, index), delivery)
            plant = self.plants.get(index)
            if plant:
                plant.put(row, delivery)
            yield row
            if index in self.doubled:
                yield copy_of(row)

    def _row(self, world: World, subject: Subject, delivery: int) -> Row:
        cells = self.cells(world, subject, delivery)
        if subject.index in self.unconverted and delivery == 1:
            cells["uscc"] = None
        uscc = subject.uscc if cells["uscc"] else None
        truth = Registered(
            slot=subject.index,
            uscc=uscc,
            has_code=uscc is not None,
            wrong_code=False,
            library=library(subject),
            in_operation=cells.get("status", OPEN) in OPEN_WORDS,
            registered_on=subject.registered_on,
            is_sole_trader=subject.is_sole_trader,
            is_legal_person=subject.is_legal_person,
            type_name=subject.type_name,
        )
        return Row(cells, registered=truth)


OPEN_WORDS = (OPEN, "正常", "在册", "在业")


def library(subject: Subject) -> str:
    """Which of the four libraries: by the first two characters; without a code, by what the register says."""
    return LIBRARY.get(subject.pair, "org")


# GB/T 2260; codes from before 2016 keep 211121. The city's own office gives codes of 211100.
DISTRICT_OF_REGION = {
    "211102": "双台子区", "211103": "兴隆台区", "211104": "大洼区", "211121": "大洼区", "211122": "盘山县",
}  # fmt: skip
COAST = "辽东湾新区"  # has no region code: only its office's name and the addresses tell


def district_of(number: str | None, address: str) -> str | None:
    """The district of a code or old registration number, or of the new area an address lies in."""
    region = (number or "")[2:8] if len(number or "") == 18 else (number or "")[:6]
    return COAST if COAST in address else DISTRICT_OF_REGION.get(region)


def market_cells(world: World, subject: Subject, delivery: int) -> dict[str, Cell]:
    """A row of the register of market subjects: one in seventeen is closed, some change."""
    chance, index = world.chance, subject.index
    status = chance.pick("open word", index, OPEN_WORDS)
    if index % 17 == 3:
        status = chance.pick("closed", index, (CANCELLED, REVOKED, "已注销"))
    elif index % 97 == 11 and delivery == 3:
        status = CANCELLED
    renamed = index % 61 == 13 and delivery > 1
    address = words.address(chance, index)
    office = COAST if COAST in address else DISTRICT_OF_REGION.get(subject.region, "盘锦市")
    return {
        "name": subject.name.replace("盘锦", "盘锦新") if renamed else subject.name,
        "uscc": subject.uscc,
        "registration_no": subject.old_number,
        "enterprise_type": subject.type_name,
        "legal_representative": words.person_name(chance, index * 2 + 1),
        "registered_on": subject.registered_on.isoformat(),
        "status": status,
        "registered_capital": str((chance.number("capital", index, 500) + 1) * 10),
        "business_scope": chance.pick("trade", index, words.TRADES)
        + "；依法须经批准的项目，经批准后方可开展经营活动",
        "address": address,
        "registrar": f"{office}市场监督管理局",
    }


def body_cells(world: World, subject: Subject, _delivery: int) -> dict[str, Cell]:
    """A row of the establishment office; its register leaves the status out: it lists what exists."""
    chance, index = world.chance, subject.index
    return {
        "name": subject.name,
        "uscc": subject.uscc,
        "certificate_no": subject.old_number,
        "body_type": subject.type_name,
        "legal_representative": words.person_name(chance, index * 2 + 5_000_001),
        "registered_on": subject.registered_on.isoformat(),
        "address": words.address(chance, index + 31),
        "registrar": "盘锦市机构编制委员会办公室",
    }


def organisation_cells(world: World, subject: Subject, delivery: int) -> dict[str, Cell]:
    """A row of the civil affairs register; one in nineteen has been closed, one closes in the third month."""
    chance, index = world.chance, subject.index
    closed = index % 19 == 3 or (index == 24 and delivery == 3)
    return {
        "name": subject.name,
        "uscc": subject.uscc,
        "certificate_no": subject.old_number,
        "body_type": subject.type_name,
        "legal_representative": words.person_name(chance, index * 2 + 7_000_001),
        "registered_on": subject.registered_on.isoformat(),
        "status": CANCELLED if closed else chance.pick("organisation open", index, OPEN_WORDS[:3]),
        "address": words.address(chance, index + 77),
        "registrar": "盘锦市民政局",
    }
