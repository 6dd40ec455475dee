"""Organisations that stand or stood on a black list, and enterprises that the nation graded 差."""

from __future__ import annotations

from functools import cache

from simulator.entries import BLACK, all_entries
from simulator.subjects import Subject, World, market_subject

ROUNDS = 3
GRADES = ("优", "良", "良", "中", "优", "良", "中", "良", "优", "良", "良")


@cache
def blacklisted(world: World) -> tuple[Subject, ...]:
    """Each organisation once, in the order in which departments number their entries."""
    found: dict[tuple[str, int, str], Subject] = {}
    for entry in all_entries(world):
        if entry.colour == BLACK and entry.subject:
            subject = entry.subject
            found.setdefault((subject.pair, subject.index, subject.name), subject)
    return tuple(found.values())


def grade(world: World, index: int, number: int) -> str | None:
    """A market subject's grade in a round; every other enterprise is evaluated, and a few sole traders."""
    chance, subject = world.chance, market_subject(world, index)
    asked = 2 if subject.pair == "91" else 12
    if not subject.uscc or not chance.one_in("evaluated", index, asked):
        return None
    if number == ROUNDS and chance.one_in("left out", index, 15):
        return None  # the newest round says nothing of it any more
    poor = chance.one_in("poor", index, 8)
    if number < ROUNDS and chance.one_in("was otherwise", index, 4):
        poor = not poor
    return "差" if poor else chance.pick("grade", index, GRADES)


@cache
def graded_poor(world: World) -> tuple[Subject, ...]:
    """Market subjects that are 差 in one of the two newest rounds."""
    poor = (
        index
        for index in range(world.market_subjects)
        if "差" in (grade(world, index, ROUNDS), grade(world, index, ROUNDS - 1))
    )
    return tuple(market_subject(world, index) for index in poor)


def under_watch(world: World) -> list[Subject]:
    """Both, each once: who has to hand in a credit report."""
    found = {(s.pair, s.index, s.name): s for s in (*blacklisted(world), *graded_poor(world))}
    return list(found.values())
