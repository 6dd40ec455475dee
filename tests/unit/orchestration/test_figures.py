"""The small plot and how figures reach the assets of the lines."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from lxml import etree

from orchestration import figures
from orchestration.figures import with_figures
from orchestration.sparkline import spark

OUTPUTS = {"populations__pop_t04_01": "T04-01", "marts__indicator_values": ""}
ROW = {
    "indicator_id": "T04-01", "value": 0.5, "status": "not_met", "reason": None, "detail": None,
    "numerator": 1, "denominator": 2, "target_operator": ">=", "target_value": 1, "base_value": None,
    "trend": None, "formula": "ratio", "value_unit": "ratio", "as_of_date": "2026-10-31", "past_value": 0.5,
}  # fmt: skip


def _output(name: str) -> dg.Output[Any]:
    return dg.Output(None, name, metadata={"status": "success"})


def test_a_plot_goes_from_lowest_to_highest_and_marks_what_was_unknown() -> None:
    assert spark([1.0, None, 8.0, 4.5]) == "▁·█▅"
    assert spark([0.3, 0.3]) == "▅▅"
    assert spark([None, None]) == "··"
    assert spark([]) == ""


def test_figures_are_added_and_the_order_of_the_lineage_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "read_figures", lambda _: {"T04-01": [ROW]})
    names = ["staging__a", "populations__pop_t04_01", "marts__indicator_members", "marts__indicator_values"]
    events = list(with_figures((_output(name) for name in names), OUTPUTS, Path()))
    assert [event.output_name for event in events] == names
    told = [set(event.metadata) - {"status"} for event in events]
    assert told[0] == told[2] == set()
    assert {"value", "状态 / status", "缘由 / reason", "趋势 / trend"} <= told[1]
    assert told[3] == {"指标 / indicators"}


def test_the_trend_is_an_image_that_stands_alone() -> None:
    """Dagster's page shows Markdown and lets an image be data: no file, no network, no style of ours."""
    rows = [ROW | {"as_of_date": f"2026-0{month}-30", "past_value": month / 10} for month in (7, 8, 9)]
    plot = figures.line_metadata(rows)["趋势 / trend"].value
    data = re.search(r"!\[T04-01 趋势\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)", plot)
    assert data is not None
    drawn = etree.fromstring(b64decode(data[1]))
    paths = drawn.findall("{http://www.w3.org/2000/svg}path")
    assert [path.get("class") for path in paths] == ["goal", None]
    assert len(re.findall("[ML]", str(paths[1].get("d")))) == 3
    nothing = figures.line_metadata([ROW | {"past_value": None}])["趋势 / trend"].value
    assert "data:" not in nothing


def test_when_dbt_fails_what_was_built_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking() -> Iterator[Any]:
        yield _output("populations__pop_t04_01")
        raise RuntimeError("a blocking test failed")

    def never(_: Path) -> dict[str, Any]:
        raise duckdb.Error("the warehouse is half built")

    monkeypatch.setattr(figures, "read_figures", never)
    told = []
    with pytest.raises(RuntimeError, match="blocking"):
        told.extend(with_figures(breaking(), OUTPUTS, Path()))
    assert [event.output_name for event in told] == ["populations__pop_t04_01"]
