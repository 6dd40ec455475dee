"""Who exists in the city: market subjects, public bodies, social organisations, persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from simulator import words
from simulator.chance import Chance
from simulator.codes import (
    AWAY_REGIONS,
    BODIES,
    HOME_REGIONS,
    PAIRS,
    REGIONS_TODAY,
    body,
    credit_code,
    identity_number,
    organisation_code,
    registration_number,
)

REFORM = date(2015, 10, 1)  # from this day on a new subject gets the unified code at once
OPEN, CANCELLED, REVOKED = "存续", "注销", "吊销"
SOLE_TRADER, COOPERATIVE = "个体工商户", "农民专业合作社"
LEGAL_TYPES = (
    *("有限责任公司(自然人投资或控股)", "有限责任公司(自然人独资)", "其他有限责任公司"),
    *("股份有限公司(非上市、自然人投资或控股)", "全民所有制", "集体所有制"),
)
OTHER_TYPES = ("有限责任公司分公司", "个人独资企业", "普通合伙企业")


@dataclass(frozen=True)
class World:
    """The seed's chance, the day it is, and how many there are of each kind."""

    chance: Chance
    as_of: date
    scale: float

    def size(self, at_scale_one: int, least: int) -> int:
        """How many at this scale; never so few that a planted fault finds no place."""
        return max(least, round(at_scale_one * self.scale))

    @property
    def market_subjects(self) -> int:
        """Rows of the register of market subjects."""
        return self.size(800, 240)

    @property
    def public_bodies(self) -> int:
        """Rows of the establishment office's register."""
        return self.size(60, 40)

    @property
    def social_organisations(self) -> int:
        """Rows of the civil affairs register."""
        return self.size(80, 40)

    @property
    def persons(self) -> int:
        """Natural persons that any record may name."""
        return self.size(500, 200)

    @property
    def newest(self) -> date:
        """No subject of a register is younger, so that the first delivery can hold all of them."""
        return self.as_of - timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of a register, as it truly is."""

    index: int
    name: str
    pair: str
    uscc: str | None
    old_number: str | None  # registration number or certificate number from before the reform
    type_name: str
    is_legal_person: bool | None
    registered_on: date
    region: str

    @property
    def is_sole_trader(self) -> bool:
        """个体工商户."""
        return self.type_name == SOLE_TRADER


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person."""

    index: int
    name: str
    number: str
    born: date


def _day(chance: Chance, question: str, thing: int, first: date, last: date) -> date:
    return first + timedelta(days=chance.number(question, thing, (last - first).days + 1))


def market_subject(world: World, index: int) -> Subject:
    """Number ``index`` of the register of market subjects.

    Six in ten are companies, three sole traders, one a cooperative. Two in seven are older than the reform,
    and one in thirty of those still has no code.
    """
    chance = world.chance
    kind = index % 10
    pair = "91" if kind < 6 else "92" if kind < 9 else "93"
    old = index % 7 < 2
    coded = not (old and chance.one_in("not converted", index, 30))
    first, last = (date(1992, 3, 1), REFORM - timedelta(1)) if old else (REFORM, world.newest)
    region = chance.pick("region", index, HOME_REGIONS if old else REGIONS_TODAY)
    who = words.brand(chance, index)
    type_name, legal, name = SOLE_TRADER, False, ""
    if pair == "91":
        legal = index % 10 != 5
        type_name = chance.pick(
            "type", index, (LEGAL_TYPES if old else LEGAL_TYPES[:4]) if legal else OTHER_TYPES
        )
        ending = "股份有限公司" if "股份" in type_name else "有限公司" if legal else "服务中心"
        name = f"盘锦{who}{chance.pick('trade', index, words.TRADES)}{ending}"
    elif pair == "92":
        district = chance.pick("district", index, words.DISTRICTS)
        name = f"{district}{who}{chance.pick('shop', index, words.SHOPS)}"
    else:
        type_name, name = COOPERATIVE, f"盘锦{who}水稻种植专业合作社"
    return Subject(
        index=index,
        name=name,
        pair=pair,
        uscc=credit_code(pair, region, _organisation(index, old)) if coded else None,
        old_number=registration_number(region, 1_000_000 + index) if old else None,
        type_name=type_name,
        is_legal_person=legal,
        registered_on=_day(chance, "registered", index, first, last),
        region=region,
    )


def _organisation(index: int, old: bool) -> str:
    """Older subjects have organisation codes of digits only; both sequences never meet."""
    if old and index < 80_000_000:
        return organisation_code(f"{10_000_000 + index * 7_919 % 89_999_999:08d}")
    return organisation_code(body("MA", index))


def public_body(world: World, index: int) -> Subject:
    """Number ``index`` of the establishment office's register; one in twelve has no code yet."""
    chance = world.chance
    pair = ("11", "12", "12", "11", "12", "13", "12", "19")[index % 8]
    region = chance.pick("body region", index, REGIONS_TODAY)
    old, place = index % 3 > 0, chance.pick("body place", index, ("盘锦市", *words.DISTRICTS))
    kind = {"11": "机关", "12": "事业单位", "13": "群团组织", "19": "群团组织"}[pair]
    what = {
        "机关": chance.pick("office", index, words.OFFICES),
        "事业单位": chance.pick("institute", index, words.INSTITUTES),
        "群团组织": chance.pick("topic", index, words.TOPICS) + "联合会",
    }[kind]
    last = REFORM - timedelta(1) if old else world.newest
    coded = not (old and index % 12 == 5)
    return Subject(
        index=index,
        name=f"{place}{what}" + (f"第{index}分站" if index >= 60 else ""),
        pair=pair,
        uscc=credit_code(pair, region, organisation_code(body("MB", index))) if coded else None,
        old_number=f"1211{region[2:]}{index:06d}" if old else None,
        type_name=kind,
        is_legal_person=None,
        registered_on=_day(chance, "body day", index, date(1984, 1, 1) if old else REFORM, last),
        region=region,
    )


def social_organisation(world: World, index: int) -> Subject:
    """Number ``index`` of the civil affairs register; one in fifteen has no code yet."""
    chance = world.chance
    pair = ("51", "52", "52", "51", "53")[index % 5]
    region = chance.pick("organisation region", index, REGIONS_TODAY)
    kind = {"51": "社会团体", "52": "民办非企业单位", "53": "基金会"}[pair]
    ending = {"51": "协会", "52": "服务中心", "53": "基金会"}[pair]
    old = index % 2 == 1
    coded = not (old and index % 15 == 7)
    first, last = (date(1993, 1, 1), REFORM - timedelta(1)) if old else (REFORM, world.newest)
    return Subject(
        index=index,
        name=f"盘锦市{words.brand(chance, index + 7)}{chance.pick('topic', index, words.TOPICS)}{ending}",
        pair=pair,
        uscc=credit_code(pair, region, organisation_code(body("MJ", index))) if coded else None,
        old_number=f"盘民证字第{index:06d}号" if old else None,
        type_name=kind,
        is_legal_person=None,
        registered_on=_day(chance, "organisation day", index, first, last),
        region=region,
    )


def stranger(world: World, index: int) -> Subject:
    """A body of any registrar and kind that stands in none of the city's registers."""
    chance = world.chance
    pair = PAIRS[index % len(PAIRS)]
    region = chance.pick("away", index, AWAY_REGIONS)
    return Subject(
        index=index,
        name=f"外埠{words.brand(chance, index + 11)}{chance.pick('topic', index, words.TOPICS)}机构",
        pair=pair,
        uscc=credit_code(pair, region, organisation_code(body("MC", index % BODIES))),
        old_number=None,
        type_name="",
        is_legal_person=None,
        registered_on=REFORM,
        region=region,
    )


def person(world: World, index: int) -> Person:
    """Person number ``index``: the number tells all persons below thirteen million apart."""
    chance = world.chance
    # Region, day of birth and sequence are digits of the index, so that no two persons share a number.
    rest, region = divmod(index, len(HOME_REGIONS))
    rest, day = divmod(rest * 7 + 3, 16_000)
    sequence = rest % 999 + 1
    born = date(1948, 1, 1) + timedelta(days=day)
    return Person(
        index, words.person_name(chance, index), identity_number(HOME_REGIONS[region], born, sequence), born
    )


def authority_code(index: int) -> str:
    """The code of a city department (机关)."""
    return credit_code("11", "211100", organisation_code(body("MD", index)))
