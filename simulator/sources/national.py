"""What the nation hands down each month: its red and black lists, everything each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.entries import BLACK, RED, Entry, all_entries
from simulator.lists import Debtors, debtors
from simulator.rows import Row, Says
from simulator.sources.table import CSV, Tables, row_of
from simulator.subjects import World, stranger

DEBTORS = "失信被执行人"
DELIVERED = (85, 55, 20)  # two days after the court's


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Debtors of the city and of elsewhere, and other lists."""
    world = tables.world
    listed = debtors(world)

    def rows(_last: date, day: date) -> Iterable[Row]:
        number = sum(1 for before in DELIVERED if (world.as_of - day).days <= before + 6)
        yield from _debtors(world, listed, number)
        yield from _others(world, day)

    yield from tables.deliver(
        "national_platform_lists", "国家名单", rows, before=DELIVERED, shape=CSV, hour=8
    )


def _debtors(world: World, listed: Debtors, number: int) -> Iterator[Row]:
    """The court's debtors as the nation knows them: by code; some gone, some under another case number."""
    for index in range(listed.size):
        if index % 13 == 4 and number == len(DELIVERED):
            continue  # paid: the nation took them off as the court did
        truth = listed.truth(world, index)
        moved = index % 15 == 9  # enforced under another number at another court
        yield _row(
            {
                "entry_no": f"SX{index:06d}",
                "colour": BLACK,
                "list_type": DEBTORS,
                "party_name": truth["debtor_name"],
                "party_category": truth["debtor_category"],
                "party_uscc": truth.get("true_uscc"),
                "party_person_id": truth.get("debtor_person_id"),
                "case_no": f"（2024）辽11执{index}号" if moved else truth["case_no"],
                "listed_on": truth["published_on"],
                "removed_on": _taken_off(truth["published_on"], index),
                "is_local": None if index % 8 == 6 else True,
            },
            truth.get("person"),
        )
    for index in range(world.size(6, 5)):
        outside = stranger(world, 2_000 + index)
        yield _row(
            {
                "entry_no": f"SXW{index:06d}",
                "colour": BLACK,
                "list_type": DEBTORS,
                "party_name": outside.name,
                "party_category": "法人及非法人组织",
                "party_uscc": outside.uscc,
                "case_no": f"（2024）京01执{index}号",
                "listed_on": date(2024, 3, 1),
                # one is said to be ours, but stands in no register
                "is_local": index == 0,
            }
        )


def _taken_off(published: Says, index: int) -> date | None:
    """A few entries that the nation has closed but still hands down."""
    return published + timedelta(days=70) if isinstance(published, date) and index % 16 == 12 else None


def _others(world: World, day: date) -> Iterator[Row]:
    """Entries of other lists that the city reported upwards, one in five."""
    for entry in all_entries(world):
        if entry.index % 5 == 2 and entry.subject and entry.listed_on + timedelta(days=30) < day:
            yield _row(
                {
                    "entry_no": f"GJ-{entry.entry_no}",
                    "colour": RED if entry.colour == RED else BLACK,
                    "list_type": entry.list_type,
                    "party_name": entry.name,
                    "party_category": "法人及非法人组织",
                    "party_uscc": entry.subject.uscc,
                    "listed_on": entry.listed_on,
                    "removed_on": _gone(entry, day),
                    "is_local": True,
                }
            )


def _gone(entry: Entry, day: date) -> date | None:
    return entry.removed_on if entry.removed_on and entry.removed_on <= day else None


def _row(says: Mapping[str, Says], who: Says = None) -> Row:
    row = row_of(says)
    row.person = who if isinstance(who, int) else None
    return row
