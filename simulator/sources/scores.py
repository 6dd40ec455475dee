"""Personal credit scores of the labour bureau, and the household population they are held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import Tables, row_of
from simulator.sources.versions import changed
from simulator.subjects import World, person
from simulator.words import DISTRICTS

ELSEWHERE = "沈阳市和平区"  # people who live here and are registered there
SHARES = (28, 34, 26, 22, 12)  # of the population, by district
MASKED, WORDED, TWICE = 25, 31, 37  # persons in whose rows something is planted


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Both feeds, a file a month."""
    world = tables.world
    yield from tables.deliver("labour_bureau_scores", "个人诚信分", partial(_scores, world), hour=13)
    yield from tables.deliver("public_security_population", "户籍人口", partial(_population, world), hour=13)


def _nobody(row: Row) -> None:
    row.person = None


PLANTS = {
    2 * MASKED: Plant("身份证号被遮盖", "person_id", spoil.masked, "PID-ALPHABET", QUESTION, truth=_nobody),
    2 * WORDED: Plant(
        "诚信分不是整数", "score", spoil.constant("优秀"), "INTEGER-FORM", QUESTION, truth=_nobody
    ),
}


def _scores(world: World, last: date, day: date) -> Iterator[Row]:
    """Two things a person: the first score, and for one in five a later one of another model."""
    for thing in range(2 * world.persons):
        index = thing // 2
        for row in changed((thing,), partial(_score, world), last, day, plants=PLANTS, doubled=2 * TWICE):
            row.person = index if row.usable else None
            yield row


def _score(world: World, thing: int, day: date) -> dict[str, Says] | None:
    chance, (index, again) = world.chance, divmod(thing, 2)
    if (again and index % 5) or chance.one_in("never scored", index, 7):
        return None
    scored_on = world.as_of - timedelta(days=20 + chance.number("scored", index, 380))
    if again:
        scored_on += timedelta(days=60 + chance.number("scored again", index, 60))
    if scored_on > day:
        return None
    # One in nine of the first scores holds for a quarter only: it has run out by now, or soon will.
    valid = 90 if not again and chance.one_in("short", index, 9) else 365
    base = 500 + chance.number("base", index, 120)
    return {
        "person_id": person(world, index).number,
        "district": _district(world, index, bool(again), corrected=day > scored_on + timedelta(days=45)),
        "model_version": "V2.0" if again else "V1.0",
        "scored_on": scored_on,
        "score": base + 35,
        "base_points": base,
        "honour_points": 20,
        "commitment_points": 15,
        "valid_until": scored_on + timedelta(days=valid),
    }


def _district(world: World, index: int, again: bool, *, corrected: bool) -> str:
    """One in three moves before the second score; some rows are corrected after six weeks."""
    if world.chance.one_in("registered elsewhere", index, 40):
        return ELSEWHERE
    moved = (again and index % 3 == 0) or (corrected and index % 50 == 7)
    return DISTRICTS[(index + moved) % len(DISTRICTS)]


def _population(world: World, _last: date, day: date) -> Iterator[Row]:
    """The count at the end of the month before; one is put right a month later, one has stopped coming."""
    counted_on = day.replace(day=1) - timedelta(days=1)
    for place, district in enumerate(DISTRICTS):
        # The new area's office has sent nothing for four months: its newest count still stands.
        if district != DISTRICTS[-1] or day < world.as_of - timedelta(days=120):
            yield _counted(world, place, counted_on, 0)
    yield _counted(world, 1, counted_on.replace(day=1) - timedelta(days=1), 3)


def _counted(world: World, place: int, counted_on: date, more: int) -> Row:
    people = world.persons * SHARES[place] // 80 + counted_on.month + more
    return row_of(
        {
            "district": DISTRICTS[place],
            "counted_on": counted_on,
            "population": people,
            "adults": people * 4 // 5,
        },
        {"population": f"{people:,}"} if place == 2 else None,
    )
