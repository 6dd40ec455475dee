"""Penalties of the platform before this one: one for each way a window can begin, last and end.

What must become of each on the as-of day is written beside it, from the texts, not computed by anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from simulator.codes import identity_number
from simulator.subjects import Person, World, market_subject, person

OFFICES = {  # unit → the office's name and the number of its code
    "市应急局": ("盘锦市应急管理局", 11),
    "市市场监管局": ("盘锦市市场监督管理局", 4),
}
SAFETY, MARKET = OFFICES
FIRST, SECOND = 200, 20  # days before the as-of day on which the two parts were handed over
BOY, FOREIGNER = 40, 41  # persons of their own beyond the register of residents
SHOWN = ("shown", "")


@dataclass(frozen=True)
class Old:
    """One penalty; ``outcome`` is what the portal says of it on the as-of day, and why."""

    name: str
    decided_on: date
    outcome: tuple[str, str]
    until: date | None = None  # last day by the rule, of those shown or ended
    types: str = "罚款"
    procedure: str = "一般"
    basis: str = "依据有关法律法规"
    unit: str = SAFETY
    part: int = FIRST
    repair: tuple[date, str] | None = None  # decided on, result
    corrected_to: date | None = None  # the day of decision as put right in the second part
    who: int | None = None  # a natural person


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def handed_over(world: World) -> list[Old]:
    """All of them. Ends by the corresponding day (民法典 202); three years before today ends today."""
    today = world.as_of
    three = _years_before(today, 3)
    day = timedelta(days=1)
    granted = "通过"
    return [
        Old("over_2019", date(2019, 8, 15), ("ended", "expired"), date(2020, 8, 15)),
        Old("over_while_shown", date(2023, 4, 30), ("ended", "expired"), date(2026, 4, 30), "吊销许可证件"),
        Old("ended_yesterday", three - day, ("ended", "expired"), today - day),
        Old("ends_today", three, SHOWN, today),
        Old("ends_tomorrow", three + day, SHOWN, today + day),
        Old("warned_2023", date(2024, 5, 6), ("withheld", "not_published"), None, "警告"),
        Old("other_2023", date(2024, 5, 7), SHOWN, date(2027, 5, 7), "其他-限期治理"),
        Old("framework_2025", date(2025, 7, 1), SHOWN, date(2028, 7, 1)),
        Old("repaired", date(2026, 1, 12), ("ended", "repaired"), date(2029, 1, 12),
            repair=(date(2026, 6, 1), granted)),
        Old("repaired_too_early", date(2026, 3, 10), ("ended", "repaired"), date(2029, 3, 10),
            repair=(date(2026, 5, 8), granted)),
        Old("minimum_not_reached", date(2026, 2, 27), SHOWN, date(2027, 2, 27), basis="依据《安全生产法》",
            repair=(date(2026, 7, 3), granted)),
        Old("repair_refused", date(2026, 1, 13), SHOWN, date(2029, 1, 13),
            repair=(date(2026, 6, 2), "不通过")),
        Old("revoked", date(2025, 9, 8), ("ended", "revoked"), date(2028, 9, 8), unit=MARKET),
        Old("unknown_2026", date(2026, 4, 2), ("withheld", "class_unknown"), None, "其他-限期治理"),
        Old("half_known_2026", date(2026, 4, 3), SHOWN, date(2027, 4, 3), "罚款;其他-限期治理"),
        Old("simple_2026", date(2026, 4, 7), ("withheld", "not_published"), None, procedure="简易"),
        Old("grave_2026", date(2026, 4, 8), SHOWN, date(2029, 4, 8), "罚款;责令停产停业"),
        Old("corrected_to_be_over", date(2024, 1, 15), ("ended", "expired"), date(2023, 1, 15),
            corrected_to=date(2022, 1, 15)),
        Old("warned_this_month", today - 25 * day, ("withheld", "not_published"), None, "警告", part=SECOND),
        Old("a_minor", date(2025, 12, 1), ("withheld", "minor"), None, who=BOY),
        Old("no_age_known", date(2025, 12, 2), ("withheld", "age_unknown"), None, who=FOREIGNER),
        Old("a_grown_up", date(2025, 12, 3), SHOWN, date(2028, 12, 3), who=7),
    ]  # fmt: skip


def number_of(old: Old, place: int) -> str:
    """Its document number on the old platform."""
    return f"移交〔{old.decided_on.year}〕{place + 1}号"


def punished(world: World, old: Old, place: int) -> dict[str, str | None]:
    """The party's cells."""
    if old.who is None:
        index = next(i for i in range(60 + 9 * place, world.market_subjects) if market_subject(world, i).uscc)
        subject = market_subject(world, index)
        category = "个体工商户" if subject.pair == "92" else "法人及非法人组织"
        return {"party_name": subject.name, "party_category": category, "party_uscc": subject.uscc}
    someone = whom(world, old.who)
    paper = "护照号" if old.who == FOREIGNER else "身份证"
    named = {"party_name": someone.name, "party_category": "自然人", "party_uscc": None}
    return named | {"party_id_type": paper, "party_person_id": someone.number}


def whom(world: World, who: int) -> Person:
    """The natural person: a resident, a boy of fifteen, or somebody with a passport."""
    if who == BOY:
        born = date(2010, 6, 1)
        number = identity_number("211103", born, 613)
        return Person(world.persons + BOY, "小明明", number, born)
    if who == FOREIGNER:
        return Person(world.persons + FOREIGNER, "约翰", "E12345678", date(1980, 1, 1))
    return person(world, who)


def told_twice(world: World) -> set[str]:
    """Those of which more is said than one row, as the clock names decisions."""
    return {f"handed over/{place}" for place, old in enumerate(handed_over(world)) if old.corrected_to}
