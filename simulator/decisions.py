"""Permits and penalties: who decided what about whom, when, and with which delivery it was reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from simulator import words
from simulator.decision_changes import Change, as_changed, as_first_sent
from simulator.rows import Cell, Decided, Fault, Plant, Row, copy_of
from simulator.subjects import Subject, World, authority_code, market_subject, person, stranger

PERMIT, PENALTY = "permit", "penalty"
# Reported at most eight days after the decision: seven working days have never passed by then.
PROMPT_DAYS = 8
LATE_DAYS = (20, 45)  # even a long holiday between them leaves seven working days


@dataclass(frozen=True)
class Authority:
    """A department that decides: its name, its code's number, and the form of its document numbers."""

    name: str
    code: int
    number: str


@dataclass(frozen=True)
class Decisions:
    """The decisions one feed reports.

    ``plants`` go by the running number of the decision; ``doubled`` repeats its row in the same file;
    ``resent`` says which later delivery sends a decision again, corrected; ``versions`` has a second version
    in the same file. ``shared_numbers`` gives a decision the document number of another department's.
    ``skipped`` are running numbers given to decisions that nothing else shows.
    ``returned`` came back in a return workbook; ``changes`` are sent after the first report; ``revoked`` says
    what another feed revokes from which day.
    """

    feed: str
    kind: str
    authorities: tuple[Authority, ...]
    size: int
    days: tuple[date, ...]
    plants: Mapping[int, Plant] = field(default_factory=dict)
    doubled: frozenset[int] = frozenset()
    versions: frozenset[int] = frozenset()
    resent: Mapping[int, int] = field(default_factory=dict)
    shared_numbers: Mapping[int, str] = field(default_factory=dict)
    skipped: tuple[int, ...] = ()  # ascending
    changes: tuple[Change, ...] = ()
    revoked: Mapping[int, date] = field(default_factory=dict)
    returned: frozenset[int] = frozenset()

    def first(self, delivery: int) -> int:
        """The running number of the first decision that a delivery (1, 2, …) reports."""
        return self.size * (delivery - 1) // len(self.days)

    def rows(self, world: World, delivery: int) -> Iterator[Row]:
        """One delivery: new decisions, then corrections of earlier ones."""
        for index in range(self.first(delivery), self.first(delivery + 1)):
            row = self.row(world, index, delivery)
            as_first_sent(row, {change.kind for change in self.changes if change.index == index})
            if index in self.plants:
                self.plants[index].put(row, delivery)
            yield row
            if index in self.doubled:
                yield replace(copy_of(row), decided=None, person=None)
            if index in self.versions:
                yield _second_version(self.row(world, index, delivery))
        yield from self._sent_again(world, delivery)

    def _sent_again(self, world: World, delivery: int) -> Iterator[Row]:
        for index, again in self.resent.items():
            if again == delivery:
                row = self.row(world, index, self.delivery_of(index))
                row.cells["remark"] = "更正后重新报送"
                yield row
        for change in self.changes:
            if change.delivery == delivery:
                row = self.row(world, change.index, self.delivery_of(change.index))
                yield as_changed(row, change.kind, self.days[delivery - 1])

    @property
    def come_again(self) -> set[int]:
        """Decisions of which more is said than one row."""
        again = {*self.resent, *self.versions, *self.revoked, *self.returned}
        return again | {change.index for change in self.changes}

    def delivery_of(self, index: int) -> int:
        """The delivery that reports a decision first."""
        return next(n for n in range(1, len(self.days) + 1) if index < self.first(n + 1))

    def row(self, world: World, index: int, delivery: int) -> Row:
        """The decision as it should be written."""
        decided_on = self.decided_on(world, index, delivery)
        authority = self.authorities[index % len(self.authorities)]
        party, who = self.party(world, index)
        text = permit_cells if self.kind == PERMIT else penalty_cells
        cells = party | text(world, index, decided_on)
        cells |= {
            "document_no": self.document_no(index, decided_on),
            "authority": authority.name,
            "authority_uscc": authority_code(authority.code),
            "source_unit": authority.name,
            "source_unit_uscc": authority_code(authority.code),
            "remark": None,
        }
        exempt = cells.get("procedure") == "简易"
        truth = Decided(f"{self.feed}/{index}", self.kind, authority.name, decided_on, exempt, party)
        return Row(cells, decided=truth, person=who)

    def document_no(self, index: int, decided_on: date) -> str:
        """The number the department gave its document."""
        return self.shared_numbers.get(index) or self.own_number(index, decided_on)

    def own_number(self, index: int, decided_on: date) -> str:
        """The number that the department's own series has for it."""
        number = index + 1
        for gap in self.skipped:
            number += number >= gap
        return self.authorities[index % len(self.authorities)].number.format(
            year=decided_on.year, number=number
        )

    def late(self, index: int) -> bool:
        """Whether the department was slow."""
        return index % 6 == 5

    def decided_on(self, world: World, index: int, delivery: int) -> date:
        """The day of the decision, counted back from the day it was delivered."""
        reported = self.days[delivery - 1]
        if self.late(index):
            least, most = LATE_DAYS
            back = least + world.chance.number(f"slow {self.feed}", index, most - least)
        else:
            back = 1 + world.chance.number(f"prompt {self.feed}", index, PROMPT_DAYS)
        return reported - timedelta(days=back)

    def party(self, world: World, index: int) -> tuple[dict[str, Cell], int | None]:
        """The party's cells and, for a natural person, the person's number."""
        kind = index * 7 % 20
        if kind < 2:
            someone = person(world, world.chance.number(f"party {self.feed}", index, world.persons))
            cells: dict[str, Cell] = {
                "party_name": someone.name,
                "party_category": "自然人",
                "party_uscc": None,
            }
            return cells | {"party_id_type": "身份证", "party_person_id": someone.number}, someone.index
        subject = stranger(world, index) if kind == 2 else self.local_party(world, index)
        category = "个体工商户" if subject.pair == "92" else "法人及非法人组织"
        return {
            "party_name": subject.name,
            "party_category": category,
            "party_uscc": subject.uscc,
            "party_org_code": subject.uscc[8:17] if subject.uscc and kind == 3 else None,
            "legal_representative": words.person_name(world.chance, index * 2),
        }, None

    def local_party(self, world: World, index: int) -> Subject:
        """A market subject that has a code."""
        start = world.chance.number(f"party {self.feed}", index, world.market_subjects)
        for step in range(world.market_subjects):
            subject = market_subject(world, (start + step) % world.market_subjects)
            if subject.uscc:
                return subject
        raise ValueError("no market subject has a code")


def _second_version(row: Row) -> Row:
    row.cells["remark"] = "同一文件中的第二版"
    row.faults = (Fault("同一记录在一份文件中有两个版本", "ROW-VERSIONS", None, row.state),)
    return row


def permit_cells(world: World, index: int, decided_on: date) -> dict[str, Cell]:
    """What was permitted."""
    topic = world.chance.pick("permit topic", index, words.TRADES)
    endless = world.chance.one_in("endless", index, 4)
    until = "2099-12-31" if endless else (decided_on + timedelta(days=1_095)).isoformat()
    return {
        "document_name": f"{topic}经营许可决定书",
        "permit_category": ("普通", "认可", "核准", "登记", "其他-备案")[index % 5],
        "certificate_name": f"{topic}许可证",
        "permit_no": f"LN{decided_on:%Y}{index:07d}",
        "content": f"准予从事{topic}经营活动，经营场所为{words.address(world.chance, index)}",
        "decided_on": decided_on.isoformat(),
        "valid_from_on": decided_on.isoformat(),
        "valid_until": until,
        "record_state": "1",
    }


def penalty_cells(world: World, index: int, decided_on: date) -> dict[str, Cell]:
    """What was punished, and how."""
    chance = world.chance
    fine = chance.number("fine", index, 400) + 1
    topic = chance.pick("penalty topic", index, words.TRADES)
    warned = chance.one_in("warned", index, 3)
    return {
        "case_name": f"{topic}经营违法案",
        "offence_type": ("未按规定公示信息", "超范围经营", "产品质量不合格", "违规排放", "超限运输")[
            index % 5
        ],
        "facts": f"经查，当事人存在违法行为，涉及{topic}业务{fine}件",
        "basis": "依据《中华人民共和国行政处罚法》及有关法律法规",
        "penalty_types": "警告;罚款" if warned else "罚款",
        "content": f"{'给予警告，并' if warned else ''}处以罚款{fine * 100}元",
        "fine": f"{fine / 100:.2f}",
        "decided_on": decided_on.isoformat(),
        "valid_until": (decided_on + timedelta(days=365)).isoformat(),
        "publicity_until": (decided_on + timedelta(days=365)).isoformat(),
        "procedure": "简易" if index % 12 == 7 else "一般",
    }
