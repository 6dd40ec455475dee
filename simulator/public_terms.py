"""How long the acts let a penalty be shown, from their texts: no seed of the publication policy is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulator.facts import Told

NATION_2019, ORDER_58, ORDER_36 = date(2019, 7, 1), date(2023, 5, 1), date(2026, 4, 1)
GRAVE = {"吊销许可证件", "责令停产停业", "责令关闭", "限制从业"}
RESTRICTED = "限制开展生产经营活动"  # grave since order 36
WARNINGS = {"警告", "通报批评"}
ORDINARY = {"罚款", "没收违法所得、没收非法财物", "暂扣许可证件", "降低资质等级"}
SAFETY = ("特种设备", "安全生产", "消防", "食品", "药品")


@dataclass(frozen=True)
class Term:
    """How many months at least and at most."""

    least: int
    most: int


def types_of(told: Told) -> set[str]:
    """The types of a penalty."""
    return {part for part in told.text("penalty_types").split(";") if part}


def term(decided_on: date, types: set[str], act: str, *, simple: bool) -> Term | None:
    """What the act in force on the day says of a penalty; None: not shown."""
    heavier = types & (GRAVE | {RESTRICTED})
    if decided_on < NATION_2019:
        return None
    if decided_on < ORDER_58:
        known = types & (GRAVE | WARNINGS | ORDINARY | {RESTRICTED})
        found = Term(6, 36) if types & GRAVE else Term(3, 12) if known else None
    elif decided_on < ORDER_36:
        least = 12 if any(word in act for word in SAFETY) else 3
        found = None if simple or types <= WARNINGS else Term(least, 36)
    else:
        found = Term(12, 36) if heavier else Term(3, 12) if types & ORDINARY else None
        found = None if simple else found
    return found
