"""What the platform before this one handed over: its penalties in two parts, repairs, and a revocation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from simulator.deliveries import Delivery
from simulator.handed_over import FIRST, OFFICES, SECOND, Old, handed_over, number_of, punished, whom
from simulator.rows import Cell, Decided, Row
from simulator.sources.table import Tables, row_of
from simulator.subjects import World, authority_code

REVOKED_BEFORE = 12  # days before the as-of day; told with the last monthly file


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Two parts of the stock; beside them the feeds that say what became of some."""
    world = tables.world

    def stock(last: date, day: date) -> Iterable[Row]:
        return _stock(world, day, first=last == date.min)

    def repairs(last: date, day: date) -> Iterable[Row]:
        return (
            _repair(old, place, punished(world, old, place))
            for place, old in enumerate(handed_over(world))
            if old.repair and last < old.repair[0] <= day
        )

    def revocations(_last: date, _day: date) -> Iterable[Row]:
        found = enumerate(handed_over(world))
        return (_revocation(world, old, place) for place, old in found if old.name == "revoked")

    parts, monthly, after = (FIRST, SECOND), (103, 72, 42), (REVOKED_BEFORE - 2,)
    yield from tables.deliver("credit_centre_handed_over", "旧平台移交", stock, before=parts, hour=13)
    yield from tables.deliver("reform_commission_repairs", "处罚修复", repairs, before=monthly, hour=17)
    yield from tables.deliver("market_regulation_revocations", "处罚撤销", revocations, before=after, hour=17)


def _stock(world: World, day: date, *, first: bool) -> Iterator[Row]:
    for place, old in enumerate(handed_over(world)):
        if old.part == (FIRST if first else SECOND):
            yield _penalty(world, old, place)
        elif old.corrected_to and not first:
            yield _corrected(_penalty(world, old, place), old.corrected_to, said_on=day)


def _penalty(world: World, old: Old, place: int) -> Row:
    office, code = OFFICES[old.unit]
    party = punished(world, old, place)
    cells = {
        **party,
        "document_no": number_of(old, place),
        "case_name": "旧平台移交",
        "offence_type": "违规经营",
        "facts": "经查，当事人存在违法行为",
        "basis": old.basis,
        "penalty_types": old.types,
        "content": "予以处罚",
        "fine": "0.5",
        "decided_on": old.decided_on.isoformat(),
        "authority": office,
        "authority_uscc": authority_code(code),
        "procedure": old.procedure,
    }
    exempt = old.procedure == "简易"
    truth = Decided(f"handed over/{place}", "penalty", office, old.decided_on, exempt, party)
    someone = whom(world, old.who).index if old.who is not None else None
    return Row(dict(cells), decided=truth, person=someone)


def _corrected(row: Row, day: date, *, said_on: date) -> Row:
    cells: dict[str, Cell] = {
        "decided_on": day.isoformat(),
        "operation": "U",
        "changed_on": said_on.isoformat(),
    }
    truth = row.decided
    if truth is None:
        raise ValueError("a penalty has a truth")
    cells["decided_on"] = day.isoformat()
    cells["change_reason"] = "决定日期录入有误"
    return replace(row, cells=row.cells | cells, decided=replace(truth, decided_on=day, said_on=said_on))


def _repair(old: Old, place: int, party: dict[str, str | None]) -> Row:
    if old.repair is None:
        raise ValueError("nothing to repair")
    decided_on, result = old.repair
    return row_of(
        {
            "application_no": f"CF{place:04d}",
            "unit": "市发改委",
            "penalty_unit": old.unit,
            "penalty_document_no": number_of(old, place),
            "party_name": party["party_name"],
            "party_category": party["party_category"],
            "party_uscc": party["party_uscc"],
            "applied_on": decided_on - timedelta(days=20),
            "decided_on": decided_on,
            "result": result,
        }
    )


def _revocation(world: World, old: Old, place: int) -> Row:
    return row_of(
        {
            "unit": old.unit,
            "decision_kind": "行政处罚",
            "document_no": number_of(old, place),
            "revocation_kind": "复议撤销",
            "revoked_on": world.as_of - timedelta(days=REVOKED_BEFORE),
            "reason": "主要事实不清",
            "basis": "复议决定〔2026〕7号",
        }
    )
