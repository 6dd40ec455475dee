"""A feed is warned of when a rule has used up its error budget; silence is neither good nor bad."""

from __future__ import annotations

from datetime import date

import dagster as dg

from orchestration.budget_checks import MOST, judged, table

KEY = dg.AssetKey(["feeds", "f"])


def week(day: int, found: int | None, used: float | None, **more: object) -> dict[str, object]:
    """A week of rule R that looked at 100 rows, or at nothing."""
    rate = None if found is None else found / 100
    return {
        "rule_id": "R", "severity": "question", "week_start": date(2026, 10, day), "budget_used": used,
        "found_count": found, "checked_count": None if found is None else 100, "rate": rate,
        "rate_before": None, "trend": None,
    } | more  # fmt: skip


def test_a_spent_budget_is_a_warning_that_names_the_rule() -> None:
    result = judged(KEY, [[week(26, 0, 1.5), week(19, 6, 2.0)], [week(26, 0, None, rule_id="N")]])
    assert (result.passed, result.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert result.description == "误差预算用尽 / budget used up: R 150%"
    assert result.metadata[MOST].value == 1.5


def test_what_is_left_of_a_budget_passes() -> None:
    assert judged(KEY, [[week(26, 1, 0.99)]]).passed


def test_a_feed_without_a_budget_has_no_figure_of_it() -> None:
    result = judged(KEY, [[week(26, 1, None)]])
    assert result.passed
    assert MOST not in result.metadata


def test_a_silent_week_is_a_gap_and_the_week_before_it_is_told() -> None:
    heard = week(12, 6, 3.0, rate_before=0.02, trend="worse")
    line = table([[week(26, None, 2.0), week(19, None, 3.0), heard, week(5, 2, 1.0)]]).splitlines()[-1]
    assert line == "| R | 存疑 | 200% | `▁█··` | 6 / 100(10-12) | 2.00% | 变差 ↘ |"


def test_a_feed_in_which_nothing_was_found_says_so() -> None:
    assert table([]) == "没有查出过问题 / nothing was ever found"
