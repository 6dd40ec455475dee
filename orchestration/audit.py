"""Print the omission audit: produced, reported, published, acknowledged; what may be hidden, and how sure."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from orchestration import words
from orchestration.audit_sample import KIND, sample_lines
from orchestration.released import NothingToExplainError, Released, Row, released

Section = tuple[str, list[str]]

EVIDENCE = {
    "ledger": "台账有而未报",
    "portal_only": "只见于公示",
    "receipt_only": "只见于上级回执",
    "sequence_gap": "断号(线索，不是结论)",
}
MISSING = {
    "no_ledger": "无台账",
    "outside_ledger": "台账未及此月",
    "no_monthly_report": "无月报",
    "feed_missing": "来源未到",
}
UNUSABLE = {
    "not_numbered": "无年份流水号",
    "too_short": "太短",
    "not_consecutive": "不连号",
    "another_range": "换号段",
}
BEYOND = (
    "台账、公示、回执都没有，又在序列首尾之外或序列不可用的决定，本核查查不出，只能抽查 / a decision"
    " without a trace, before the first or after the last known number or in an unusable series, is beyond"
    " this audit: only a sample can bound how many there are"
)
CELLS = """
    select * from disclosure_reconciliation
    where (? is null or unit = ?) and (? is null or month = ?) order by unit, month, kind
"""
CANDIDATES = """
    select c.*, b.source_uri from omission_candidates as c
    left join feed_batches as b on c.feed_id = b.feed_id and c.batch_id = b.batch_id
    where (? is null or c.unit = ?) and (? is null or c.month = ?)
    order by c.unit, c.month, c.kind, c.evidence, c.document_no
"""
NIL = """
    select c.*, b.source_uri from contradicted_nil_returns as c
    left join feed_batches as b on c.feed_id = b.feed_id and c.batch_id = b.batch_id
    where (? is null or c.unit = ?) and (? is null or substr(cast(c.dated_on as varchar), 1, 7) = ?)
    order by c.unit, c.period, c.kind, c.document_no
"""
PLAN = """
    select * from sampling_plan
    where (? is null or unit = ?) and (? is null or month = ?) order by unit, month, kind
"""
CHECKS = """
    select c.*, b.source_uri from sample_checks as c
    left join feed_batches as b on c.feed_id = b.feed_id and c.batch_id = b.batch_id
    where (? is null or c.unit = ?) and (? is null or c.month = ?)
    order by c.unit, c.month, c.kind, c.place
"""
SERIES = """
    select * from document_series
    where not is_usable and (? is null or unit = ?) order by unit, kind, series
"""


def audit(root: Path, unit: str | None, month: str | None, found: int | None, limit: int) -> list[Section]:
    """The audit of all units and months, or of one unit or month.

    ``found``: suppose so many omissions in the sample; what inspectors sent is told beside it.

    Raises:
        NothingToExplainError: nothing is published, no such unit or month, or more found than drawn.
    """
    with released(root) as release:
        asked = (unit, unit, month, month)
        cells = release.rows(CELLS, *asked)
        if not cells:
            raise NothingToExplainError(_nothing(release, unit, month))
        candidates = release.rows(CANDIDATES, *asked)
        nil = release.rows(NIL, *asked)
        plan = release.rows(PLAN, *asked)
        checks = release.rows(CHECKS, *asked)
        unusable = release.rows(SERIES, unit, unit)
    return [
        ("对账 / reconciliation(按决定月份)", _cells(cells, candidates)),
        (f"漏报线索 / candidates(前 {limit} 件，共 {len(candidates)})", _listed(candidates, limit)),
        (
            f"报过无数据而有决定的 / zero declared, decisions found(前 {limit} 件，共 {len(nil)})",
            [_contradicted(row) for row in nil[:limit]],
        ),
        ("不可用的文号序列 / unusable series", [_series(row) for row in unusable]),
        ("抽查 / sample(单位登记簿该月第几件)", sample_lines(plan, checks, found)),
        ("查不出的 / beyond the audit", [BEYOND]),
    ]


def _nothing(release: Released, unit: str | None, month: str | None) -> str:
    units = release.rows("select distinct unit from disclosure_reconciliation order by 1")
    months = release.rows("select distinct month from disclosure_reconciliation order by 1")
    listed = " ".join([row["unit"] for row in units] + [row["month"] for row in months])
    wanted = " ".join(filter(None, [unit, month]))
    return f"没有对账 / nothing to reconcile for {wanted!r}; 有 / there are: {listed}"


def _cells(cells: list[Row], candidates: list[Row]) -> list[str]:
    kinds: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for row in candidates:
        kinds[row["unit"], row["month"], row["kind"]][row["evidence"]] += 1
    lines = [_cell(row, kinds.pop((row["unit"], row["month"], row["kind"]), Counter())) for row in cells]
    # a candidate's month may be one in which nothing else is known
    return lines + [
        f"{unit or '(未写单位)'} {month} {KIND[kind]}: 线索 {_evidence(number)}"
        for (unit, month, kind), number in sorted(kinds.items())
    ]


def _cell(row: Row, evidence: Counter[str]) -> str:
    stated = _number(row, "stated_produced", "stated_missing")
    if row["stated_missing"] is None:
        stated = f"产生 {stated} 报送 {row['stated_reported']}"
        stated += f" 依据:{row['difference_reason']}" if row["difference_reason"] else ""
    return (
        f"{row['unit'] or '(未写单位)'} {row['month'] or '(无日期)'} {KIND[row['kind']]}:"
        f" 产生 {_number(row, 'produced', 'produced_missing')} 报送 {row['reported']}(接收 {row['accepted']})"
        f" 公示 {_number(row, 'published', 'published_missing')}"
        f" 上级接收 {_number(row, 'acknowledged', 'acknowledged_missing')}"
        f" | 月报 {stated} | 线索 {_evidence(evidence)}"
    )


def _number(row: Row, name: str, missing: str) -> str:
    return f"未知({MISSING[row[missing]]})" if row[missing] else str(row[name])


def _evidence(number: Counter[str]) -> str:
    return "、".join(f"{EVIDENCE[key]} {number[key]}" for key in EVIDENCE if number[key]) or "0"


def _listed(candidates: list[Row], limit: int) -> list[str]:
    return [
        f"{row['unit']} {row['month']} {KIND[row['kind']]} {row['document_no']} {EVIDENCE[row['evidence']]}"
        f"  {row['source_uri']}{f' [{sheet}]' if (sheet := row['source_sheet']) else ''}:{row['source_row']}"
        for row in candidates[:limit]
    ]


def _contradicted(row: Row) -> str:
    seen = {"ledger": "台账", "reported": "后来的报送"}[row["seen_in"]]
    said = f"{row['unit']} {row['period']} {KIND[row['kind']]} 报过无数据({row['nil_batch_id']})"
    return f"{said}: {row['document_no']} {row['dated_on']} 见于{seen}  ← {words.place(row)}"


def _series(row: Row) -> str:
    reason, known = UNUSABLE[row["unusable_reason"]], f"已知 {row['known']} 缺 {row['missing']}"
    return f"{row['unit']} {KIND[row['kind']]} {row['series'] or '(无字号)'}: {reason}，{known}"
