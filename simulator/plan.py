"""Who delivers what, when, in which form. Every form and every broken file is one that departments sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ingest.catalogue import Catalogue, Standard
from simulator import deliveries as delivered
from simulator.decision_plants import MARKET_PENALTIES
from simulator.decisions import PERMIT, Decisions
from simulator.deliveries import Delivery, moment
from simulator.lists import Arrears, Debtors, arrears, debtors, rating
from simulator.register_plants import body_register, market_register, organisation_register
from simulator.registers import Register
from simulator.rows import Cell, Row
from simulator.shapes import PLACEHOLDER, Layout, Shape, fitting, underscores_full_width
from simulator.subjects import World
from simulator.tables import coded, columns_of, outdated, printed

MONTHLY = (87, 57, 22)  # days before the as-of day
LONG_AGO = (200, 170, 140)  # nothing since: the heating season is over
# Two months in one file each, then more often: seven working days are short.
DECISIONS = (82, 51, 37, 30, 21, 16, 9, 2)

GB, BOM, UTF8 = Shape(), Shape(encoding="utf-8-sig"), Shape(encoding="utf-8", newline="\n")
TAB, TAB_UTF8 = Shape(suffix=".txt", delimiter="\t"), Shape(suffix=".txt", delimiter="\t", encoding="utf-8")
XLSX, XLSX_AS_XLS = Shape("xlsx", ".xlsx"), Shape("xlsx", ".xls")
XML, JSON = Shape("xml", ".xml"), Shape("json", ".json", encoding="utf-8")
XLS, XLS_AS_XLSX = Shape("xls", ".xls"), Shape("xls", ".xlsx")
# In the first month a merged note over every column there can be, a drop-down list down to the last row.
TEMPLATE = Shape("xlsx", ".xlsx", sheet="行政许可模板", note_across=16_384, validation=True)
TEMPLATE_TIDIED = Shape("xlsx", ".xlsx", sheet="行政许可模板", note_across=23)
NOTE = "注意：红色为必填项，请勿改动表头；日期格式为 yyyy-MM-dd。"
FOOTER = ("表格说明：本表由经办人填写，分管领导审核后报送。", "填表人：经办人    审核人：科长")
SAMPLE: dict[str, Cell] = {
    "party_name": "某某有限公司",
    "party_category": "法人及非法人组织",
    "party_uscc": PLACEHOLDER,
    "document_name": "某某许可决定书",
    "document_no": "某许〔2018〕1号",
    "permit_category": "普通",
    "content": "某某许可",
    "decided_on": "2018-07-25",
    "valid_until": "2099-12-31",
    "authority": "某某局",
    "authority_uscc": PLACEHOLDER,
}
UTILITIES = {"water": "水", "electricity": "电", "gas": "气", "heat": "热", "telecom": "通信"}
# What its case system also prints: what became of a record.
CHANGES = ("record_state", "operation", "changed_on", "change_reason", "earlier_document_no")
BODIES, MARKET = "establishment_office_bodies", "market_regulation_enterprises"
CIVIL = "civil_affairs_social_organisations"


@dataclass(frozen=True)
class Form:
    """How a file looks."""

    shape: Shape
    layout: Layout


@dataclass(frozen=True)
class Contents:
    """About how many rows, and the rows."""

    size: int
    rows: Callable[[], Iterable[Row]]


def _file(feed: str, name: str, at: datetime, form: Form, contents: Contents) -> Delivery:
    shape = fitting(form.shape, contents.size)
    # A table of text has no column to leave free.
    layout = Layout(form.layout.titles) if shape.container != form.shape.container else form.layout
    return Delivery(feed, f"{name}{at:%Y.%m.%d}{shape.suffix}", at, shape, layout, contents.rows)


@dataclass(frozen=True)
class Plan:
    """The deliveries of every department of a world."""

    world: World
    catalogue: Catalogue

    def changes(self) -> list[str]:
        """Feeds of decisions."""
        standards = ("administrative_permit", "administrative_penalty")
        return [feed.name for standard in standards for feed in self.catalogue.feeds_of(standard)]

    def _standard(self, feed: str) -> Standard:
        return self.catalogue.standards[self.catalogue.feeds[feed].standard]

    def _printed(self, feed: str) -> dict[str, str]:
        return printed(self._standard(feed))

    def registers(self) -> Iterator[Delivery]:
        """Three registers, everything each month, in another form each time; then a header without rows."""
        plain, older = Layout(self._printed(MARKET)), Layout(outdated(self._standard(MARKET)))
        bodies = Layout(self._printed(BODIES))
        yield from self._register(
            BODIES,
            body_register(self.world),
            [Form(shape, bodies) for shape in (XLS, XLSX_AS_XLS, XLS_AS_XLSX)],
        )
        yield from self._register(
            MARKET, market_register(self.world), [Form(GB, plain), Form(BOM, plain), Form(TAB, older)]
        )
        note = Layout(self._printed(CIVIL), above=(NOTE,), below=FOOTER, first_column=1, empty_above=1)
        yield from self._register(CIVIL, organisation_register(self.world), [Form(XLSX, note)] * 3)
        nothing = Contents(0, delivered.no_rows)
        yield delivered.header_only(
            _file(CIVIL, "社会组织", moment(self.world, 15, 10, 5), Form(XLSX, note), nothing)
        )

    def _register(self, feed: str, register: Register, forms: list[Form]) -> Iterator[Delivery]:
        name, hour = {BODIES: ("赋码全量", 8), MARKET: ("市场主体", 9), CIVIL: ("社会组织", 10)}[feed]
        for number, (before, form) in enumerate(zip(MONTHLY, forms, strict=True), 1):
            contents = Contents(register.size, _register_rows(register, self.world, number))
            yield _file(feed, name, moment(self.world, before, hour, 20 + number), form, contents)

    def ratings(self) -> Iterator[Delivery]:
        """Two years' lists; the newer one is sent again under another name."""
        made = [
            self._rating(560, GB, self.world.as_of.year - 2),
            self._rating(190, XLS, self.world.as_of.year - 1),
        ]
        yield from made
        yield delivered.again(made[1], f"补报_{made[1].file}", moment(self.world, 180, 14, 0))

    def _rating(self, before: int, shape: Shape, year: int) -> Delivery:
        feed, listed = "tax_bureau_a_grade", rating(self.world, year)
        form = Form(shape, Layout(self._printed(feed), above=(f"{year}年度A级纳税人名单",)))
        contents = Contents(self.world.market_subjects // 7, lambda: listed.rows(self.world))
        return _file(feed, f"A级纳税人{year}_", moment(self.world, before, 14, 0), form, contents)

    def court(self) -> Iterator[Delivery]:
        """The court's list, everything each month: a workbook, then messages of its new system."""
        feed, listed = "court_judgment_debtors", debtors(self.world)
        by_code = Layout(coded(self._standard(feed)))
        forms = (
            Form(XLSX, Layout(self._printed(feed), above=("失信被执行人名单", NOTE), below=FOOTER)),
            Form(XML, by_code),
            Form(JSON, by_code),
        )
        for number, (before, form) in enumerate(zip(MONTHLY, forms, strict=True), 1):
            at = moment(self.world, before, 11, 0)
            contents = Contents(listed.size, _listed_rows(listed, self.world, number))
            yield _file(feed, "失信被执行人", at, form, contents)

    def utilities(self) -> Iterator[Delivery]:
        """Five utilities: one has stopped sending, one renames a column, one mixes encodings."""
        shapes = {"water": GB, "electricity": TAB_UTF8, "gas": BOM, "heat": XLS, "telecom": UTF8}
        for place, utility in enumerate(UTILITIES):
            owed = arrears(self.world, UTILITIES[utility], f"{place + 1}", place)
            for number, before in enumerate(LONG_AGO if utility == "heat" else MONTHLY, 1):
                at = moment(self.world, before, 15, place * 7)
                yield self._utility(utility, owed, shapes[utility], number, at)

    def _utility(self, utility: str, owed: Arrears, shape: Shape, number: int, at: datetime) -> Delivery:
        feed = f"{utility}_arrears"
        extra = (("片区", "一片区"),) if utility == "water" and number == 2 else ()
        form = Form(shape, Layout(self._printed(feed), extra=extra))
        contents = Contents(owed.size, _monthly(owed, self.world, number, at.date()))
        made = _file(feed, f"{UTILITIES[utility]}欠费", at, form, contents)
        if utility == "telecom" and number > 1:
            return delivered.renamed_column(made, "amount_owed", "未结清总数")
        if utility == "gas" and number == 2:
            return delivered.mixed_encodings(made)
        return made

    def decisions(self, decisions: dict[str, Decisions]) -> Iterator[Delivery]:
        """Permits and penalties, delivery by delivery; and the files that cannot be read."""
        made = {
            feed: [
                self._decided(of, number, _hour_of(self.world, before, place, number))
                for number, before in enumerate(DECISIONS, 1)
            ]
            for place, (feed, of) in enumerate(decisions.items())
        }
        for files in made.values():
            yield from files
        yield from self._unreadable(made)

    def _decided(self, of: Decisions, number: int, at: datetime) -> Delivery:
        name = "双公示许可" if of.kind == PERMIT else "双公示处罚"
        size = of.first(number + 1) - of.first(number)
        contents = Contents(size, _decision_rows(of, self.world, number))
        return _file(of.feed, name, at, self._decision_form(of.feed, number), contents)

    def _decision_form(self, feed: str, number: int) -> Form:
        standard = self._standard(feed)
        if feed == "approval_bureau_permits":
            titles = {name: underscores_full_width(title) for name, title in printed(standard).items()}
            shape = TEMPLATE if number == 1 else TEMPLATE_TIDIED
            return Form(shape, Layout(titles, above=(NOTE,), sample=SAMPLE if number % 4 == 3 else None))
        if feed == "housing_bureau_permits":
            return Form(TAB, Layout(outdated(standard)))
        if feed == "transport_bureau_penalties":
            return Form(UTF8, Layout(coded(standard)))
        if feed == "ecology_bureau_penalties":
            return Form(XLS, Layout(printed(standard), below=FOOTER))
        if feed == MARKET_PENALTIES:
            return Form(GB, Layout(printed(standard, [*columns_of(standard), *CHANGES])))
        return Form(GB, Layout(printed(standard)))

    def _unreadable(self, made: dict[str, list[Delivery]]) -> Iterator[Delivery]:
        """An empty file, half a file, another standard's file, only a header, the same file twice."""
        approval, market = made["approval_bureau_permits"], made["market_regulation_penalties"]
        yield delivered.empty_file(self._renewed(made["transport_bureau_penalties"][-1], "空文件", 1))
        if approval[-2].shape.container == "xlsx":  # a CSV cut in half is only a shorter CSV
            yield delivered.truncated(self._renewed(approval[-2], "中断", 2))
        yield delivered.header_only(self._renewed(made["ecology_bureau_penalties"][-1], "无数据", 3))
        yield delivered.again(market[3], f"重报_{market[3].file}", moment(self.world, 12, 17, 4))
        listed = debtors(self.world)
        layout = Layout(printed(self.catalogue.standards["judgment_debtors"]))
        yield delivered.wrong_standard(
            self._renewed(made["housing_bureau_permits"][-1], "误投", 5),
            layout,
            lambda: listed.rows(self.world, 1),
        )

    def _renewed(self, of: Delivery, name: str, minute: int) -> Delivery:
        """A further file of the same feed and form."""
        at = moment(self.world, 12, 17, minute)
        return Delivery(of.feed, f"{name}{at:%Y.%m.%d}{of.shape.suffix}", at, of.shape, of.layout, of.rows)


def _hour_of(world: World, before: int, place: int, number: int) -> datetime:
    """Five minutes for each department, so that no two files of a day meet."""
    hours, minute = divmod(place * 5 + number % 5, 60)
    return moment(world, before, 16 + hours, minute)


def _register_rows(register: Register, world: World, number: int) -> Callable[[], Iterable[Row]]:
    return lambda: register.rows(world, number)


def _decision_rows(of: Decisions, world: World, number: int) -> Callable[[], Iterable[Row]]:
    return lambda: of.rows(world, number)


def _monthly(owed: Arrears, world: World, number: int, day: date) -> Callable[[], Iterable[Row]]:
    return lambda: owed.rows(world, number, day)


def _listed_rows(listed: Debtors, world: World, number: int) -> Callable[[], Iterable[Row]]:
    return lambda: listed.rows(world, number)
