"""Evidence for the lines that persons judge: dated pieces for named items, each with its trap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from simulator import spoil
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, REJECTED, Plant, Row
from simulator.sources.evidence_documents import DOCUMENTS
from simulator.sources.table import Tables, row_of
from simulator.subjects import World

DEED, RULE, CASE, DRILL, SCHEME = "活动", "制度文件", "案例", "演练", "考核方案"
GOODS, CALL, ISSUE, LIVE, OTHER = "宣传品", "约谈通报问责", "刊物", "上线证明", "其他"
PUBLICITY, CENTRE, BANK, REFORM = "市委宣传部", "市智慧城市中心", "人民银行盘锦中心支行", "市发改委"
FOR_EVER = date(2099, 12, 31)  # what departments write where there is no end


@dataclass(frozen=True)
class Piece:
    """One piece of evidence, dated ``before`` days before the as-of day, in force for ``lasts`` days.

    ``first_as``: the item it was filed under until it was corrected, twenty days later.
    """

    line: str
    item: str | None
    kind: str
    unit: str
    before: int
    quantity: int | None = None
    lasts: int | None = None
    for_ever: bool = False
    first_as: str | None = None
    only: tuple[int, int] | None = None  # (of, rest): only in cities whose seed leaves this rest


LAST_YEAR = 340
PIECES = (
    # the newest piece is no go-live day
    Piece("T01-01", "上线运营", LIVE, CENTRE, 200),
    Piece("T06-01", "城市接力", DEED, PUBLICITY, 20),
    Piece("T06-01", "宣传教育", DEED, PUBLICITY, LAST_YEAR),
    Piece("T06-01", "百城万企亮信用", DEED, "市市场监管局", 70, first_as="城市接力"),
    Piece("T06-01", "名录以外的活动", DEED, PUBLICITY, 80),
    Piece("T07-02", "延伸至乡镇街道两年规划", RULE, CENTRE, 300, lasts=730),
    Piece("T11-01", "守信典型", CASE, PUBLICITY, 100, quantity=12),
    Piece("T11-01", "守信典型", CASE, "市融媒体发展中心", 60),
    Piece("T11-01", "失信典型曝光", CASE, "市融媒体发展中心", 90, quantity=5),
    Piece("T11-01", "核查督办", OTHER, REFORM, LAST_YEAR, quantity=3),
    Piece("T11-01", "专题宣传片", GOODS, PUBLICITY, 25, quantity=1),
    Piece("T11-02", "宣传册", GOODS, PUBLICITY, 120, quantity=5000),
    Piece("T11-02", "宣传册", GOODS, REFORM, 30, quantity=800),
    Piece("T11-02", "公益广告牌", GOODS, "辽东湾辽东湾新区管委会", 95, quantity=36),
    Piece("T11-02", "诚信宣传标语", GOODS, PUBLICITY, LAST_YEAR, quantity=200),
    Piece("T11-03", "诚信企业", DEED, "市市场监管局", 110),
    Piece("T11-03", "诚信家庭", DEED, "市文明办", 65, only=(2, 0)),
    Piece("T11-03", "媒体", DEED, "市融媒体发展中心", 66),
    Piece("T11-03", "校园", DEED, "市教育局", 140),
    Piece("T11-03", "企业", DEED, "市市场监管局", 150),
    Piece("T11-03", "街道社区", DEED, "双台子区人民政府", 16),
    Piece("T11-03", "村镇", DEED, "盘山县政府", LAST_YEAR),
    Piece("T14-06", None, CASE, "市财政局", 150, only=(2, 1)),
    Piece("T14-06", None, CASE, "市税务局", LAST_YEAR),
    Piece("T14-08", None, OTHER, "市督考办", 90),
    # in force at the end of last month, and no longer
    Piece("T14-09", "地方金融监管工作制度", RULE, "市金融局", 600, lasts=580),
    Piece("T14-09", "监管部门和监管职责", RULE, BANK, 500, for_ever=True),
    Piece("T14-10", "预案", RULE, "市金融局", 420),
    Piece("T14-10", "职责", OTHER, "市金融局", 410),
    Piece("T14-10", "演练", DRILL, BANK, LAST_YEAR),
    Piece("T14-10", "演练", DRILL, BANK, 55, only=(2, 0)),
    Piece("T14-10", "演练", RULE, "市金融局", 85),
    Piece("T14-11", "农村信用社", RULE, "市银保监局", 700),
    Piece("T14-11", "小贷公司", RULE, "市金融发展局", 700, lasts=1100),
    Piece("T14-11", "融资性担保公司", RULE, "市金融局", 30),
    Piece("T16-02", "领导小组专责小组制度", RULE, REFORM, 800),
    Piece("T16-02", "信用建设联络员制度", RULE, REFORM, 35),
    # nobody ended the old scheme: its ten points are not added to the hundred
    Piece("T16-03", None, SCHEME, REFORM, 900, quantity=10),
    Piece("T16-03", None, SCHEME, "市督考办", 62, quantity=100, lasts=365),
    Piece("T16-03", "约谈", CALL, "市督考办", 75, quantity=2),
    Piece("T16-03", "通报", CALL, "市督考办", 18),
    Piece("T16-03", "问责", CALL, "市督考办", LAST_YEAR, quantity=1),
)
PLANTS = (
    Plant("材料种类不在代码表中", "kind", spoil.constant("横幅"), "CODE-LIST", QUESTION),
    Plant("材料日期不是日期", "dated_on", spoil.constant("去年夏天"), "DATE-FORM", REJECTED),
    Plant("数量不是整数", "quantity", spoil.constant("若干"), "INTEGER-FORM", QUESTION),
)


def _dated(world: World, piece: Piece) -> date:
    return world.as_of - timedelta(days=piece.before)


def _piece_row(world: World, number: int, piece: Piece, item: str | None) -> Row:
    dated = _dated(world, piece)
    ends = dated + timedelta(days=piece.lasts) if piece.lasts is not None else None
    name = f"ZC-{piece.line}-{number:03d}"
    return row_of(
        {
            "evidence_no": name,
            "indicator_id": piece.line,
            "item": item,
            "kind": piece.kind,
            "unit": piece.unit,
            "title": f"{piece.item or piece.kind}材料{number}",
            "dated_on": dated,
            "valid_until": FOR_EVER if piece.for_ever else ends,
            "quantity": piece.quantity,
            "document": DOCUMENTS[name].named if name in DOCUMENTS else None,
        }
    )


def _pieces(world: World, last: date, day: date) -> Iterator[Row]:
    for number, piece in enumerate(PIECES):
        if piece.only and world.chance.seed % piece.only[0] != piece.only[1]:
            continue
        dated = _dated(world, piece)
        corrected = dated + timedelta(days=20)
        if last < dated <= day:
            wrong = piece.first_as if corrected > day else None
            yield _piece_row(world, number, piece, wrong or piece.item)
        elif piece.first_as and last < corrected <= day:
            yield _piece_row(world, number, piece, piece.item)


def _issues(world: World, last: date, day: date) -> Iterator[Row]:
    """《信用盘锦》: every month but one in six; one in seven has two, which makes up for nothing."""
    first = world.as_of.replace(day=1)
    for _ in range(15):
        months = first.year * 12 + first.month
        days = [8, 22] if world.chance.one_in("two issues", months, 7) else [8]
        for issue in () if world.chance.one_in("no issue", months, 6) else days:
            dated = first.replace(day=issue)
            if last < dated <= day:
                number = f"XYPJ-{dated:%Y%m%d}"
                says = {"evidence_no": number, "indicator_id": "T11-02", "item": "信用盘锦", "kind": ISSUE}
                yield row_of(
                    says | {"unit": PUBLICITY, "title": f"《信用盘锦》{dated:%Y-%m}", "dated_on": dated}
                )
        first = (first - timedelta(days=1)).replace(day=1)


def _live(world: World) -> Row:
    """The go-live certificate: in time, or some days late in every other city."""
    day = date(2019, 9, 5) if world.chance.seed % 2 == 0 else date(2019, 8, 20)
    # a city of an earlier day cannot know of a later one
    day = min(day, world.as_of - timedelta(days=410))
    says = {
        "evidence_no": "ZC-上线",
        "indicator_id": "T01-01",
        "item": "上线运营",
        "kind": LIVE,
        "unit": CENTRE,
    }
    return row_of(says | {"title": "平台上线运营证明", "dated_on": day})


def _rows(world: World, last: date, day: date) -> Iterator[Row]:
    if last == date.min:
        yield _live(world)
    yield from _pieces(world, last, day)
    yield from _issues(world, last, day)
    for number, plant in enumerate(PLANTS):
        row = row_of(
            {
                "evidence_no": f"ZC-错{day:%Y%m}-{number}",
                "indicator_id": "T06-01",
                "item": "宣传教育",
                "kind": DEED,
                "unit": PUBLICITY,
                "title": "填写有误的材料",
                "dated_on": day - timedelta(days=3),
                "quantity": 1,
            }
        )
        plant.put(row, 1)
        yield row


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """One file a month."""
    world = tables.world
    yield from tables.deliver(
        "credit_centre_evidence", "佐证材料", lambda last, day: _rows(world, last, day), hour=16
    )
