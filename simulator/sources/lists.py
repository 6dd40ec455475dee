"""Red and black lists of fifteen departments: new entries, corrections and removals, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from simulator import spoil
from simulator.codes import credit_code, organisation_code
from simulator.deliveries import Delivery
from simulator.entries import LISTS, Entry, count, entries
from simulator.rows import ACCEPTED, QUESTION, REJECTED, REPAIRED, Cell, Plant, Row, Says, copy_of
from simulator.sources.table import CSV, XLS, XLSX, Tables, row_of
from simulator.subjects import Subject

SOME_CODE = credit_code("91", "211103", organisation_code("MA0AB1C2"))
COLOUR_WORDS = {"红": "红名单", "黑": "严重失信主体名单", "重点关注": "关注名单"}


def _no_person(row: Row) -> None:
    row.person = None


# Department and entry → what is wrong with every row of it.
PLANTS = {
    ("bidding_office_lists", 8): Plant(
        "代码校验码错误", "party_uscc", lambda _cell: spoil.wrong_last(SOME_CODE), "USCC-CHECK", QUESTION
    ),
    ("commerce_bureau_lists", 9): Plant(
        "移出早于列入", "removed_on", spoil.constant("2015-01-05"), "X-ORDER", QUESTION
    ),
    ("culture_bureau_lists", 11): Plant(
        "名单性质不在取值中", "colour", spoil.constant("灰"), "CODE-LIST", QUESTION
    ),
    ("ecology_bureau_lists", 12): Plant(
        "名单编号为空", "entry_no", spoil.constant(None), "REQUIRED", REJECTED
    ),
    ("education_bureau_lists", 14): Plant(
        "列入日期不是日期", "listed_on", spoil.constant("不详"), "DATE-FORM", REJECTED
    ),
    ("health_commission_lists", 7): Plant(
        "身份证号被遮盖", "party_person_id", spoil.masked, "PID-ALPHABET", QUESTION, truth=_no_person
    ),
    ("housing_bureau_lists", 15): Plant(
        "中文日期", "listed_on", spoil.rewritten("{year}年{m}月{d}日"), None
    ),
    ("labour_bureau_lists", 16): Plant(
        "代码中有空格", "party_uscc", spoil.blanks_inside, "FIX-SPACE", REPAIRED
    ),
}  # fmt: skip
DOUBLED = {("tax_bureau_lists", 13)}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month of each department, in its own form."""
    for number, feed in enumerate(LISTS):
        yield from tables.deliver(
            feed,
            "红黑名单",
            _rows(tables, feed),
            shape=(CSV, XLSX, XLS)[number % 3],
            size=count(tables.world),
            hour=9,
        )


def _rows(tables: Tables, feed: str) -> Callable[[date, date], Iterable[Row]]:
    def rows(last: date, day: date) -> Iterator[Row]:
        for entry in entries(tables.world, feed):
            told = [when for when in _told_on(entry) if last < when <= day]
            if not told:
                continue
            row = entry_row(entry, max(told))
            plant = PLANTS.get((feed, entry.index))
            if plant and (plant.state != REPAIRED or row.cells[plant.column]):
                plant.put(row, 1)
            yield row
            if (feed, entry.index) in DOUBLED:
                yield copy_of(row)

    return rows


def _told_on(entry: Entry) -> list[date]:
    """The days on which the department writes the entry down: anew, corrected, removed."""
    days = [entry.listed_on, entry.corrected_on, entry.removal_told_on]
    return [day for day in days if day is not None]


def entry_row(entry: Entry, day: date) -> Row:
    """The entry as the department wrote it on a day."""
    corrected = entry.corrected_on is not None and day >= entry.corrected_on
    incomplete = entry.index % 9 == 4 and not corrected
    removed = entry.removal_told_on is not None and day >= entry.removal_told_on
    says: dict[str, Says] = {
        "entry_no": entry.entry_no,
        "unit": entry.unit,
        "colour": entry.colour,
        "list_type": entry.list_type,
        "field": entry.field,
        "memorandum": entry.memorandum,
        "legal_basis": entry.legal_basis,
        "basis_document": None if incomplete else entry.basis_document,
        "reason": "存在严重失信行为" if entry.colour == "黑" else "依据评价结果认定",
        "acted_on": entry.acted_on,
        "listed_on": entry.listed_on,
        "expires_on": entry.expires_on,
        "removed_on": entry.removed_on if removed else None,
        "removal_kind": entry.removal_kind if removed else None,
        "direct_person_name": entry.direct.name if entry.direct else None,
        "direct_person_id": entry.direct.number if entry.direct and entry.direct_is_numbered else None,
    }
    spelt: dict[str, Cell] = {"colour": COLOUR_WORDS[entry.colour]} if entry.index % 4 == 2 else {}
    row = row_of(says | party_of(entry), spelt)
    row.person = entry.person.index if entry.person else None
    row.state = ACCEPTED
    return row


def party_of(entry: Entry) -> dict[str, Says]:
    """Who the entry is about, as the department knows them."""
    if entry.person:
        return {
            "party_name": entry.person.name,
            "party_category": "自然人",
            "party_person_id": entry.person.number,
        }
    subject = entry.subject
    if subject is None:
        raise TypeError("an entry is about somebody")
    return {
        "party_name": subject.name,
        "party_category": category(subject),
        "party_uscc": subject.uscc if entry.written == "uscc" else None,
        "party_registration_no": subject.old_number if entry.written == "number" else None,
    }


def category(subject: Subject) -> str:
    """The kind of party a subject is."""
    return "个体工商户" if subject.is_sole_trader else "法人及非法人组织"
