"""How a figure, a code and a place are written on a page: Chinese first, English beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from orchestration import scorecard, words
from orchestration.forecast import NOTE

MARKS = {"met": "✓", "not_met": "✗", "trend": "↗", "verdict": "◆", "unknown": "?"}


@cache
def reasons() -> dict[str, str]:
    """Chinese for the codes of ``indicator_members.reason``."""
    path = Path(__file__).parents[1] / "reasons.yml"
    found: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(code): text for code, text in found.items()}


def vocabularies() -> dict[str, Mapping[str, str]]:
    """Chinese for codes, by what they are codes of."""
    return {
        "status": words.STATUS,
        "trend": {"better": "向好", "worse": "变差", "same": "持平"},
        "basis": words.BASIS,
        "direction": words.DIRECTION,
        "period": words.PERIOD,
        "unknown": words.REASON,
        "reason": reasons(),
        "cause": words.CAUSE,
        "score": scorecard.STATE,
        "why": scorecard.WHY,
        "lost": scorecard.LOST,
        "appeal": scorecard.APPEAL,
        "excuse": scorecard.EXCUSE,
        "forecast": NOTE,
        "kind": {"permit": "许可", "penalty": "处罚"},
        "role": {"lead": "牵头", "responsible": "责任"},
        "feed": words.DELIVERY,
        "cadence": words.CADENCE,
        "severity": words.SEVERITY,
        "portal": words.PORTAL,
        "change": {"added": "新增", "changed": "变更", "withdrawn": "撤下"},
    }


def both(chinese: str, english: str) -> Markup:
    """A text in both languages; the page shows one of them."""
    return Markup('<span class="zh">{}</span><span class="en" lang="en">{}</span>').format(chinese, english)


def word(code: str | None, vocabulary: str) -> Markup | str:
    """The word for a code. English is the code itself; a code without a word is shown as it is."""
    if not code:
        return ""
    return _word(code, vocabulary)


@cache
def _word(code: str, vocabulary: str) -> Markup:
    english = code.replace("_", " ")
    return both(vocabularies()[vocabulary].get(code, code), english)


def causes(code: str | None) -> Markup:
    """Why an edition was published anew; the first one of a day has no cause."""
    return both(words.cause(code), (code or "first publication").replace("_", " ").replace("+", ", "))


def goal(row: Mapping[str, Any]) -> str:
    """The target with its comparison, as ``≥ 90%``; of a line that asks for a day, the day."""
    sign = {">=": "≥", "<=": "≤"}.get(row["target_operator"], row["target_operator"])
    if row["target_value"] is None:
        day = row.get("target_text")
        return f"{sign} {day}" if sign and day else "–"
    text = words.goal("", row["target_value"], row["formula"]).strip()
    return f"{sign} {text}"


def place(row: Mapping[str, Any]) -> Markup:
    """File, sheet and row something was read from; the file's name is said once."""
    file = row["source_uri"] or ""
    sheet = f" sheet {row['source_sheet']}" if row["source_sheet"] else ""
    line = f" row {row['source_row']}" if row["source_row"] is not None else " whole file"
    english = f"{sheet}{line}" if file else "no file"
    return Markup("{}{}").format(file, both(words.place(dict(row)).removeprefix(file), english))


def points(value: Decimal | None) -> str:
    """Points with two decimals; a dash where nothing was given."""
    return "–" if value is None else f"{value:.2f}"


def rate(part: float | Decimal | None, whole: float | Decimal | None) -> str:
    """A share of counts, or a dash where there is nothing to divide by."""
    return words.percent(float(part or 0) / float(whole)) if whole else "–"
