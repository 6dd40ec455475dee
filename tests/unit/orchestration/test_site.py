"""How figures and plots are written on the static site."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.site.charts import sparkline, stacked_bars
from orchestration.site.facts import unit_page
from orchestration.site.shown import word
from orchestration.words import measured, percent


@pytest.mark.parametrize(
    ("value", "limits", "shown"),
    [
        (0.91596, [1.0], "91.60%"),
        (1.0, [1.0], "100.00%"),
        (0.99999, [1.0], "99.999%"),  # not 100.00%
        (0.79996, [0.8], "79.996%"),  # not 80.00%
        (0.000099, [0.0001], "0.0099%"),  # not 0.01%
        (0.00001, [], "0.001%"),  # not 0.00%
        (0.3, [0.3], "30.00%"),
        (-0.25, [0.0], "-25.00%"),
        (12.5, [], "1,250.00%"),
    ],
)
def test_a_missed_target_never_looks_reached(value: float, limits: list[float], shown: str) -> None:
    assert percent(value, *limits) == shown


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.sampled_from([0.3, 0.5, 0.8, 0.9, 1.0]))
def test_what_is_shown_stands_on_the_side_of_the_target_where_the_figure_is(
    numerator: int, denominator: int, target: float
) -> None:
    shown = float(percent(numerator / denominator, target).replace("%", "").replace(",", "")) / 100
    reached = numerator >= target * denominator or abs(numerator - target * denominator) < 1e-9 * denominator
    assert (shown >= target - 1e-12) == reached


def test_counts_and_rates_are_numbers() -> None:
    line = {"formula": "count", "value_unit": "count", "target_value": None, "value": 10541.0}
    assert measured(line) == "10,541"
    assert measured(line | {"formula": "ratio", "value_unit": "rate", "value": 1450.488}) == "1,450.49"
    assert measured(line | {"value": None}) == "–"


def test_a_plot_leaves_a_gap_where_the_figure_was_unknown() -> None:
    drawn = sparkline([0.0, None, 1.0, 0.5], None, "told")
    assert re.search(r'<path d="M3(\.0)? 19(\.0)? M57\.7 3(\.0)? L85(\.0)? 11(\.0)?"', drawn)
    assert 'aria-label="told"' in drawn
    assert sparkline([None, None], 1.0, "") == ""


def test_a_single_figure_is_a_point_and_the_target_a_dashed_line() -> None:
    drawn = sparkline([0.5], 1.0, "")
    assert drawn.count("<circle") == drawn.count('class="goal"') == 1


def test_a_chart_brings_no_script_no_style_and_no_address() -> None:
    drawn = stacked_bars("到期", ["2026-09", "2026-10"], {"按期": [3, 4], "迟报 <b>": [1, 0]})
    assert not re.search(r"<script|<style|style=|http|<!--|<b>", drawn)
    assert "迟报 &lt;b&gt;" in drawn
    assert drawn.startswith("<svg")


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert "某某" not in word("brand_new_code", "reason")
    assert word("brand_new_code", "reason").count("brand") == 2
    assert "逾期" in word("overdue", "reason")
    assert word(None, "reason") == ""


def test_the_address_of_a_unit_is_plain_and_its_own() -> None:
    pages = {unit_page(unit) for unit in ("市住建局", "市住建委", "a/b", "..")}
    assert len(pages) == 4
    assert all(re.fullmatch(r"units/u[0-9a-f]{8}\.html", page) for page in pages)
