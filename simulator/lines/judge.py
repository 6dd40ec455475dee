"""Status and reason of a figure, said again from the task table's own columns, in plain Python."""

from __future__ import annotations

from decimal import Decimal

from simulator.facts import Facts, seed
from simulator.lines.answer import Answer


def judge(facts: Facts, indicator: str, answer: Answer) -> None:
    """Set status and reason of an answer from its figures and the line's target."""
    (line,) = [row for row in seed("indicators/indicator_lines") if row["indicator_id"] == indicator]
    (formula,) = [row for row in seed("indicators/indicator_formulas") if row["indicator_id"] == indicator]
    inputs = [
        row["standard"] for row in seed("indicators/indicator_inputs") if row["indicator_id"] == indicator
    ]
    if line["kind"].startswith("E"):
        verdict = _verdict(facts, indicator, line["period"])
        answer.status, answer.reason = ("verdict", None) if verdict else ("unknown", "not_reviewed")
        return
    figures = answer.shown()
    above, below = Decimal(figures["numerator"]), Decimal(figures["denominator"])
    answer.reason = "feed_missing" if not all(facts.has(standard) for standard in inputs) else None
    answer.reason = answer.reason or _unknown(formula, answer, above, below)
    if answer.reason:
        answer.status = "unknown"
        return
    if not line["target_value"]:
        answer.status = "trend"
        return
    target = Decimal(line["target_value"])
    value = {"count": above, "growth": above - below}.get(formula["formula"], above)
    goal = target if formula["formula"] == "count" else target * below
    met = {
        ">=": value >= goal, ">": value > goal, "<": value < goal, "<=": value <= goal, "=": value == goal
    }[line["target_operator"]]  # fmt: skip
    answer.status = "met" if met else "not_met"


def _unknown(formula: dict[str, str], answer: Answer, above: Decimal, below: Decimal) -> str | None:
    if not answer.below:
        return "no_denominator"
    if formula["silence_is_unknown"] == "true" and answer.reasons["silent"] and not above:
        return "silent_unit"
    if not below:
        return "zero_base" if formula["formula"] == "growth" else "no_denominator"
    return None


def _verdict(facts: Facts, indicator: str, period: str) -> str | None:
    """The newest verdict that is about the current period."""
    start = {
        "month": facts.month_start,
        "quarter": facts.quarter_start,
        "half-year": facts.half_year_start,
        "year": facts.year_start,
    }.get(period)
    found = []
    for told in facts.current("evidence_reviews"):
        reviewed = told.day_of("reviewed_on")
        if told["indicator_id"] != indicator or reviewed is None or reviewed > facts.as_of:
            continue
        if start is None or (told.day_of("period_start") or reviewed) >= start:
            found.append((reviewed, told.at, told.text("verdict")))
    return max(found)[2] if found else None
