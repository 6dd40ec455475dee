"""T05-02, T05-03: fields of joint reward and punishment, and the chains that run by themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer
from simulator.lines.papers import papers


def memoranda(facts: Facts) -> Answer:
    """A document of the city's own, and somebody it was applied to."""
    answer = Answer()
    documents = papers(facts, "T05-02", "制度文件")
    applied = {
        told.text("memorandum")
        for standard, column in (("list_entries", "listed_on"), ("joint_cases", "acted_on"))
        for told in facts.current(standard)
        if (day := told.day_of(column)) is not None and day <= facts.as_of
    }
    for item in facts.items("T05-02", "memorandum"):
        name = item["item"]
        both = name in documents and name in applied
        one = "nobody_listed" if name in documents else "no_document" if name in applied else "neither"
        unit = item["unit"] or facts.lead("T05-02")
        answer.member(unit, "implemented" if both else one, hit=both)
    return answer


def chains(facts: Facts) -> Answer:
    """Fields with a chain under way, and whether one closed this quarter without a hand."""
    answer = Answer()
    events: dict[str, list[Told]] = defaultdict(list)
    for told in facts.current("joint_interface_log"):
        events[told.text("chain_no")].append(told)
    best: dict[str, int] = {}
    for told_of_chain in events.values():
        begun = [told for told in told_of_chain if told["stage"] == "发起"]
        if not begun:
            continue
        first = min(begun, key=_moment)
        began = _day(first)
        closed, alone = _closed(told_of_chain, by_itself=False), _closed(told_of_chain, by_itself=True)
        field = first.text("field")
        if began >= facts.quarter_start or closed is None or (alone or closed) >= facts.quarter_start:
            rank = 1 + _now(facts, closed) + 2 * _now(facts, alone)
            best[field] = max(best.get(field, 0), 3 if _now(facts, alone) else rank)
        if began >= facts.quarter_start:
            unit, hit = facts.unit(first.text("unit")), closed is not None
            answer.member(unit, "loop", hit=hit, part="closed_loops", main=False)
        if _now(facts, closed):
            unit, minutes = facts.unit(first.text("unit")), _minutes(first, told_of_chain)
            answer.member(unit, "closed", hit=True, weight=minutes, part="minutes_to_feedback", main=False)
    reasons = {1: "not_closed", 2: "closed_by_hand", 3: "closed_automatically"}
    for rank in best.values():
        answer.member(facts.lead("T05-03"), reasons[rank], hit=rank == 3)
    return answer


def _minutes(first: Told, events: list[Told]) -> int:
    """Initiation to the first feedback that closed the chain; whole days where a minute is missing."""
    answers = [told for told in events if told["stage"] == "响应" and _in_order(first, told)]
    taken = []
    for told in events:
        if told["stage"] == "反馈" and any(_in_order(answered, told) for answered in answers):
            begun, ended = first["occurred_minute"], told["occurred_minute"]
            within = ended - begun if isinstance(begun, int) and isinstance(ended, int) else 0
            taken.append((_day(told) - _day(first)).days * 1440 + within)
    return min(taken)


def _now(facts: Facts, day: date | None) -> bool:
    return day is not None and day >= facts.quarter_start


def _day(told: Told) -> date:
    day = told.day_of("occurred_on")
    if day is None:
        raise TypeError("an event has a day")
    return day


def _moment(told: Told) -> tuple[date, int]:
    minute = told["occurred_minute"]
    return _day(told), minute if isinstance(minute, int) else -1


def _in_order(earlier: Told, later: Told) -> bool:
    """Minutes decide on one day, where both are written."""
    if _day(earlier) != _day(later):
        return _day(earlier) < _day(later)
    one, other = earlier["occurred_minute"], later["occurred_minute"]
    return not (isinstance(one, int) and isinstance(other, int)) or one <= other


def _closed(events: list[Told], *, by_itself: bool) -> date | None:
    """The first day on which three events in order had closed the chain."""
    known = [told for told in events if told["is_automatic"] is True or not by_itself]
    stages = ([told for told in known if told["stage"] == stage] for stage in ("发起", "响应", "反馈"))
    whole = (
        _day(fed_back)
        for begun, answered, fed_back in product(*stages)
        if _in_order(begun, answered) and _in_order(answered, fed_back)
    )
    return min(whole, default=None)


LINES = {"T05-02": memoranda, "T05-03": chains}
