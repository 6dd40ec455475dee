"""The scorecard counted again in plain Python: points by the rubric, after appeals, and those a person gave.

Not answered: the steps of delivery, because there is one connector.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from simulator.facts import Facts, seed
from simulator.scorecard_things import Card, Place, Thing


def _appeals(facts: Facts) -> dict[Place, list[str | None]]:
    """What accepted appeals are about; none: the whole item."""
    found: dict[Place, list[str | None]] = defaultdict(list)
    for told in facts.current("score_appeals"):
        decided_on = told.day_of("decided_on")
        if told["decision"] == "成立" and decided_on and decided_on <= facts.as_of:
            place = (told.text("month"), facts.unit(told.text("unit")), told.text("rubric_item"))
            found[place].append(told.text("appealed_record") or None)
    return found


def _by_hand(facts: Facts) -> dict[Place, Decimal]:
    """Points a person gave, the newest for a unit, month and item."""
    newest: dict[Place, tuple[date, Decimal]] = {}
    for told in facts.current("manual_points"):
        place = (told.text("month"), facts.unit(told.text("unit")), told.text("rubric_item"))
        given = (told.day_of("given_on") or told.day, Decimal(told.text("points")))
        newest[place] = max(given, newest.get(place, given), key=lambda pair: pair[0])
    return {place: points for place, (_, points) in newest.items()}


def _excused(things: Iterable[Thing], appealed: list[str | None]) -> list[Thing]:
    """What still counts after accepted appeals: a lost thing named by one, or any if the whole item was."""
    return [t for t in things if t.done or not (None in appealed or t.name in appealed)]


def _points(rubric: Mapping[str, str], above: int, below: int) -> Decimal:
    most, full = Decimal(rubric["points"]), rubric["full_marks_at"]
    if not full:
        steps = [row for row in seed("policy/rubric_steps") if row["item"] == rubric["item"]]
        reached = [Decimal(s["points"]) for s in steps if above >= Decimal(s["at_least"]) * below]
        return max(reached, default=Decimal(0))
    return most if above >= Decimal(full) * below else most * above / below


def scorecard(facts: Facts, files: list[dict[str, Any]], faults: list[dict[str, Any]]) -> dict[str, Any]:
    """By month, unit and item: points, numerator and denominator (none of a person's)."""
    card = Card(facts, files, faults)
    rubric = {row["item"]: row for row in seed("policy/rubric_items")}
    found: dict[str, Any] = {}
    appeals = _appeals(facts)
    for place, things in sorted(card.things().items()):
        left = _excused(things, appeals[place])
        above, below = sum(t.weight for t in left if t.done), sum(t.weight for t in left)
        if below:
            shown = [f"{_points(rubric[place[2]], above, below):.4f}", above, below]
            found.setdefault(place[0], {}).setdefault(place[1], {})[place[2]] = shown
    judged = {month.name for month in card.months}
    for place, points in sorted(_by_hand(facts).items()):
        item = rubric[place[2]]
        if item["formula"] == "manual" and place[0] in judged and points <= Decimal(item["points"]):
            shown = [f"{points:.4f}", None, None]
            found.setdefault(place[0], {}).setdefault(place[1], {})[place[2]] = shown
    return found
