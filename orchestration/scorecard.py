"""Print scorecards: all units of a month, or one unit item by item, each lost point with its row."""

from __future__ import annotations

from pathlib import Path

from orchestration import words
from orchestration.released import NothingToExplainError, Released, Row, released

Section = tuple[str, list[str]]

STATE = {"computed": "计算", "manual": "人工", "unknown": "未知", "not_judged": "不评"}
WHY = {
    "not_applicable": "无此职责",
    "nothing_due": "本月无应报",
    "all_excused": "全部免计",
    "pending": "未到期",
    "nothing_arrived": "没有来文",
    "feed_missing": "转报的来源没有来文",
    "nothing_declared": "无台账也无月报",
    "not_scored": "尚未评定",
    "points_out_of_range": "所填分数超出分值",
}
LOST = {
    "late": "迟报",
    "missed": "漏报",
    "overdue": "逾期未报",
    "file": "以文件报送",
    "unknown": "接入方式未列",
    "not_reported": "产生而未报送",
    "question": "存疑",
    "rejected": "退回",
    "duplicate": "同一文件内重复",
    "unexplained": "未入库而无说明",
    "required_empty": "必填为空",
    "check_failed": "检查不通过",
    "manual_points": "人工评定",
}
APPEAL = {"accepted": "申诉成立", "rejected": "申诉不成立", "open": "申诉待处理"}
EXCUSE = {"appeal": "申诉成立，免计", "outage": "平台不可用，期限顺延"}

TOTALS = """
    select * from scorecard_totals where month = ?
    order by points / nullif(points_judged, 0) desc nulls last, unit
"""
ITEMS = "select * from scorecard where month = ? and unit = ? order by position"
LOSSES = """
    select l.*, s.title, b.source_uri, count(*) over (partition by l.item) as of_item
    from scorecard_losses as l
    join scorecard as s on l.unit = s.unit and l.month = s.month and l.item = s.item
    left join feed_batches as b on l.feed_id = b.feed_id and l.batch_id = b.batch_id
    where l.month = ? and l.unit = ?
    qualify row_number() over (
        partition by l.item order by l.is_excused desc, l.points_lost desc, l.thing_id
    ) <= ?
    order by s.position, l.is_excused, l.points_lost desc, b.source_uri, l.source_row, l.thing_id
"""
APPEALS = "select * from scorecard_appeals where month = ? and unit = ? order by appeal_no"


def scorecard(root: Path, unit: str | None, month: str | None, limit: int) -> list[Section]:
    """A month's totals of every unit, or one unit's card; the newest month if none is named.

    Raises:
        NothingToExplainError: nothing is published, or no such month or unit.
    """
    with released(root) as release:
        known = [row["month"] for row in release.rows("select distinct month from scorecard order by 1")]
        asked = month or (known[-1] if known else "")
        if asked not in known:
            raise NothingToExplainError(f"没有月份 / no month {asked!r}; 有 / there are: {' '.join(known)}")
        totals = release.rows(TOTALS, asked)
        if unit is None:
            return [(f"考核 {asked} / scorecards", [_total(row) for row in totals])]
        mine = [row for row in totals if row["unit"] == unit]
        if not mine:
            listed = " ".join(row["unit"] for row in totals)
            raise NothingToExplainError(f"没有单位 / no unit {unit!r}; 有 / there are: {listed}")
        return _card(release, unit, asked, mine[0], limit)


def _card(release: Released, unit: str, month: str, total: Row, limit: int) -> list[Section]:
    losses = release.rows(LOSSES, month, unit, limit)
    return [
        (f"{unit} {month}", [_total(total)]),
        ("评分项 / items", [_item(row) for row in release.rows(ITEMS, month, unit)]),
        (f"失分 / points lost(每项至多 {limit} 件)", [_loss(row) for row in losses]),
        ("申诉 / appeals", [_appeal(row) for row in release.rows(APPEALS, month, unit)]),
    ]


def _points(value: object) -> str:
    return "–" if value is None else words.number(float(str(value)))


def _total(row: Row) -> str:
    parts = [f"{_points(row['points'])} / {_points(row['points_judged'])}"]
    if row["points_unknown"]:
        parts.append(f"未知 {_points(row['points_unknown'])} 分({row['items_unknown']} 项)")
    if row["points_not_judged"]:
        parts.append(f"不评 {_points(row['points_not_judged'])} 分")
    if row["bonus_points"] is not None:
        parts.append(f"加分 {_points(row['bonus_points'])}")
    if row["excused"]:
        parts.append(f"免计 {row['excused']} 件")
    return f"{row['unit']}  " + "  ".join(parts)


def _item(row: Row) -> str:
    rate = ""
    if row["denominator"]:
        rate = f"{words.number(row['numerator'])} / {words.number(row['denominator'])}"
        rate += f" = {float(row['numerator']) / float(row['denominator']):.2%}"
    by_hand = f"{row['author']} {row['given_on']}" if row["state"] == "manual" else ""
    why = f"{WHY.get(row['reason'], '')}({row['reason']})" if row["reason"] else ""
    excused = f"免计 {row['excused']} 件" if row["excused"] else ""
    ignored = row["manual_points_ignored"]
    aside = f"此项由计算得出，所填 {_points(ignored)} 分不采用" if ignored is not None else ""
    points = (
        f"{_points(row['points'])} / {_points(row['points_possible'])}{'(加分)' if row['is_bonus'] else ''}"
    )
    shown = [row["block"], row["title"], points, STATE[row["state"]], rate, by_hand, why, excused, aside]
    return "  ".join(part for part in shown if part)


def _loss(row: Row) -> str:
    lost = f"−{float(row['points_lost']):.4f}" if not row["is_excused"] else "免计"
    weight = f"×{words.number(row['weight'])}" if row["weight"] != 1 else ""
    what = f"{LOST.get(row['reason'], row['reason'])}{weight}"
    excuse = EXCUSE[row["excuse"]] if row["excuse"] else APPEAL.get(row["appeal_state"])
    if row["appeal_no"]:
        said = [row["appeal_no"], row["decided_by"], row["decision_reason"]]
        excuse = f"{excuse or '申诉'}({'，'.join(part for part in said if part)})"
    cite = f"编号 {row['thing_id']}"
    shown = [lost, row["title"], what, row["detail"], row["reference"], excuse, cite, f"← {words.place(row)}"]
    return "  ".join(part for part in shown if part)


def _appeal(row: Row) -> str:
    about = row["appealed_record"] or "整项"
    result = [APPEAL[row["appeal_state"]], row["decided_by"], row["decided_on"], row["decision_reason"]]
    touched = f"涉及 {row['lost_things']} 件，免计 {row['excused_things']} 件"
    if not row["lost_things"]:
        touched = "对不上任何失分"
    said = "，".join(str(part) for part in result if part)
    return f"{row['appeal_no']}  {row['item']}  {about}  {row['reason']}  → {said}  {touched}"
