"""Permits and penalties of the smaller departments and of the counties: few, and few faults among them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from simulator import spoil
from simulator.decisions import PENALTY, PERMIT, Authority, Decisions
from simulator.rows import QUESTION, Plant
from simulator.subjects import World

OFFICES = {
    "emergency_bureau_penalties": Authority("盘锦市应急管理局", 11, "盘应急罚〔{year}〕{number}号"),
    "labour_bureau_penalties": Authority("盘锦市人力资源和社会保障局", 12, "盘人社监罚〔{year}〕{number}号"),
    "health_commission_penalties": Authority("盘锦市卫生健康委员会", 13, "盘卫医罚〔{year}〕{number:03d}号"),
    "culture_bureau_penalties": Authority("盘锦市文化旅游和广播电视局", 14, "盘文综罚字〔{year}〕{number}号"),
}
COUNTIES = {
    "shuangtaizi": ("双台子区", "双"),
    "xinglongtai": ("兴隆台区", "兴"),
    "dawa": ("大洼区", "大"),
    "panshan": ("盘山县", "盘山"),
    "liaodongwan": ("辽东湾新区", "辽湾"),
}
SKIPPED = {  # feed → numbers of its series that nothing else shows
    "culture_bureau_penalties": (9, 17, 18),
    "dawa_permits": (21,),
    "health_commission_penalties": (4,),
}
RETURNED = ("dawa_permits", "panshan_permits")  # these send the faulty one back in a return workbook
FAULTY = 12  # the decision in each feed's third delivery whose text is missing


def further_decisions(world: World, days: Mapping[str, tuple[date, ...]]) -> dict[str, Decisions]:
    """A feed's decisions for each of them."""
    made = {feed: _few(world, feed, PENALTY, office, days[feed]) for feed, office in OFFICES.items()}
    for place, (county, (name, short)) in enumerate(COUNTIES.items()):
        permits, penalties = f"{county}_permits", f"{county}_penalties"
        building = Authority(
            f"盘锦市{name}住房和城乡建设局", 20 + place, f"{short}住建许〔{{year}}〕{{number}}号"
        )
        enforcing = Authority(
            f"盘锦市{name}综合行政执法局", 30 + place, f"{short}综执罚〔{{year}}〕{{number}}号"
        )
        made[permits] = _few(world, permits, PERMIT, building, days[permits])
        made[penalties] = _few(world, penalties, PENALTY, enforcing, days[penalties])
    return made


def _few(world: World, feed: str, kind: str, office: Authority, days: tuple[date, ...]) -> Decisions:
    missing = Plant("内容为空", "content", spoil.constant(None), "REQUIRED", QUESTION)
    skipped = SKIPPED.get(feed, ())
    size = world.size(40, 40)
    returned = frozenset({FAULTY} if feed in RETURNED else ())
    plants = {FAULTY: missing}
    return Decisions(feed, kind, (office,), size, days, plants, skipped=skipped, returned=returned)
