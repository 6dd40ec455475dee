"""The words a person reads for the codes the marts hold, Chinese first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ingest.feed import CADENCE_ZH

CITY = "全市"
MOST_PLACES = 6  # of a percentage
STATUS = {"met": "达标", "not_met": "未达标", "trend": "看趋势", "verdict": "有评审结论", "unknown": "未知"}
TREND = {"better": "向好 ↗", "worse": "变差 ↘", "same": "持平 →"}
DIRECTION = {"up": "越高越好", "down": "越低越好", "reach": "做到为止"}
BASIS = {"seed": "任务分解表", "local": "本市口径", "none": "无目标"}
PERIOD = {
    "month": "本月",
    "quarter": "本季",
    "half-year": "本半年",
    "year": "本年累计",
    "once": "一次",
    "round": "每轮评价",
}
CADENCE = {cadence: f"每{word}" for cadence, word in CADENCE_ZH.items()}
DELIVERY = {"on_time": "按期", "late": "迟报", "missed": "漏报", "pending": "未到期", "unknown": "不明"}
SEVERITY = {"note": "提示", "repair": "修正", "question": "存疑", "reject": "退回", "stop": "整件停止"}
PORTAL = {
    "penalty": "行政处罚",
    "permit": "行政许可",
    "red_list": "红名单",
    "black_list": "黑名单",
    "judgment_debtor": "失信被执行人",
    "commitment": "信用承诺",
    "credit_report": "信用报告",
    "typical_case": "失信典型案例",
    "up": "上架",
    "changed": "变更",
    "down": "下架",
    "new": "新增",
    "again": "恢复",
    "corrected": "更正",
    "expired": "公示期满",
    "own_end": "自身届满",
    "removed": "移出名单",
    "repaired": "信用修复",
    "revoked": "撤销",
    "deleted": "收回",
    "shown": "公示中",
    "ended": "已结束",
    "withheld": "不公示",
    "to_come": "尚未开始",
    "past_end": "已过期限",
    "not_published": "规则不公示",
    "class_unknown": "类别不明",
    "minor": "未成年",
    "age_unknown": "年龄不明",
    "person_withheld": "自然人不公示",
}
CAUSE = {
    "late_data": "迟到的数据",
    "correction": "更正",
    "rule_change": "规则变动",
    "calendar_change": "日历变动",
}
REASON = {
    "feed_missing": "必需的数据从未收到",
    "no_denominator": "没有分母",
    "zero_base": "基数为零",
    "silent_unit": "有单位既无数据也无零报告",
    "not_reviewed": "尚无评审结论",
    "verdict_on_line": "评审结论是对整条标准的",
    "not_computed": "尚未计算",
    "not_in_force": "该日还没有现行规则",
    "small_cell": "涉及的自然人太少，不公开人数",
}

ROW_STATES = {
    "accepted": "接收",
    "repaired": "修正",
    "question": "存疑",
    "unmatched": "未关联",
    "rejected": "退回",
    "duplicate": "重复",
}


def conserved(row: Mapping[str, int | None]) -> str:
    """Rows read as the sum of their states (law 3); states without a row are left out."""
    states = [f"{title} {row[name]:,}" for name, title in ROW_STATES.items() if row.get(name)]
    return f"读入 {row['rows_read'] or 0:,}" + (f" = {' + '.join(states)}" if states else "")


def cause(code: str | None) -> str:
    """Causes of a restatement in words; nothing for a first publication."""
    return "、".join(CAUSE.get(one, one) for one in code.split("+")) if code else "首次发布"


def reason(code: str | None, detail: str | None = None) -> str:
    """Why a figure is unknown: words, the stable code, and what exactly."""
    if not code:
        return ""
    return f"{REASON.get(code, '')}({': '.join(filter(None, [code, detail]))})"


def number(value: float | Decimal | None) -> str:
    """A count or a sum of weights, without needless decimals."""
    if value is None:
        return "–"
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def percent(value: float, *limits: float) -> str:
    """A share with two decimals, and with as many more as it takes to stand on the right side of the limits.

    0.99999 is not shown as 100.00%: whoever is short of a target must not look as if it were reached.
    """
    for places in range(2, MOST_PLACES + 1):
        shown = round(value, places + 2)
        if all(_side(shown, limit) == _side(value, limit) for limit in (0.0, 1.0, *limits)):
            break
    return f"{shown * 100:,.{places}f}%"


def _side(value: float, limit: float) -> int:
    if math.isclose(value, limit, rel_tol=1e-12, abs_tol=1e-15):
        return 0
    return 1 if value > limit else -1


def measured(row: Mapping[str, Any], of: str = "value") -> str:
    """A figure as its formula asks: a number for counts, medians and rates, a percentage for shares.

    Args:
        row: has the figure, ``formula``, ``value_unit`` of the line and ``target_value``.
        of: name of the figure.
    """
    value = row[of]
    if value is None:
        return "–"
    if row["formula"] in ("count", "median"):
        return number(value)
    if row["value_unit"] == "rate":
        return f"{value:,.2f}"
    target = row["target_value"]
    return percent(float(value), *([] if target is None else [float(target)]))


def counts(row: Mapping[str, Any]) -> str:
    """Numerator and denominator; nothing where a needed feed never arrived."""
    if row["numerator"] is None:
        return ""
    if row["denominator"] is None:
        return number(row["numerator"])
    return f"{number(row['numerator'])} / {number(row['denominator'])}"


def goal(operator: str | None, target: float | Decimal | None, formula: str | None) -> str:
    """A target with its comparison."""
    if target is None:
        return "无"
    return f"{operator} {number(target) if formula == 'count' else f'{float(target) * 100:g}%'}"


def place(row: dict[str, Any]) -> str:
    """File, sheet and row a member or a piece of evidence was read from."""
    if not row["source_uri"]:
        return "无来文"
    sheet = f" 工作表 {row['source_sheet']}" if row["source_sheet"] else ""
    line = f" 第 {row['source_row']} 行" if row["source_row"] is not None else " 整件"
    return f"{row['source_uri']}{sheet}{line}"
