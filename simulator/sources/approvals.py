"""The approval ledger's cases with commitments and with credit reviews, and the scenes' rule documents.

Further cases, those whose decisions are disclosed, come from another module into the same ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from simulator import spoil
from simulator.catalogue_items import NEVER_USED, NOTICES, UNASKED, item
from simulator.deliveries import Delivery
from simulator.rows import QUESTION, Plant, Row, Says
from simulator.sources.table import Tables
from simulator.sources.versions import by, changed
from simulator.subjects import World, market_subject

SCENES = {
    "政府采购": "市财政局", "招标投标": "市公管办", "行政审批": "市行政审批局",
    "市场准入": "盘锦市市场监督管理局", "资质审核": "市住建局", "评先评优": "市发改委",
    "债券发行": "市金融发展局", "资金扶持": "市财政局",
}  # fmt: skip
NEVER_REVIEWED, PAUSED, NO_RULE, RULE_ENDED = "评先评优", "债券发行", "市场准入", "资金扶持"
FIRST_CASE = 12  # days before the as-of day
PLANTS = {12: Plant("办结早于受理", "decided_on", spoil.constant("2018-01-01"), "X-ORDER", QUESTION)}


def deliveries(tables: Tables) -> Iterator[Delivery]:
    """Three feeds, a file a month."""
    world = tables.world
    ledger, promised = "approval_bureau_ledger", "approval_bureau_commitments"
    yield from tables.deliver(ledger, "承诺办件", partial(_notices, world), hour=14)
    yield from tables.deliver(ledger, "信用审查办件", partial(_reviews, world), hour=15)
    yield from tables.deliver(promised, "审批承诺", partial(_promised, world), hour=14)
    yield from tables.deliver("credit_centre_evidence", "信用审查制度", partial(_rules, world), hour=14)


def _notices(world: World, last: date, day: date) -> Iterator[Row]:
    cases = range(world.size(240, 120))
    yield from changed(cases, partial(_notice_case, world), last, day, plants=PLANTS, doubled=17)


def _notice_case(world: World, index: int, day: date) -> dict[str, Says] | None:
    """An application for one of the nineteen items: most by 告知承诺, of one item none at all."""
    chance = world.chance
    of = item(index % len(NOTICES))
    applied_on = world.as_of - timedelta(days=FIRST_CASE + chance.number("applied", index, 390))
    if of.notice in (None, *UNASKED) or applied_on > day:
        return None
    used = of.offered and of.notice != NEVER_USED and chance.number("by notice", index, 3) > 0
    return {
        **_party(world, index),
        "case_no": f"GZ{index:06d}",
        "item_code": of.code,
        "unit": of.office,
        "applied_on": applied_on,
        "decided_on": None if index in PLANTS else by(applied_on + timedelta(days=6), day),
        "commitment": "告知承诺" if used else "容缺受理" if index % 4 == 0 else "无",
    }


def _party(world: World, index: int) -> dict[str, Says]:
    subject = market_subject(world, index * 3 % world.market_subjects)
    category = "个体工商户" if subject.is_sole_trader else "法人及非法人组织"
    return {"party_name": subject.name, "party_category": category, "party_uscc": subject.uscc}


def _reviews(world: World, last: date, day: date) -> Iterator[Row]:
    # Two of each scene in eleven days, over fourteen months.
    cases = range(2 * len(SCENES) * 38)
    yield from changed(cases, partial(_review_case, world), last, day)


def _review_case(world: World, index: int, day: date) -> dict[str, Says] | None:
    """A decision in one of the eight scenes, with or without a look at the party's credit."""
    round_no, place = divmod(index, 2 * len(SCENES))
    scene = list(SCENES)[place % len(SCENES)]
    decided_on = world.as_of - timedelta(days=FIRST_CASE + 11 * round_no + place % 7)
    if decided_on > day or (scene == PAUSED and decided_on > world.as_of - timedelta(days=130)):
        return None
    reviewed = scene != NEVER_REVIEWED and world.chance.number("reviewed", index, 4) > 0
    return {
        **_party(world, index + 1),
        "case_no": f"XY{index:06d}",
        "item_code": f"SC-{place:03d}",
        "unit": SCENES[scene],
        "applied_on": decided_on - timedelta(days=9),
        "decided_on": decided_on,
        "scene": scene,
        "credit_reviewed": None if index % 19 == 3 else reviewed,
        "report_no": f"XYBG{index:06d}" if reviewed and index % 5 else None,
    }


def _promised(world: World, last: date, day: date) -> Iterator[Row]:
    yield from changed(range(world.size(240, 120)), partial(_promise, world), last, day)


def _promise(world: World, index: int, day: date) -> dict[str, Says] | None:
    """The commitment behind a case; the case with the planted fault has a good one."""
    case = _notice_case(world, index, day)
    if case is None or case["commitment"] == "无":
        return None
    return {
        **_party(world, index),
        "commitment_no": f"SP{index:08d}",
        "unit": case["unit"],
        "kind": case["commitment"],
        "item_code": case["item_code"],
        "made_on": case["applied_on"],
        "performance": "履约" if case["decided_on"] else "履行中",
    }


def _rules(world: World, last: date, day: date) -> Iterator[Row]:
    yield from changed(range(len(SCENES)), partial(_rule, world), last, day)


def _rule(world: World, place: int, day: date) -> dict[str, Says] | None:
    """The document that demands a review in a scene; one has none, one document has ended."""
    scene = list(SCENES)[place]
    dated_on = world.as_of - timedelta(days=330 - 9 * place)
    if scene == NO_RULE or dated_on > day:
        return None
    return {
        "evidence_no": f"ZD-1301-{place}",
        "indicator_id": "T13-01",
        "item": scene,
        "kind": "制度文件",
        "unit": SCENES[scene],
        "title": f"关于在{scene}中实行信用审查的通知",
        "document_no": f"盘信发〔{dated_on.year}〕{place + 10}号",
        "dated_on": dated_on,
        "valid_until": dated_on + timedelta(days=200) if scene == RULE_ENDED else None,
    }
