"""Inspectors' results beside the places that were drawn: what counts, what does not, and the bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from orchestration.audit_sample import looked_up, sample, sample_lines
from orchestration.released import NothingToExplainError

RULE = {"sampling_seed": 7, "sample_size": 10, "wanted_bound": 0.00001, "confidence": 0.95}
PLAN = [
    {"unit": "甲局", "month": "2026-09", "kind": "permit", "population": 30, **RULE},
    {"unit": "乙局", "month": "2026-09", "kind": "penalty", "population": 20, **RULE},
]
DRAWN = sample(PLAN)
OTHER = next(place for n in range(1, 31) if (place := ("甲局", "2026-09", "permit", n)) not in DRAWN)


def check(place: tuple[str, str, str, int], outcome: str, **more: object) -> dict[str, Any]:
    """A result."""
    unit, month, kind, number = place
    where = {"source_uri": "inbox/f/抽查.csv", "source_sheet": None, "source_row": number}
    said = {"document_no": f"文〔2026〕{number}号", "archive_count": None, "is_told": outcome == "已报送"}
    by = {"inspector": "王工", "checked_on": date(2026, 10, 20)}
    cell = {"unit": unit, "month": month, "kind": kind, "place": number, "outcome": outcome}
    return cell | said | by | where | more


def test_only_drawn_places_count() -> None:
    looked = looked_up(DRAWN, [check(DRAWN[0], "已报送"), check(OTHER, "未报送")])
    assert [row["place"] for row in looked.drawn] == [DRAWN[0][3]]
    assert looked.unreported == []
    assert any("不在方案内，不计" in line for line in sample_lines(PLAN, [check(OTHER, "未报送")], None))


def test_what_cannot_be_shown_is_not_reported_and_what_was_sent_after_all_is() -> None:
    checks = [
        check(DRAWN[0], "已报送"),
        check(DRAWN[1], "未报送"),
        check(DRAWN[2], "未调到卷宗"),
        check(DRAWN[3], "未报送", is_told=True),
    ]
    assert [row["place"] for row in looked_up(DRAWN, checks).unreported] == [DRAWN[1][3], DRAWN[2][3]]
    told = "\n".join(sample_lines(PLAN, checks, None))
    # two of four: Clopper-Pearson, one-sided 95 %
    assert "已查 4 件，未能证明已报 2 件，漏报率上限 / upper bound 90.23" in told
    assert "reported after all: " in told
    assert "王工 2026-10-20  ← inbox/f/抽查.csv" in told


def test_a_larger_archive_than_anybody_told_is_said() -> None:
    told = sample_lines(PLAN, [check(DRAWN[0], "已报送", archive_count=31)], None)
    assert any(line.startswith("卷宗 31 件，所知 ") for line in told)


def test_without_results_nothing_is_claimed() -> None:
    told = sample_lines(PLAN, [], None)
    assert "若查出未报 0 件" in told[0]
    assert any("尚无抽查结果" in line for line in told)
    assert any("抽样证明不了" in line for line in told)
    assert sample_lines([], [], None) == []


def test_more_supposed_than_drawn_is_refused() -> None:
    with pytest.raises(NothingToExplainError, match="抽 10 件"):
        sample_lines(PLAN, [], 11)
