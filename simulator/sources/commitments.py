"""Commitments of market subjects, and where they were shown.

Most subjects have one; some let it run out, some break it, some take it back from the portal, and of some
only the office's own site ever showed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import Tables
from simulator.sources.versions import by, changed
from simulator.subjects import World, market_subject

OFFICE = "市市场监管局"
SOON = 60  # days within which a commitment is shown, taken back or broken
WRONG_CODE, TWICE = 110, 118  # subjects in whose rows something is planted
PLANTS = {
    2 * WRONG_CODE: Plant("代码校验位错误", "party_uscc", spoil.wrong_last, "USCC-CHECK", QUESTION),
}


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to a commitment, whether it lies ahead or not."""

    made_on: date
    valid_until: date | None
    broken_on: date | None
    shown_on: date | None
    withdrawn_on: date | None
    channel: str


def made_on_day(world: World, thing: int) -> date | None:
    """When the ``thing``'s commitment is made: two a market subject, the second a renewal of a few."""
    chance, (index, again) = world.chance, divmod(thing, 2)
    if chance.one_in("no commitment", index, 30) or (again and not chance.one_in("renewed", index, 9)):
        return None
    made_on = world.as_of - timedelta(days=40 + chance.number("committed", index, 350))
    # A renewal comes five days before the first one, where that is short, has run out.
    return made_on + timedelta(days=(175 if _is_short(world, index) else 60) * again)


def _is_short(world: World, index: int) -> bool:
    return world.chance.one_in("short commitment", index, 12)


def course(world: World, thing: int) -> Course | None:
    """What happens to the ``thing``'s commitment."""
    chance, (index, again) = world.chance, divmod(thing, 2)
    made_on = made_on_day(world, thing)
    if made_on is None:
        return None
    shown_on = made_on + timedelta(days=4 + chance.number("shown after", thing, 12))
    broken = chance.one_in("broken commitment", thing, 45)
    back = chance.one_in("taken back", thing, 50)
    return Course(
        made_on=made_on,
        valid_until=made_on + timedelta(days=180 if not again and _is_short(world, index) else 1095),
        broken_on=made_on + timedelta(days=50) if broken else None,
        shown_on=None if chance.one_in("never shown", thing, 30) else shown_on,
        withdrawn_on=shown_on + timedelta(days=35) if back else None,
        channel="部门网站" if chance.one_in("own site only", thing, 60) else "信用盘锦",
    )


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """The commitments and, an hour later, what the portal did with them; a file a month."""
    world = tables.world
    feed, portal = "market_regulation_commitments", "credit_centre_publications"
    yield from tables.deliver(feed, "信用承诺", partial(_made, world))
    yield from tables.deliver(portal, "信用承诺公示", partial(_shown, world), hour=11)


def _things(world: World, last: date, day: date) -> Iterator[int]:
    """Commitments with which something can have happened since; the others need not be looked at.

    A large city has hundreds of thousands: whatever happens to one, happens soon after it is made.
    """
    first = last - timedelta(days=SOON) if last > date.min else last
    for thing in range(2 * world.market_subjects):
        made_on = made_on_day(world, thing)
        if made_on and first <= made_on <= day:
            yield thing


def _made(world: World, last: date, day: date) -> Iterator[Row]:
    things = _things(world, last, day)
    return changed(things, partial(_commitment, world), last, day, plants=PLANTS, doubled=2 * TWICE)


def _commitment(world: World, thing: int, day: date) -> dict[str, Says] | None:
    of = course(world, thing)
    if of is None or of.made_on > day:
        return None
    subject = market_subject(world, thing // 2)
    return {
        "commitment_no": number(thing),
        "unit": OFFICE if thing % 3 else "盘锦市市场监督管理局",
        "kind": "行业自律" if thing // 2 % 4 == 1 else "主动",
        "party_name": subject.name,
        "party_category": "个体工商户" if subject.is_sole_trader else "法人及非法人组织",
        "party_uscc": subject.uscc,
        "reason": "依法诚信经营",
        "made_on": of.made_on,
        "valid_until": of.valid_until,
        "performance": "未履约" if by(of.broken_on, day) else "履行中",
    }


def number(thing: int) -> str:
    """A commitment's number in its office's book."""
    return f"CN{thing:08d}"


def _shown(world: World, last: date, day: date) -> Iterator[Row]:
    yield from changed(_things(world, last, day), partial(_publication, world), last, day)


def _publication(world: World, thing: int, day: date) -> dict[str, Says] | None:
    of = course(world, thing)
    if of is None or of.shown_on is None or of.shown_on > day:
        return None
    subject = market_subject(world, thing // 2)
    return {
        "channel": of.channel,
        "content_kind": "信用承诺",
        "reference_no": number(thing),
        # One in forty is shown under another office's name: that office's book has a number of its own.
        "unit": "市住建局" if world.chance.one_in("another's number", thing, 40) else OFFICE,
        "party_name": subject.name,
        "party_uscc": subject.uscc,
        "published_on": of.shown_on,
        "withdrawn_on": by(of.withdrawn_on, day),
        "url": f"https://credit.example/commitment/{thing}",
    }
