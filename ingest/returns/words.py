"""What a clerk is told in Chinese: what a column may hold, and what to do about a finding."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.catalogue import Column, Standard
from ingest.returns.refused import Finding
from quality.rules import rule

CODES_SHOWN = 20  # more do not fit a comment; the data dictionary has them all
UNITS = {"yuan": "元", "wan_yuan": "万元", "points": "分"}
ALLOWED = {
    "text": "文字",
    "code": "只填规定的取值",
    "date": "日期，如 2019-07-01",
    "amount": "不为负的数",
    "integer": "整数",
    "uscc": "18 位统一社会信用代码（GB 32100-2015）",
    "org_code": "9 位组织机构代码（GB 11714-1997）",
    "registration_no": "15 位工商注册号",
    "person_id": "18 位居民身份证号（GB 11643-1999）",
    "tax_no": "18 位纳税人识别号（旧号 15 位）",
    "subject_code": "18 位统一社会信用代码或 15 位工商注册号",
}


def allowed_zh(column: Column, *, codes: bool = True) -> str:
    """What a column may hold, in one line for a clerk; without its codes where they stand beside it."""
    said = [ALLOWED[column.type]]
    if column.unit:
        said.append(f"单位{UNITS[column.unit]}")
    if column.codes and codes:
        values = list(column.codes)
        more = f" 等 {len(values)} 种" if len(values) > CODES_SHOWN else ""
        said.append("可填：" + "、".join(values[:CODES_SHOWN]) + more)
    if column.other_prefix:
        said.append(f"其他内容以“{column.other_prefix}”开头")
    if column.separator:
        said.append(f"多项以“{column.separator}”连接")
    if column.open_end:
        said.append("长期有效填 2099-12-31")
    if column.not_after_receipt:
        said.append("不晚于报送之日")
    if column.max_length:
        said.append(f"最多 {column.max_length} 字")
    return "，".join(said)


def suggestion_zh(finding: Finding, standard: Standard, value: str | None) -> str:
    """What to do about a finding; for a code that is nearly an allowed one, which one may be meant."""
    column = standard.by_name.get(finding.column or "")
    words = _words()
    template = words["rules"].get(finding.rule_id) or words["groups"][rule(finding.rule_id).group]
    said: str = template.replace("{title}", column.title if column else "").replace(
        "{allowed}", allowed_zh(column) if column else ""
    )
    if column and value and finding.rule_id == "CODE-LIST":
        spellings = {spelling: code for code, others in column.codes.items() for spelling in [code, *others]}
        if near := difflib.get_close_matches(value, spellings, n=1):
            said += f"；是否为“{spellings[near[0]]}”"
    return said.strip("；")


@cache
def _words() -> dict[str, Any]:
    text = Path(__file__).with_name("words.yml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words
