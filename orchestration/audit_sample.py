"""The sample of the omission audit: which places to look up, what inspectors found there, and the bound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration import words
from orchestration.released import NothingToExplainError, Row
from orchestration.sampling import draw, size_to_prove, upper_bound

KIND = {"permit": "许可", "penalty": "处罚"}
REPORTED, UNREPORTED = "已报送", "未报送"
Place = tuple[str, str, str, int]  # unit, month, kind, which one in the unit's register


@dataclass(frozen=True)
class Looked:
    """What inspectors looked up of a drawn sample; places that were not drawn prove nothing and are apart."""

    drawn: tuple[Row, ...]
    not_drawn: tuple[Row, ...]

    @property
    def unreported(self) -> list[Row]:
        """Drawn and not shown to be reported: a file nobody can show is none that was seen to be reported."""
        return [row for row in self.drawn if row["outcome"] != REPORTED and not row["is_told"]]


def sample(plan: Sequence[Row]) -> list[Place]:
    """The places drawn by the plan's seed."""
    places = ((r["unit"], r["month"], r["kind"], n) for r in plan for n in range(1, r["population"] + 1))
    return draw(places, plan[0]["sample_size"], plan[0]["sampling_seed"]) if plan else []


def looked_up(drawn: Iterable[Place], checks: Iterable[Row]) -> Looked:
    """Results apart by whether their place was drawn."""
    wanted = set(drawn)
    found: dict[bool, list[Row]] = {True: [], False: []}
    for row in checks:
        found[(row["unit"], row["month"], row["kind"], row["place"]) in wanted].append(row)
    return Looked(tuple(found[True]), tuple(found[False]))


def sample_lines(plan: Sequence[Row], checks: Sequence[Row], supposed: int | None) -> list[str]:
    """The plan, the bound and the places, in words; ``supposed``: so many unreported among all drawn.

    Raises:
        NothingToExplainError: more supposed than drawn.
    """
    if not plan:
        return []
    rule, population, drawn = plan[0], sum(row["population"] for row in plan), sample(plan)
    if supposed is not None and supposed > len(drawn):
        raise NothingToExplainError(f"抽 {len(drawn)} 件，查出 {supposed} 件 / more found than drawn")
    by_cell: defaultdict[str, list[str]] = defaultdict(list)
    for unit, month, kind, place in drawn:
        by_cell[f"{unit} {month} {KIND[kind]}"].append(str(place))
    return [
        f"{population} 件中抽 {len(drawn)} 件(种子 {rule['sampling_seed']})，若查出未报 {supposed or 0} 件，"
        + _bound(supposed or 0, len(drawn), rule),
        _wanted(rule, population),
        *_results(looked_up(drawn, checks), rule, plan),
        *(f"{cell}: {' '.join(numbers)}" for cell, numbers in by_cell.items()),
    ]


def _bound(found: int, looked: int, rule: Row) -> str:
    bound = upper_bound(found, looked, rule["confidence"])
    return f"漏报率上限 / upper bound {bound:.4%}(单侧 {rule['confidence']:.0%}，Clopper-Pearson)"


def _wanted(rule: Row, population: int) -> str:
    needed = size_to_prove(rule["wanted_bound"], rule["confidence"])
    possible = (
        f"总共只有 {population:,} 件，抽样证明不了，只能逐件查 / too few to prove it by a sample"
        if population < needed
        else "可行 / possible"
    )
    return f"要证明不高于 {rule['wanted_bound'] * 1000:g}‰，须抽 {needed:,} 件且全部已报:{possible}"


def _results(looked: Looked, rule: Row, plan: Sequence[Row]) -> list[str]:
    """What inspectors said; nobody's word counts for a place that was not drawn."""
    if not (looked.drawn or looked.not_drawn):
        return ["尚无抽查结果 / no result was sent yet: disclosure_checks"]
    lines = [
        f"已查 {len(looked.drawn)} 件，未能证明已报 {len(looked.unreported)} 件，"
        + _bound(len(looked.unreported), len(looked.drawn), rule)
    ]
    lines += [f"{row['outcome']}: {_check(row)}" for row in looked.unreported]
    lines += [
        f"称未报而平台收到过 / reported after all: {_check(row)}"
        for row in looked.drawn
        if row["outcome"] == UNREPORTED and row["is_told"]
    ]
    population = {(row["unit"], row["month"], row["kind"]): row["population"] for row in plan}
    lines += [
        f"卷宗 {row['archive_count']} 件，所知 {population[cell]} 件 / more than anybody told: {_check(row)}"
        for row in (*looked.drawn, *looked.not_drawn)
        if (cell := (row["unit"], row["month"], row["kind"])) in population
        and (row["archive_count"] or 0) > population[cell]
    ]
    return lines + [f"不在方案内，不计 / not drawn, not counted: {_check(row)}" for row in looked.not_drawn]


def _check(row: Row) -> str:
    place = f"{row['unit']} {row['month']} {KIND[row['kind']]} 第 {row['place']} 件"
    return f"{place} {row['document_no'] or ''} {row['inspector']} {row['checked_on']}  ← {words.place(row)}"
