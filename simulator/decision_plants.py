"""What is planted among permits and penalties, and in which delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from simulator import spoil
from simulator.codes import identity_number
from simulator.decision_changes import Change, Kind
from simulator.decisions import PENALTY, PERMIT, Authority, Decisions
from simulator.rows import ACCEPTED, QUESTION, REJECTED, REPAIRED, Cell, Plant, Row
from simulator.subjects import World

APPROVAL = (
    Authority("盘锦市行政审批局", 1, "盘审许字〔{year}〕第{number:05d}号"),
    Authority("盘锦市双台子区行政审批局", 2, "双审许字〔{year}〕{number}号"),
)
HOUSING = (Authority("盘锦市住房和城乡建设局", 3, "盘住建许〔{year}〕{number:04d}号"),)
MARKET = (
    Authority("盘锦市市场监督管理局", 4, "盘市监罚〔{year}〕{number}号"),
    Authority("盘锦市大洼区市场监督管理局", 5, "大市监处罚〔{year}〕{number}号"),
)
ECOLOGY = (Authority("盘锦市生态环境局", 6, "{year}{number:05d}"),)  # their numbers are all digits
TRANSPORT = (Authority("盘锦市交通运输局", 7, "{number:05d}"),)  # 00261: not the number 261
SHARED_NUMBER = "盘政许〔2026〕第 8 号"


def _undated(row: Row) -> None:
    row.decided = None


def _no_person(row: Row) -> None:
    row.person = None


def _decided(day: date) -> Callable[[Row], None]:
    def truth(row: Row) -> None:
        if row.decided:
            row.decided = replace(row.decided, decided_on=day)

    return truth


def party_code_repairs() -> Iterator[Plant]:
    """Codes of parties that are right as soon as they are written properly."""
    yield Plant("代码为全角字符", "party_uscc", spoil.full_width, "FIX-WIDTH", REPAIRED)
    yield Plant("代码为小写字母", "party_uscc", spoil.lower_case, "FIX-CASE", REPAIRED)
    yield Plant("代码中有空格", "party_uscc", spoil.blanks_inside, "FIX-SPACE", REPAIRED)
    yield Plant("字母 O 代替数字 0，校验位可证", "party_uscc", spoil.letter_o_for_zero, "FIX-O0-I1", REPAIRED)


def wrong_party_codes() -> Iterator[Plant]:
    """Codes of parties that only the department can put right."""
    yield Plant("第 18 位校验码错误", "party_uscc", spoil.wrong_last, "USCC-CHECK", QUESTION)
    yield Plant("代码只有 17 位", "party_uscc", spoil.too_short, "USCC-LENGTH", QUESTION)
    yield Plant("主体标识码校验错误", "party_uscc", spoil.wrong_inner, "USCC-ORG-CHECK", QUESTION)
    yield Plant("法人没有代码", "party_uscc", spoil.constant(None), "REQUIRED", QUESTION)


def dates_of_decision(world: World) -> Iterator[Plant]:
    """Days of decision that are none, missing, or still to come."""
    for zh, text, rule in (
        ("不存在的日期", "2019-13-45", "DATE-REAL"),
        ("两位数的年份", "26-09-30", "DATE-TWO-DIGIT-YEAR"),
        ("Excel 的零日", "1899-12-30", "DATE-ZERO"),
    ):
        yield Plant(zh, "decided_on", spoil.constant(text), rule, REJECTED, truth=_undated)
    yield Plant("决定日期为空", "decided_on", spoil.constant(None), "REQUIRED", QUESTION, truth=_undated)
    day = world.as_of + timedelta(days=20)
    future = spoil.constant(day.isoformat())
    yield Plant("决定日期在收到之后", "decided_on", future, "DATE-FUTURE", QUESTION, truth=_decided(day))


def date_forms() -> Iterator[Plant]:
    """Days of decision in the forms departments use."""
    yield Plant("中文日期", "decided_on", spoil.rewritten("{year}年{m}月{d}日"), None)
    yield Plant("斜线日期", "decided_on", spoil.rewritten("{year}/{m}/{d}"), None)
    yield Plant("紧凑日期", "decided_on", spoil.rewritten("{year}{month}{day}"), None)
    yield Plant("日期带时间", "decided_on", spoil.rewritten("{year}-{month}-{day} 09:30:00.0"), None)


def missing_keys() -> Iterator[Plant]:
    """Without them no record can be built."""
    yield Plant("文书号为空", "document_no", spoil.constant(None), "REQUIRED", REJECTED, truth=_undated)
    yield Plant("机关代码为空", "authority_uscc", spoil.constant(None), "REQUIRED", REJECTED, truth=_undated)


def excel_cells() -> Iterator[Plant]:
    """Cells that Excel turned into numbers."""
    yield Plant("日期单元格", "decided_on", lambda cell: date.fromisoformat(str(cell)), None)
    yield Plant("日期成了序列数", "decided_on", _serial, None)
    yield Plant("文书号存为数字", "document_no", lambda cell: int(str(cell)), None)
    yield Plant("罚款金额存为数字", "fine", lambda cell: float(str(cell)), None)


def _serial(cell: Cell) -> Cell:
    """Excel's number of a day: days since 1899-12-30."""
    return (date.fromisoformat(str(cell)) - date(1899, 12, 30)).days


def permit_cells_spoilt(world: World) -> Iterator[Plant]:
    """Whatever else can be wrong in a permit."""
    yield Plant("许可类别不在代码表中", "permit_category", spoil.constant("其它"), "CODE-LIST", QUESTION)
    yield Plant("有效期早于决定", "valid_until", spoil.constant("2019-01-01"), "X-ORDER", QUESTION)
    yield Plant("有效期不是日期", "valid_until", spoil.constant("2019-13-45"), "DATE-REAL", QUESTION)
    yield Plant("长期有效", "valid_until", spoil.constant("9999-12-31"), "DATE-OPEN-END")
    yield Plant("许可内容过长", "content", spoil.constant("许可" * 2_001), "TEXT-LENGTH", QUESTION)
    yield Plant("许可内容为空", "content", spoil.constant(None), "REQUIRED", QUESTION)
    number = identity_number("211103", date(1980, 5, 17), 246)
    personal = spoil.appended(f"，联系人身份证{number}，电话13912345678")
    yield Plant("许可内容夹带个人信息", "content", personal, None)
    yield Plant("相对人名称为空", "party_name", spoil.constant(None), "REQUIRED", QUESTION)
    wrong = f"{world.as_of.year}年决定"
    yield Plant("有效期自不是日期", "valid_from_on", spoil.constant(wrong), "DATE-FORM", QUESTION)


def penalty_cells_spoilt() -> Iterator[Plant]:
    """Whatever else can be wrong in a penalty."""
    yield Plant("处罚类别不在代码表中", "penalty_types", spoil.constant("批评教育"), "CODE-LIST", QUESTION)
    yield Plant("罚款金额不是数", "fine", spoil.constant("若干"), "AMOUNT-FORM", QUESTION)
    yield Plant("罚款金额填了人数", "fine", spoil.constant("5人"), "AMOUNT-FORM", QUESTION)
    yield Plant("罚款金额为负", "fine", spoil.constant("-0.2"), "AMOUNT-NEGATIVE", QUESTION)
    yield Plant("违法事实含控制字符", "facts", spoil.appended("\x1f"), "TEXT-CONTROL", QUESTION)
    yield Plant("文书号过长", "document_no", spoil.constant("号" * 129), "TEXT-LENGTH", QUESTION)


def persons_spoilt() -> Iterator[Plant]:
    """Numbers of natural persons that are wrong."""
    unreal = "211102200102290016"  # the check character is right, the day is none
    yield Plant(
        "身份证号校验位错误", "party_person_id", _wrong_digit, "PID-CHECK", QUESTION, truth=_no_person
    )
    yield Plant(
        "身份证号日期不存在",
        "party_person_id",
        spoil.constant(unreal),
        "PID-DATE",
        QUESTION,
        truth=_no_person,
    )
    yield Plant("身份证号被遮盖", "party_person_id", spoil.masked, "PID-ALPHABET", QUESTION, truth=_no_person)
    yield Plant(
        "自然人没有证件号码", "party_person_id", spoil.constant(None), "REQUIRED", QUESTION, truth=_no_person
    )


def _wrong_digit(cell: Cell) -> Cell:
    text = str(cell)
    return text[:16] + str((int(text[16]) + 1) % 10) + text[17]


def placed(world: World, bare: Decisions, by_delivery: Mapping[int, Sequence[Plant]]) -> dict[int, Plant]:
    """A place for each plant among the new decisions of its delivery.

    Raises:
        ValueError: a delivery is too small.
    """
    found: dict[int, Plant] = {}
    for delivery, plants in by_delivery.items():
        waiting = list(plants)
        for index in range(bare.first(delivery), bare.first(delivery + 1)):
            if not waiting:
                break
            fitting = next((plant for plant in waiting if _fits(world, bare, index, plant)), None)
            if fitting:
                waiting.remove(fitting)
                found[index] = fitting
        if waiting:
            raise ValueError(
                f"{bare.feed}, delivery {delivery}: no place for {[plant.zh for plant in waiting]}"
            )
    return found


def _fits(world: World, bare: Decisions, index: int, plant: Plant) -> bool:
    row = bare.row(world, index, bare.delivery_of(index))
    if bare.late(index) or (row.decided and row.decided.exempt):
        return False
    if plant.column == "party_person_id":
        return row.person is not None
    code = str(row.cells["party_uscc"] or "")
    return (
        row.cells["party_category"] == "法人及非法人组织"
        and spoil.spoilable(code)
        and not row.cells["party_org_code"]
    )


MARKET_PENALTIES = "market_regulation_penalties"


def free(world: World, bare: Decisions, plants: Mapping[int, Plant], delivery: int, count: int) -> list[int]:
    """Decisions of a delivery in which nothing is planted yet, from its end."""
    indexes = range(bare.first(delivery + 1) - 1, bare.first(delivery) - 1, -1)
    plain = Plant("", "document_no", spoil.constant(None), None, ACCEPTED)
    return list(islice((i for i in indexes if i not in plants and _fits(world, bare, i, plain)), count))


def all_decisions(world: World, days: Mapping[str, tuple[date, ...]]) -> dict[str, Decisions]:
    """The five feeds of decisions with everything planted in them."""
    repairs, wrong, dated = (
        list(party_code_repairs()),
        list(wrong_party_codes()),
        list(dates_of_decision(world)),
    )
    permits, penalties = list(permit_cells_spoilt(world)), list(penalty_cells_spoilt())
    persons = list(persons_spoilt())
    asked = {
        "approval_bureau_permits": (
            *(PERMIT, APPROVAL, 1_000),
            {
                5: repairs,
                6: wrong,
                7: [*missing_keys(), *permits[:3]],
                8: [*permits[3:], *list(excel_cells())[:2]],
            },
        ),
        "housing_bureau_permits": (PERMIT, HOUSING, 500, {4: list(date_forms()), 6: dated, 7: persons[:1]}),
        "market_regulation_penalties": (
            *(PENALTY, MARKET, 500),
            {5: penalties, 6: [*repairs[:2], *wrong[:2]], 7: persons[1:2], 8: [*missing_keys(), dated[4]]},
        ),
        "ecology_bureau_penalties": (PENALTY, ECOLOGY, 250, {6: list(excel_cells()), 7: persons[2:3]}),
        "transport_bureau_penalties": (
            *(PENALTY, TRANSPORT, 250),
            {3: [*date_forms(), *dated[:2]], 5: wrong[2:], 6: persons[3:]},
        ),
    }
    made = {}
    for feed, (kind, authorities, size, by_delivery) in asked.items():
        bare = Decisions(feed, kind, authorities, world.size(size, 480), days[feed])
        made[feed] = _completed(world, bare, placed(world, bare, by_delivery))
    return made


def _completed(world: World, bare: Decisions, plants: dict[int, Plant]) -> Decisions:
    """Add the copies, second versions, corrections and shared numbers."""
    doubled, version, shared = free(world, bare, plants, 2, 3)
    corrected = free(world, bare, plants, 5, 2)
    # Held when it first came, put right in the next delivery: the clock stops only then.
    mended = free(world, bare, plants, 7, 1)[0]
    column = "content"
    plants |= {
        mended: Plant(
            "内容为空，下次更正", column, spoil.constant(None), "REQUIRED", QUESTION, deliveries=(7,)
        )
    }
    with_number = "permits" in bare.feed
    return replace(
        bare,
        plants=plants,
        doubled=frozenset((doubled,)),
        versions=frozenset((version,)),
        resent={corrected[0]: 6, corrected[1]: 8, mended: 8},
        shared_numbers={shared: SHARED_NUMBER} if with_number else {},
        changes=tuple(_changes(world, bare, plants)),
        revoked=_revoked(world, bare, plants),
    )


def _changes(world: World, bare: Decisions, plants: Mapping[int, Plant]) -> Iterator[Change]:
    """One decision of each kind, all reported in time; one is taken back and sent once more."""
    if bare.feed == MARKET_PENALTIES:
        kinds: tuple[Kind, ...] = ("deleted", "revoked", "disputed", "renumbered", "redated")
        *once, back = free(world, bare, plants, 4, len(kinds) + 1)
        yield from (Change(index, 6, kind) for index, kind in zip(once, kinds, strict=True))
        yield from (Change(back, 5, "deleted"), Change(back, 7, "again"))


def _revoked(world: World, bare: Decisions, plants: Mapping[int, Plant]) -> dict[int, date]:
    """By another feed: one reported in time, one late, and one before its report."""
    if bare.feed not in (MARKET_PENALTIES, "approval_bureau_permits"):
        return {}
    spared = (3, 4) if bare.feed == MARKET_PENALTIES else (1, 2)
    prompt = next(
        i for i in range(bare.first(spared[0]), bare.first(spared[1])) if _plain(world, bare, plants, i)
    )
    slow = next(i for i in range(bare.first(5), bare.first(6)) if bare.late(i) and i not in plants)
    early = next(
        i
        for i in range(bare.first(8), bare.first(9))
        if _plain(world, bare, plants, i) and bare.decided_on(world, i, 8) <= world.as_of - timedelta(days=6)
    )
    after = {i: bare.days[bare.delivery_of(i) - 1] + timedelta(days=1) for i in (prompt, slow)}
    return after | {early: bare.decided_on(world, early, 8)}


def _plain(world: World, bare: Decisions, plants: Mapping[int, Plant], index: int) -> bool:
    plain = Plant("", "document_no", spoil.constant(None), None, ACCEPTED)
    return index not in plants and _fits(world, bare, index, plain)
