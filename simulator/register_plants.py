"""What is planted in the three registers, and where it finds a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from simulator import spoil
from simulator.codes import HOME_REGIONS, credit_code, identity_number
from simulator.registers import Register, body_cells, market_cells, organisation_cells
from simulator.rows import ACCEPTED, QUESTION, REJECTED, REPAIRED, Plant, Registered, Row
from simulator.subjects import REFORM, Subject, World, market_subject, public_body, social_organisation

PUT_RIGHT = "第 18 位校验码错误，第三次报送前已换码"
FIRST_PLACE = 20  # nothing is planted before: there stand the subjects whose codes others borrow


def _truth(row: Row) -> Registered:
    if row.registered is None:
        raise TypeError("the fault belongs into a register")
    return row.registered


def wrong_code(row: Row) -> None:
    """The row's code is none."""
    row.registered = replace(_truth(row), uscc=None, wrong_code=True, has_code=True)


def other_code(row: Row) -> None:
    """The row carries another valid code, nobody else's."""
    row.registered = replace(_truth(row), uscc=str(row.cells["uscc"]), own_code=False)


def borrowed_code(row: Row) -> None:
    """The row carries a code that belongs to another subject."""
    row.registered = replace(_truth(row), uscc=str(row.cells["uscc"]), slot=None)


def no_date(row: Row) -> None:
    """Nobody knows when the subject was registered."""
    row.registered = replace(_truth(row), registered_on=None)


def no_key(row: Row) -> None:
    """Neither code nor number: no record."""
    row.registered = replace(_truth(row), uscc=None, has_code=False, slot=None)


def unknown_type(row: Row) -> None:
    """A type that stands in no list of types."""
    row.registered = replace(_truth(row), is_legal_person=None, type_name=str(row.cells["enterprise_type"]))


def _dated(text: str) -> Callable[[Row], None]:
    def truth(row: Row) -> None:
        row.registered = replace(
            _truth(row), registered_on=REFORM if text == REFORM.isoformat() else REFORM - timedelta(1)
        )

    return truth


def code_repairs() -> Iterator[Plant]:
    """Codes that are right as soon as they are written properly."""
    for zh, how, rule in (
        ("代码为全角字符", spoil.full_width, "FIX-WIDTH"),
        ("代码为小写字母", spoil.lower_case, "FIX-CASE"),
        ("代码中有空格", spoil.blanks_inside, "FIX-SPACE"),
        ("代码中有连字符", spoil.hyphen_inside, "FIX-HYPHEN"),
        ("字母 O 代替数字 0，校验位可证", spoil.letter_o_for_zero, "FIX-O0-I1"),
        ("字母 I 代替数字 1，校验位可证", spoil.letter_i_for_one, "FIX-O0-I1"),
    ):
        yield Plant(zh, "uscc", how, rule, REPAIRED)


def wrong_codes(world: World) -> Iterator[Plant]:
    """Codes nobody can put right without asking (错码)."""
    someone = identity_number("211103", world.newest.replace(year=1976, day=9), 77)
    for zh, how, rule in (
        ("字母 O 代替数字 0，校验位不能证明", spoil.letter_o_and_typo, "USCC-ALPHABET"),
        ("第 18 位校验码错误", spoil.wrong_last, "USCC-CHECK"),
        ("第 18 位正确但主体标识码校验错误", spoil.wrong_inner, "USCC-ORG-CHECK"),
        ("代码中一位数字录错", spoil.typo_in_region, "USCC-CHECK"),
        ("代码中相邻两位颠倒", spoil.transposition, "USCC-CHECK"),
        ("代码只有 17 位", spoil.too_short, "USCC-LENGTH"),
        ("代码有 19 位", spoil.too_long, "USCC-LENGTH"),
        ("代码为占位的零", spoil.constant("000000000000000000"), "USCC-PLACEHOLDER"),
        ("样例中的占位代码", spoil.constant("00000000000000000X"), "USCC-PLACEHOLDER"),
        ("代码栏填了身份证号", spoil.constant(someone), "USCC-IS-PERSON"),
        ("登记部门与机构类别无此组合", spoil.impossible_pair, "USCC-REGISTRAR"),
    ):
        yield Plant(zh, "uscc", how, rule, QUESTION, truth=wrong_code)


def dates(world: World) -> Iterator[Plant]:
    """Registration days that are none, and right ones in other forms."""
    for zh, text, rule in (
        ("不存在的日期", "2019-13-45", "DATE-REAL"),
        ("不存在的日期(平年二月二十九)", "2001-02-29", "DATE-REAL"),
        ("Excel 的零日", "1899-12-30", "DATE-ZERO"),
        ("两位数的年份", "09-05-06", "DATE-TWO-DIGIT-YEAR"),
        ("未来的日期", (world.as_of + timedelta(days=40)).isoformat(), "DATE-FUTURE"),
        ("不是日期", "不详", "DATE-FORM"),
    ):
        yield Plant(zh, "registered_on", spoil.constant(text), rule, QUESTION, truth=no_date)
    for zh, form in (
        ("中文日期", "{year}年{m}月{d}日"),
        ("斜线日期", "{year}/{m}/{d}"),
        ("紧凑日期", "{year}{month}{day}"),
        ("点号日期", "{year}.{month}.{day}"),
        ("日期带时间", "{year}-{month}-{day} 00:00:00.0"),
    ):
        yield Plant(zh, "registered_on", spoil.rewritten(form), None)
    for text in (REFORM.isoformat(), (REFORM - timedelta(days=1)).isoformat()):
        yield Plant("换码改革分界日", "registered_on", spoil.constant(text), None, truth=_dated(text))


def cells_of_market() -> Iterator[Plant]:
    """Whatever else can be wrong in a row of market subjects."""
    yield Plant("名称为空", "name", spoil.constant(None), "REQUIRED", QUESTION)
    # Held in the third month only: the subject is still there, by its last good row.
    yield Plant("第三次报送名称为空", "name", spoil.constant(None), "REQUIRED", QUESTION, deliveries=(3,))
    yield Plant(
        "名称有三百字", "name", spoil.constant("盘锦" + "超长名称" * 74 + "公司"), "TEXT-LENGTH", QUESTION
    )
    yield Plant("名称含控制字符", "name", spoil.appended("\x07"), "TEXT-CONTROL", QUESTION)
    yield Plant("注册资本不是数", "registered_capital", spoil.constant("若干"), "AMOUNT-FORM", QUESTION)
    yield Plant("注册资本栏填了币种", "registered_capital", spoil.constant("人民币"), "AMOUNT-FORM", QUESTION)
    yield Plant("注册资本为负", "registered_capital", spoil.constant("-50"), "AMOUNT-NEGATIVE", QUESTION)
    yield Plant(
        "注册号校验位错误", "registration_no", spoil.constant("211100000001232"), "REG-CHECK", QUESTION
    )
    yield Plant(
        "类型不在类型表中", "enterprise_type", spoil.constant("海星养殖联合体"), None, truth=unknown_type
    )
    yield Plant("区划从未编入 GB/T 2260", "uscc", spoil.unlisted_region, "USCC-REGION", truth=other_code)


@dataclass(frozen=True)
class Places:
    """Hands out places for faults: subjects with which nothing else happens."""

    world: World
    subject: Callable[[World, int], Subject]
    size: int
    fits: Callable[[Subject], bool]

    def take(self, plants: Sequence[Plant]) -> dict[int, Plant]:
        """One place for each plant, two subjects apart at least.

        Raises:
            ValueError: the register is too small.
        """
        waiting, last = list(plants), 0
        placed: dict[int, Plant] = {}
        for index in range(FIRST_PLACE, self.size):
            if not waiting:
                return placed
            if index - last >= 2 and self.fits(self.subject(self.world, index)):
                placed[index], last = waiting.pop(0), index
        if waiting:
            raise ValueError(f"no place for {len(waiting)} faults in {self.size} rows")
        return placed

    def free(self, placed: Mapping[int, Plant], fits: Callable[[Subject], bool], count: int) -> list[int]:
        """The first subjects that fit, behind all that is planted."""
        behind = range(max(placed) + 1, self.size)
        return list(islice((i for i in behind if fits(self.subject(self.world, i))), count))


def plain_company(subject: Subject) -> bool:
    """A company in operation with a code, to which nothing happens by itself."""
    index = subject.index
    quiet = index % 17 != 3 and index % 97 != 11 and index % 61 != 13
    return quiet and index % 10 < 5 and spoil.spoilable(subject.uscc)


def originals(world: World) -> tuple[str, ...]:
    """Three codes that other rows will share in whole or in part: of the first quiet companies."""
    first = (market_subject(world, index) for index in range(FIRST_PLACE))
    return tuple(subject.uscc for subject in first if subject.uscc and plain_company(subject))[:3]


def shared_bodies(world: World) -> frozenset[str]:
    """Organisation codes that stand in more than one row of the registers."""
    return frozenset(code[8:17] for code in originals(world))


def _twin(pair: str, code: str) -> str:
    """Another code around the same organisation code."""
    region = next(region for region in HOME_REGIONS if region != code[2:8])
    return credit_code(pair, region, code[8:17])


def _doubles(world: World) -> list[Plant]:
    """One code on two subjects, and one organisation code under two codes (重码)."""
    first, second, _ = originals(world)
    same, twin = spoil.constant(first), spoil.constant(_twin("91", second))
    return [
        Plant("与另一主体重码", "uscc", same, "ROW-VERSIONS", truth=borrowed_code),
        Plant("与另一主体重码", "uscc", same, "ROW-VERSIONS", truth=borrowed_code),
        Plant("主体标识码与另一主体相同", "uscc", twin, None, truth=other_code),
    ]


def _put_right() -> list[Plant]:
    """A wrong code that the registrar returned and replaced before the third delivery."""
    wrong = spoil.wrong_last
    return [Plant(PUT_RIGHT, "uscc", wrong, "USCC-CHECK", QUESTION, deliveries=(1, 2), truth=wrong_code)]


def market_register(world: World) -> Register:
    """The register of market subjects with everything planted in it."""
    plants = [*_doubles(world), *code_repairs(), *wrong_codes(world), *dates(world), *cells_of_market()]
    plants += _put_right()
    nothing = Plant("既无代码也无注册号", "uscc", spoil.constant(None), "X-ONE-OF", REJECTED, truth=no_key)
    places = Places(world, market_subject, world.market_subjects, plain_company)
    placed = places.take(plants)
    young, old = places.free(placed, _fits_young, 5), places.free(placed, _fits_old, 2)
    return Register(
        size=places.size,
        subject=market_subject,
        cells=market_cells,
        plants=placed | {young[0]: nothing},
        doubled=frozenset(young[1:2]),
        absent={young[2]: (2, 3), young[3]: (2,), young[4]: (1,)},
        unconverted=frozenset(old),
    )


def watched(world: World) -> frozenset[int]:
    """Market subjects whose code is planted in some way, and those whose code others borrow."""
    return frozenset(range(FIRST_PLACE)) | market_register(world).plants.keys()


def _fits_young(subject: Subject) -> bool:
    return plain_company(subject) and subject.old_number is None


def _fits_old(subject: Subject) -> bool:
    return plain_company(subject) and subject.old_number is not None


def _coded(subject: Subject) -> bool:
    """A subject with a code that stands open in all three months."""
    return spoil.spoilable(subject.uscc) and subject.index % 19 != 3 and subject.index != 24


def body_register(world: World) -> Register:
    """The establishment office's register."""
    kind = Plant("机构类型不在代码表中", "body_type", spoil.constant("议事协调机构"), "CODE-LIST", QUESTION)
    wrong = list(wrong_codes(world))
    plants = [*list(code_repairs())[:2], wrong[1], kind]
    size = world.public_bodies
    places = Places(world, public_body, size, _coded)
    placed = places.take(plants)
    free = places.free(placed, _coded, 2)
    return Register(
        size=size,
        subject=public_body,
        cells=body_cells,
        plants=placed,
        doubled=frozenset(free[:1]),
        absent={free[1]: (3,)},
    )


def organisation_register(world: World) -> Register:
    """The civil affairs register; one organisation carries a company's organisation code."""
    twin = spoil.constant(_twin("52", originals(world)[2]))
    same = Plant("主体标识码与一家企业相同", "uscc", twin, None, ACCEPTED, truth=other_code)
    wrong = list(wrong_codes(world))
    size = world.social_organisations
    places = Places(world, social_organisation, size, _coded)
    placed = places.take([same, wrong[2], wrong[3], *list(dates(world))[:1]])
    free = places.free(placed, _coded, 1)
    return Register(
        size=size,
        subject=social_organisation,
        cells=organisation_cells,
        plants=placed,
        absent={free[0]: (2,)},
    )
