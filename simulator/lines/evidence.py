"""Answers of the lines that show evidence: named items with something dated beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial

from simulator.facts import Facts, Told
from simulator.lines.answer import Answer

Stands = Callable[[Facts, Told], bool]


def of_the_year(facts: Facts, piece: Told) -> bool:
    """Dated in the year of the day."""
    dated = piece.day_of("dated_on")
    return dated is not None and facts.year_start <= dated <= facts.as_of


def in_force(facts: Facts, piece: Told) -> bool:
    """Dated by the day, and its last day not over."""
    dated, ends = piece.day_of("dated_on"), piece.day_of("valid_until")
    return dated is not None and dated <= facts.as_of and (ends is None or facts.as_of <= ends)


def pieces(facts: Facts, line: str, stands: Stands, kinds: Collection[str] = ()) -> list[Told]:
    """Evidence of a line that stands on the day."""
    return [
        piece
        for piece in facts.current("evidence")
        if piece["indicator_id"] == line and stands(facts, piece) and (not kinds or piece["kind"] in kinds)
    ]


def count_items(
    facts: Facts,
    answer: Answer,
    line: str,
    stands: Stands,
    *,
    groups: Collection[str] = (),
    kinds: Collection[str] = (),
    by_group: bool = False,
    main: bool = True,
) -> None:
    """Each named item once, hit when any piece names it."""
    named = {piece.text("item") for piece in pieces(facts, line, stands, kinds)}
    for item in facts.items(line, *groups):
        hit = item["item"] in named
        unit = facts.unit(item["unit"]) if item["unit"] else facts.lead(line)
        part = item["item_group"] if by_group else None
        answer.member(unit, "shown" if hit else "not_shown", hit=hit, part=part, main=main)


def count_pieces(
    facts: Facts, answer: Answer, line: str, *, groups: Collection[str] = (), kinds: Collection[str] = ()
) -> None:
    """How much there is of each named item in the year, beside the line."""
    named = {item["item"] for item in facts.items(line, *groups)}
    for piece in pieces(facts, line, of_the_year, kinds):
        if piece["item"] in named:
            quantity = 1 if piece["quantity"] is None else int(piece.text("quantity"))
            answer.member(
                facts.lead(line), "shown", hit=True, weight=quantity, part=piece.text("item"), main=False
            )


def items_line(
    facts: Facts, line: str, stands: Stands, kinds: Collection[str] = (), by_group: bool = False
) -> Answer:
    """A line that is its named items and nothing else."""
    answer = Answer()
    count_items(facts, answer, line, stands, kinds=kinds, by_group=by_group)
    return answer


def _t11_01(facts: Facts) -> Answer:
    answer = items_line(facts, "T11-01", of_the_year)
    count_pieces(facts, answer, "T11-01")
    return answer


def _t11_02(facts: Facts) -> Answer:
    """《信用盘锦》: months of the year that are over, each with an issue or without."""
    answer, lead = Answer(), facts.lead("T11-02")
    issues = [p for p in facts.current("evidence") if p["indicator_id"] == "T11-02" and p["kind"] == "刊物"]
    dates = [issue.day_of("dated_on") for issue in issues]
    issued = {day.month for day in dates if day is not None and day.year == facts.as_of.year}
    for month in range(1, facts.as_of.month + 1):
        following = date(facts.as_of.year + month // 12, month % 12 + 1, 1)
        if (following - facts.as_of).days > 1:
            answer.member(lead, "month_not_over", counted=False)
        else:
            answer.member(lead, "issued" if month in issued else "no_issue", hit=month in issued)
    count_pieces(facts, answer, "T11-02", groups=("material",))
    return answer


def _t14_10(facts: Facts) -> Answer:
    answer = Answer()
    count_items(facts, answer, "T14-10", in_force, groups=("mechanism",), kinds=("制度文件",), by_group=True)
    count_items(facts, answer, "T14-10", of_the_year, groups=("exercise",), kinds=("演练",), by_group=True)
    return answer


def _t16_02(facts: Facts) -> Answer:
    answer = Answer()
    count_items(facts, answer, "T16-02", in_force, groups=("rule",), kinds=("制度文件",))
    in_post = set()
    for officer in facts.current("liaison_officers"):
        since, left = officer.day_of("held_from"), officer.day_of("held_until")
        if since is not None and since <= facts.as_of and (left is None or facts.as_of < left):
            in_post.add(facts.unit(officer.text("unit")))
    for item in facts.items("T16-02", "unit"):
        hit = facts.unit(item["unit"]) in in_post
        reason = "liaison_officer" if hit else "no_liaison_officer"
        answer.member(facts.unit(item["unit"]), reason, hit=hit, part="liaison", main=False)
    return answer


def _t16_03(facts: Facts) -> Answer:
    """The points of the newest scheme in force."""
    answer, lead = Answer(), facts.lead("T16-03")
    schemes = pieces(facts, "T16-03", in_force, ("考核方案",))
    if not schemes:
        answer.member(lead, "no_scheme_in_force", weight=0)
    else:
        newest = max(schemes, key=lambda piece: (piece.day_of("dated_on"), piece.at))
        points = newest["quantity"]
        reason = "scheme_names_no_points" if points is None else "scheme_in_force"
        answer.member(lead, reason, hit=points is not None, weight=int(newest.text("quantity") or 0))
    count_pieces(facts, answer, "T16-03", groups=("measure",), kinds=("约谈通报问责",))
    return answer


LINES = {
    "T06-01": partial(items_line, line="T06-01", stands=of_the_year),
    "T11-01": _t11_01,
    "T11-02": _t11_02,
    "T11-03": partial(items_line, line="T11-03", stands=of_the_year, by_group=True),
    "T14-09": partial(items_line, line="T14-09", stands=in_force, kinds=("制度文件",)),
    "T14-10": _t14_10,
    "T14-11": partial(items_line, line="T14-11", stands=in_force, kinds=("制度文件",)),
    "T16-02": _t16_02,
    "T16-03": _t16_03,
}
