"""What was published stays, a restatement stands beside it with its cause, and any day can be asked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance

from orchestration.figures import read_figures
from tests.e2e.conftest import AS_OF, RestatedCity, copy_city
from tests.e2e.test_explain import published

LONG_AGO = "2019-08-31"
FIGURE = (
    "select numerator, denominator from indicator_values"
    " where indicator_id = 'T04-01' and unit = '全市' and is_main"
)


def test_a_late_file_is_a_new_edition_with_its_cause(
    refreshed_city: Path, restated_city: RestatedCity, siku: Callable[..., str]
):
    root = restated_city.root
    before, after = published(refreshed_city, FIGURE), published(root, FIGURE)
    assert [(n + 2, d + 2) for n, d in before] == after
    told = published(
        root,
        "select edition, cause, numerator, denominator from indicator_history where indicator_id = 'T04-01'"
        " and unit = '全市' and part is null and as_of_date = ?::date order by edition",
        AS_OF,
    )
    assert told == [(1, None, *before[0]), (2, "late_data", *after[0])]
    printed = siku(root, "history", "T04-01")
    assert "第 2 期" in printed
    assert "迟到的数据 late_data" in printed
    # what the file did not touch is not published anew
    [(touched,)] = published(
        root, "select count(distinct indicator_id) from indicator_history where edition = 2"
    )
    assert 0 < touched < 10
    # a figure that only the corrected file touched says so, whatever else came that day
    [(before, after, why)] = published(
        root,
        "select a.numerator, b.numerator, b.cause from indicator_history a join indicator_history b"
        " using (indicator_id, unit_kind, unit, as_of_date) where a.edition = 1 and b.edition = 2"
        " and a.part is null and b.part is null and indicator_id = 'T14-01' and unit = '全市'",
    )
    assert (after - before, why) == (Decimal("14712.0000"), "correction")


def test_a_day_before_any_data_is_answered_and_disturbs_no_edition(
    restated_city: RestatedCity, siku: Callable[..., str], tmp_path: Path
):
    def frozen(city: Path) -> dict[Path, bytes]:
        kept = city / "history" / AS_OF
        return {p.relative_to(kept): p.read_bytes() for p in kept.rglob("*") if p.is_file()}

    root = tmp_path / "long_ago"
    copy_city(restated_city.root, root)
    siku(root, "refresh", as_of=LONG_AGO)
    assert len(frozen(root)) > 4
    assert frozen(root) == frozen(restated_city.root)
    statuses = dict(
        published(
            root,
            "select indicator_id, status || case when value is null and reason <> '' then '' else '?' end"
            " from indicator_values where unit_kind = 'city' and is_main",
        )
    )
    assert len(statuses) == 69
    # nobody was connected and nothing was fed then, and that is known; of everything else nothing is
    assert {line for line, status in statuses.items() if status != "unknown"} == {
        "T02-02",
        "T08-01",
        "T09-01",
    }
    [(days,)] = published(root, "select count(distinct as_of_date) from indicator_history")
    assert days == 1
    assert LONG_AGO in siku(root, "explain", "T04-01")
    assert "没有这个文件" in siku(root, "explain", "--file", "late.csv", expect=1)


def test_the_assets_of_the_lines_carry_their_figures(refreshed_city: Path, monkeypatch: pytest.MonkeyPatch):
    """Dagster's page shows at the population what the release says."""
    figures = read_figures(refreshed_city / "warehouse.duckdb")
    assert len(figures) == 69
    monkeypatch.setenv("DAGSTER_HOME", str(refreshed_city / "dagster"))
    with DagsterInstance.get() as instance:
        event = instance.get_latest_materialization_event(AssetKey(["populations", "pop_t04_01"]))
        assert event is not None
        assert event.asset_materialization is not None
        metadata = event.asset_materialization.metadata
    [(numerator, denominator)] = published(refreshed_city, FIGURE)
    assert metadata["value"].value == float(numerator) / float(denominator)
    assert "not_met" in str(metadata["状态 / status"].value)
    assert AS_OF in str(metadata["趋势 / trend"].value)


def test_a_forecast_adds_up_to_what_the_city_needs(refreshed_city: Path, siku: Callable[..., str]):
    wrong = published(
        refreshed_city,
        "select c.indicator_id, c.needed, sum(u.allocated) from indicator_forecast c"
        " join indicator_forecast u on c.indicator_id = u.indicator_id and u.unit_kind = 'unit'"
        " where c.unit_kind = 'city' and c.needed is not null"
        " group by all having sum(u.allocated) <> c.needed",
    )
    assert wrong == []
    needed = dict(
        published(
            refreshed_city, "select indicator_id, needed from indicator_forecast where unit_kind = 'city'"
        )
    )
    assert "不是实绩" in siku(refreshed_city, "forecast", "T02-03")
    listed = siku(refreshed_city, "forecast")
    assert all(line in listed for line, number in needed.items() if number)
