"""Red and black list entries as they truly are: whom they are about, why, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from simulator.officers import director, officer_on
from simulator.subjects import (
    Person,
    Subject,
    World,
    market_subject,
    person,
    social_organisation,
    stranger,
)

RED, BLACK, WATCHED = "红", "黑", "重点关注"
COLOURS = (BLACK, RED, BLACK, WATCHED, BLACK, RED)
REMOVALS = ("修复", "履行完毕", "修复", "到期", "履行完毕", "修复", "撤销", "注销", "其他", None)
SPANS = (365, 730, 1_095, None)  # days an entry is valid; None: until removed
LISTS = {
    "bidding_office_lists": ("市公管办", ("招标投标",)),
    "civil_affairs_lists": ("市民政局", ("社会组织",)),
    "commerce_bureau_lists": ("市商务局", ("电子商务", "中介服务业")),
    "culture_bureau_lists": ("市文旅广电局", ("文化体育旅游", "会展广告")),
    "ecology_bureau_lists": ("市生态环境局", ("环境保护和能源节约",)),
    "education_bureau_lists": ("市教育局", ("教育科研",)),
    "emergency_bureau_lists": ("市应急局", ("生产",)),
    "health_commission_lists": ("市卫健委", ("医药卫生和健康",)),
    "housing_bureau_lists": ("市住建局", ("工程建设",)),
    "justice_bureau_lists": ("市司法局", ("重点职业人群",)),
    "labour_bureau_lists": ("市人社局", ("劳动用工", "社会保障")),
    "market_regulation_lists": ("市市场监管局", ("流通", "价格", "知识产权")),
    "public_security_lists": ("市公安局", ("互联网应用及服务",)),
    "tax_bureau_lists": ("市税务局", ("税务",)),
    "transport_bureau_lists": ("市交通局", ("交通运输",)),
}
# These departments sign with their full name every third time.
FULL_NAMES = {
    "transport_bureau_lists": "盘锦市交通运输局",
    "ecology_bureau_lists": "盘锦市生态环境局",
    "tax_bureau_lists": "国家税务总局盘锦市税务局",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of one list."""

    feed: str
    index: int
    unit: str  # as the department signs
    department: str
    colour: str
    field: str | None
    memorandum: str | None
    subject: Subject | None  # None: a natural person
    person: Person | None
    written: str  # what names the subject: uscc, number, name
    acted_on: date | None
    listed_on: date
    expires_on: date | None
    removed_on: date | None
    removal_kind: str | None
    removal_told_on: date | None  # some departments report a removal a month late
    corrected_on: date | None  # the day a missing basis was filled in
    legal_basis: str | None
    basis_document: str | None
    direct: Person | None
    direct_is_numbered: bool

    @property
    def entry_no(self) -> str:
        """The number the department gave it."""
        return f"{self.feed[:2].upper()}-{self.colour}-{self.listed_on:%Y}-{self.index:05d}"

    @property
    def list_type(self) -> str:
        """The list's name."""
        ending = {RED: "红名单", BLACK: "黑名单", WATCHED: "重点关注名单"}[self.colour]
        return f"{self.field or '综合'}{ending}"

    @property
    def name(self) -> str:
        """Who it is about."""
        return self.subject.name if self.subject else self.person.name if self.person else ""

    def is_open(self, day: date) -> bool:
        """Whether it is in force on a day."""
        ends = min(self.removed_on or date.max, self.expires_on or date.max)
        return self.listed_on <= day <= ends and day != self.removed_on


def count(world: World) -> int:
    """How many entries each department's lists have."""
    return world.size(30, 26)


@cache
def entries(world: World, feed: str) -> tuple[Entry, ...]:
    """Every entry of a department, in the order of their numbers."""
    found: list[Entry] = []
    for index in range(count(world)):
        found.append(_entry(world, feed, index, found[-1] if found else None))
    return tuple(found)


def all_entries(world: World) -> list[Entry]:
    """The entries of all departments."""
    return [entry for feed in LISTS for entry in entries(world, feed)]


def _thing(feed: str, index: int) -> int:
    return index * len(LISTS) + list(LISTS).index(feed)


def _entry(world: World, feed: str, index: int, before: Entry | None) -> Entry:
    chance, thing = world.chance, _thing(feed, index)
    department, fields = LISTS[feed]
    field = fields[index // 2 % len(fields)]
    colour = COLOURS[index % 6]
    if field == "会展广告" and colour == RED:
        colour = BLACK  # a field that has no red list
    again = before if index % 10 == 9 and before and before.colour == BLACK else None
    subject, someone = (again.subject, again.person) if again else _party(world, feed, index)
    listed_on = world.as_of - timedelta(days=4 + chance.number("listed", thing, 700 if index % 2 else 420))
    if again:  # listed once more, or twice at a time
        colour = BLACK
        listed_on = min((again.removed_on or listed_on) + timedelta(days=20), world.as_of - timedelta(days=4))
    removed_on, kind = _removal(world, thing, colour, listed_on)
    acted_on = listed_on - timedelta(days=15 + chance.number("act before", thing, 200))
    direct, numbered = _direct(world, thing, index, subject, acted_on) if colour == BLACK else (None, False)
    span = SPANS[chance.number("span", thing, len(SPANS))]
    incomplete = index % 9 == 4
    return Entry(
        feed=feed,
        index=index,
        unit=FULL_NAMES.get(feed, department) if index % 3 == 2 else department,
        department=department,
        colour=colour,
        field=None if index % 23 == 19 else field,
        memorandum=_memorandum(thing, colour, index),
        subject=subject,
        person=someone,
        written=_written(subject, index),
        acted_on=None if index % 14 == 6 else acted_on,
        listed_on=listed_on,
        expires_on=listed_on + timedelta(days=span) if span else None,
        removed_on=removed_on,
        removal_kind=kind,
        removal_told_on=removed_on + timedelta(days=35 if index % 5 == 1 else 0) if removed_on else None,
        corrected_on=listed_on + timedelta(days=45) if incomplete and index % 2 else None,
        legal_basis=None if index % 17 == 8 else "严重失信主体名单管理办法",
        basis_document=f"盘{department[1:3]}认〔{listed_on.year}〕{index + 1}号",
        direct=direct,
        direct_is_numbered=numbered,
    )


def _party(world: World, feed: str, index: int) -> tuple[Subject | None, Person | None]:
    chance, thing = world.chance, _thing(feed, index)
    if index % 11 == 7:
        return None, person(world, chance.number("listed person", thing, world.persons))
    if index % 13 == 8:
        return stranger(world, chance.number("listed stranger", thing, 1_000)), None
    if feed == "civil_affairs_lists":
        number = chance.number("listed organisation", thing, world.social_organisations)
        return social_organisation(world, number), None
    # A pool smaller than the register, so that some stand on several lists.
    pool = max(80, world.market_subjects // 5)
    number = chance.number("of the pool", chance.number("listed", thing, pool), world.market_subjects)
    # every seventh subject is older than the reform and has a registration number
    return market_subject(world, number - number % 7 if index % 8 == 2 else number), None


def _written(subject: Subject | None, index: int) -> str:
    if subject is None:
        return "person"
    if index % 12 == 10:
        return "name"
    is_old = subject.old_number is not None and subject.old_number.isdigit()
    if is_old and (index % 8 == 2 or not subject.uscc):
        return "number"
    return "uscc" if subject.uscc else "name"


def _removal(world: World, thing: int, colour: str, listed_on: date) -> tuple[date | None, str | None]:
    chance = world.chance
    if colour == WATCHED or chance.number("is removed", thing, 8) >= (4 if colour == BLACK else 1):
        return None, None
    removed_on = listed_on + timedelta(days=40 + chance.number("removed after", thing, 360))
    if removed_on > world.as_of - timedelta(days=4):
        return None, None
    return removed_on, REMOVALS[chance.number("removal", thing, 10)] if colour == BLACK else "撤销"


def _direct(
    world: World, thing: int, index: int, subject: Subject | None, acted_on: date
) -> tuple[Person | None, bool]:
    """Who was directly responsible: an officer of the day named with or without number, or somebody else."""
    if subject is None or index % 4 != 0:
        return None, False
    inside = world.chance.number("direct", thing, 3)
    if inside == 2:
        return person(world, 4_000_000 + thing), index % 8 == 0
    who = officer_on(world, subject, acted_on) if inside else director(world, subject)
    return who or person(world, 4_000_000 + thing), index % 8 == 0


def _memorandum(thing: int, colour: str, index: int) -> str | None:
    if index % 7 == 6 or colour == WATCHED:
        return None
    number = 41 + thing % 4 if colour == RED else 1 + thing % 38
    return f"M{number:02d}"
