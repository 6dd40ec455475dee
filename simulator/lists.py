"""A-grade taxpayers, judgment debtors, and who owes water, power, gas, heat or telephone bills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice

from simulator import spoil
from simulator.codes import HOME_REGIONS, identity_number, old_identity_number, old_tax_number
from simulator.public_debtors import public_debtors
from simulator.rows import (
    ACCEPTED,
    QUESTION,
    REJECTED,
    REPAIRED,
    Cell,
    Plant,
    Rated,
    Row,
    Says,
    copy_of,
)
from simulator.subjects import Subject, World, market_subject, person, stranger


@dataclass(frozen=True)
class Rating:
    """The list of A-grade taxpayers of one year; plants go by the number of the market subject."""

    year: int
    plants: dict[int, Plant] = field(default_factory=dict)
    doubled: frozenset[int] = frozenset()

    def listed(self, world: World, index: int) -> bool:
        """One company in four; some are closed by now, and a few cooperatives are among them."""
        kind = index % 10
        return (kind < 5 or kind == 9) and world.chance.one_in(f"rated {self.year}", index, 4)

    def rows(self, world: World) -> Iterator[Row]:
        """The list, with two names from outside the city."""
        for index in range(world.market_subjects):
            subject = market_subject(world, index) if self.listed(world, index) else None
            if subject and subject.uscc:
                row = self._row(subject, world)
                if index in self.plants:
                    self.plants[index].put(row, 1)
                yield row
                if index in self.doubled:
                    yield replace(copy_of(row), rated=None)
        for index in (28, 29):
            outside = stranger(world, index)
            yield Row(
                {
                    "taxpayer_no": outside.uscc,
                    "name": outside.name,
                    "rating_year": str(self.year),
                    "rated_by": None,
                }
            )

    def _row(self, subject: Subject, world: World) -> Row:
        uscc = subject.uscc or ""
        # The older half of the numbers was never changed over to the code.
        old = subject.old_number is not None and world.chance.one_in("old tax number", subject.index, 2)
        number = old_tax_number(uscc[2:8], uscc[8:17]) if old else uscc
        cells: dict[str, Cell] = {"taxpayer_no": number, "name": subject.name, "rating_year": str(self.year)}
        return Row(
            cells | {"rated_by": "国家税务总局盘锦市税务局"}, rated=Rated(self.year, subject.index, number)
        )


def _not_rated(row: Row) -> None:
    row.rated = None


def rating(world: World, year: int) -> Rating:
    """The list of a year with what is planted in it."""
    bare = Rating(year)
    plants = [
        Plant("代码为小写字母", "taxpayer_no", spoil.lower_case, "FIX-CASE", REPAIRED),
        Plant(
            "税号为 18 位而校验码错误",
            "taxpayer_no",
            spoil.wrong_last,
            "USCC-CHECK",
            QUESTION,
            truth=_not_rated,
        ),
        Plant(
            "税号后九位不是组织机构代码",
            "taxpayer_no",
            spoil.constant("211103123456789"),
            "TAX-ORG-CHECK",
            ACCEPTED,
            truth=_not_rated,
        ),
        Plant(
            "税号为 16 位",
            "taxpayer_no",
            spoil.constant("2111031234567890"),
            "TAX-LENGTH",
            QUESTION,
            truth=_not_rated,
        ),
        Plant(
            "年度不是整数",
            "rating_year",
            spoil.constant("某年度"),
            "INTEGER-FORM",
            QUESTION,
            truth=_not_rated,
        ),
    ]
    listed = (i for i in range(40, world.market_subjects) if bare.listed(world, i) and i % 7 >= 2)
    young = list(islice((i for i in listed if market_subject(world, i).uscc), len(plants) + 1))
    return Rating(year, dict(zip(young[1:], plants, strict=True)), frozenset(young[:1]))


PERFORMANCE = {"部分履行": "部分未履行", "全部履行": "已履行"}  # other words for the same


@dataclass(frozen=True)
class Debtors:
    """The court's list; everything that is on it, each month."""

    size: int
    plants: dict[int, Plant]
    doubled: frozenset[int] = frozenset()

    def rows(self, world: World, delivery: int) -> Iterator[Row]:
        """One month's list: one in thirteen has paid by the third month, and one comes back then."""
        for index in range(self.size):
            gone = (index % 13 == 4 and delivery == 3) or (index == 6 and delivery == 2)
            if gone:
                continue
            row = self._row(world, index, paid=index % 26 == 4 and delivery > 1)
            if index in self.plants:
                self.plants[index].put(row, delivery)
            yield row
            if index in self.doubled:
                yield replace(copy_of(row), person=None)
        yield from public_debtors(world, delivery)

    def truth(self, world: World, index: int) -> dict[str, Says]:
        """What a row truly says; besides the columns the code the party has and the person's number."""
        chance = world.chance
        filed = world.as_of - timedelta(days=200 + chance.number("filed", index, 900))
        says: dict[str, Says] = {
            "case_no": f"（{filed.year}）辽1103执{index + 100}号",
            "basis_document_no": f"（{filed.year - 1}）辽1103民初{index + 300}号",
            "court": "盘锦市兴隆台区人民法院",
            "filed_on": filed,
            "published_on": filed + timedelta(days=60),
            "obligation": f"支付申请执行人欠款{chance.number('debt', index, 900) + 10}00元",
            "performance": chance.pick("performance", index, ("全部未履行", "部分未履行", "部分履行")),
            "conduct": "有履行能力而拒不履行生效法律文书确定义务",
        }
        if index % 2:
            someone = person(world, chance.number("debtor", index, world.persons))
            return says | {
                "debtor_name": someone.name,
                "debtor_category": "自然人",
                "debtor_person_id": someone.number,
                "person": someone.index,
            }
        subject = market_subject(world, chance.number("debtor", index, world.market_subjects))
        return says | {
            "debtor_name": subject.name,
            "debtor_category": "法人及非法人组织",
            # Some are listed by name alone, some still by organisation code.
            "debtor_uscc": subject.uscc if index % 8 else None,
            "debtor_org_code": subject.uscc[8:17] if subject.uscc and index % 6 == 0 else None,
            "true_uscc": subject.uscc,
        }

    def _row(self, world: World, index: int, *, paid: bool) -> Row:
        says = self.truth(world, index)
        says |= {"performance": "全部履行"} if paid else {}
        cells = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in says.items()
        }
        who = says.get("person")
        says["performance"] = PERFORMANCE.get(str(says["performance"]), says["performance"])
        return Row(cells, person=who if isinstance(who, int) else None, says=says)  # type: ignore[arg-type]


def debtors(world: World) -> Debtors:
    """The court's list with what is planted in it."""
    plants = {
        11: Plant(
            "身份证号被遮盖", "debtor_person_id", spoil.masked, "PID-ALPHABET", QUESTION, truth=no_person
        ),
        14: Plant(
            "组织机构代码校验位错误", "debtor_org_code", spoil.constant("123456789"), "ORG-CHECK", QUESTION
        ),
        18: Plant("发布早于立案", "published_on", spoil.constant("2015-01-01"), "X-ORDER", QUESTION),
        21: Plant("案号为空", "case_no", spoil.constant(None), "REQUIRED", REJECTED, truth=no_person),
    }
    return Debtors(world.size(60, 40), plants, frozenset((23,)))


def no_person(row: Row) -> None:
    """The row lets nobody know which person is meant."""
    row.person = None


@dataclass(frozen=True)
class Arrears:
    """One utility's list of who owes; everything, each month."""

    utility: str
    prefix: str
    size: int
    plants: dict[int, Plant]
    doubled: frozenset[int] = frozenset()

    def rows(self, world: World, delivery: int, received_on: date) -> Iterator[Row]:
        """One month's list: one in nine has paid since the month before."""
        for index in range(self.size):
            if index % 9 == delivery:
                continue
            row = self._row(world, index, received_on)
            if index in self.plants:
                self.plants[index].put(row, delivery)
            yield row
            if index in self.doubled:
                yield replace(copy_of(row), person=None)

    def _row(self, world: World, index: int, received_on: date) -> Row:
        chance, name = world.chance, self.utility
        bill = received_on.replace(day=1) - timedelta(days=1)
        cells: dict[str, Cell] = {
            "account_no": f"{self.prefix}{index + 1:09d}",
            "bill_month": f"{bill:%Y%m}",
            "amount_owed": f"{chance.number(f'owed {name}', index, 90_000) / 100 + 20:.2f}",
            "due_on": bill.isoformat(),
            "reminders": str(chance.number(f"reminders {name}", index, 4)),
        }
        if index % 5 < 3:
            someone = person(world, chance.number(f"resident {name}", index, world.persons))
            known = index % 2 == 0  # half of the contracts are older than the duty to show a paper
            named = {"customer_name": someone.name, "customer_category": "居民"}
            return Row(
                cells | named | {"customer_person_id": someone.number if known else None},
                person=someone.index if known else None,
            )
        subject = market_subject(world, chance.number(f"customer {name}", index, world.market_subjects))
        if not subject.uscc or index % 25 == 4:
            subject = stranger(world, index)
        named = {
            "customer_name": subject.name,
            "customer_category": chance.pick("customer word", index, ("单位", "企业", "非居民")),
        }
        return Row(cells | named | {"customer_uscc": subject.uscc})


def arrears(world: World, utility: str, prefix: str, first_plant: int) -> Arrears:
    """A utility's list with what is planted in it; ``first_plant`` keeps the utilities' faults apart."""
    old = old_identity_number(identity_number(HOME_REGIONS[1], date(1955, 2, 3), 100 + first_plant))

    def old_person(row: Row) -> None:
        row.person = world.persons + first_plant  # somebody nobody else knows

    plants = [
        (
            2,
            Plant(
                "欠费金额不是数",
                "amount_owed",
                spoil.constant("欠费若干"),
                "AMOUNT-FORM",
                QUESTION,
                truth=no_person,
            ),
        ),
        (3, Plant("单位没有代码", "customer_uscc", spoil.constant(None), "REQUIRED", QUESTION)),
        (
            0,
            Plant(
                "15 位身份证号",
                "customer_person_id",
                spoil.constant(old),
                "PID-15",
                REPAIRED,
                truth=old_person,
            ),
        ),
        (
            1,
            Plant(
                "催缴次数不是整数",
                "reminders",
                spoil.constant("两次"),
                "INTEGER-FORM",
                QUESTION,
                truth=no_person,
            ),
        ),
        (0, Plant("用户编号为空", "account_no", spoil.constant(None), "REQUIRED", REJECTED, truth=no_person)),
        (0, Plant("欠费金额带千分位", "amount_owed", spoil.constant("1,234.50"), None, ACCEPTED)),
    ]
    places = {10 * (first_plant + 2 * number) + where: plant for number, (where, plant) in enumerate(plants)}
    return Arrears(utility, prefix, world.size(300, 200), places, frozenset((10 * first_plant + 5,)))
