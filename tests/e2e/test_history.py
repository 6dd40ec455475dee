"""What was published stays, a restatement stands beside it with its cause, and any day can be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from dagster import AssetKey, DagsterInstance

from orchestration.figures import read_figures
from tests.e2e.conftest import AS_OF, RestatedCity, copy_city
from tests.e2e.test_explain import published
from tests.integration.front_end import FEED, RECEIPTS, STATE, FrontEnd, penalty
from tests.servers.databases import PASSWORD, DatabaseServer

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
    # neither of the two was ever shown to the public
    assert [(n, d + 2) for n, d in before] == after
    told = published(
        root,
        "select edition, cause, numerator, denominator from indicator_history where indicator_id = 'T04-01'"
        " and unit = '全市' and part is null and as_of_date = ?::date order by edition",
        AS_OF,
    )
    assert told == [(1, None, *before[0]), (2, "late_data", *after[0])]
    assert "只处理新批次 / only what is new is built" in restated_city.printed
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
    assert (after - before, why) == (Decimal("38296.0000"), "correction")


@dataclass(frozen=True)
class LongAgo:
    """The city as of a day from which one row is known, in a department's front-end database."""

    root: Path
    front_end: FrontEnd
    printed: str


@pytest.fixture(scope="module")
def long_ago(
    restated_city: RestatedCity,
    postgres: DatabaseServer,
    tmp_path_factory: pytest.TempPathFactory,
    siku: Callable[..., str],
) -> LongAgo:
    """A real PostgreSQL holds a row that was handed over by that day and one that was not."""
    folder = tmp_path_factory.mktemp("long_ago")
    root, catalogue = folder / "data", folder / "catalogue"
    copy_city(restated_city.root, root)
    front_end = FrontEnd(
        postgres, folder / "unused", state=STATE, receipts=RECEIPTS, batch="PCH", handed_over="LRSJ"
    )
    front_end.write(
        penalty(1, CF_JDRQ=date(2019, 8, 15), LRSJ=datetime(2019, 8, 20, 9)),  # noqa: DTZ001 - as the column is
        penalty(2, CF_JDRQ=date(2026, 10, 15), LRSJ=datetime(2026, 10, 20, 9)),  # noqa: DTZ001
    )
    for name in ("feeds", "standards"):
        (catalogue / name).mkdir(parents=True)
    declared = front_end.feed.model_dump(mode="json", exclude_unset=True)
    (catalogue / "feeds" / f"{FEED}.yml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    printed = siku(
        root, "refresh", as_of=LONG_AGO, SIKU_CATALOGUE=str(catalogue), SIKU_PERSON_KEY=restated_city.key
    )
    return LongAgo(root, front_end, printed)


def test_a_day_long_ago_is_answered_by_what_was_known_then(long_ago: LongAgo, siku: Callable[..., str]):
    statuses = dict(
        published(
            long_ago.root,
            "select indicator_id, status || case when value is null and reason <> '' then '' else '?' end"
            " from indicator_values where unit_kind = 'city' and is_main",
        )
    )
    assert len(statuses) == 69
    # who was connected and what was fed then is known; of everything else nothing is
    assert {line for line, status in statuses.items() if status != "unknown"} == {
        "T02-02",
        "T08-01",
        "T09-01",
    }
    assert LONG_AGO in siku(long_ago.root, "explain", "T04-01")
    assert "没有这个文件" in siku(long_ago.root, "explain", "--file", "late.csv", expect=1)


def test_it_disturbs_no_edition(long_ago: LongAgo, restated_city: RestatedCity):
    def frozen(city: Path) -> dict[Path, bytes]:
        kept = city / "history" / AS_OF
        return {p.relative_to(kept): p.read_bytes() for p in kept.rglob("*") if p.is_file()}

    assert len(frozen(long_ago.root)) > 4
    assert frozen(long_ago.root) == frozen(restated_city.root)
    assert published(
        long_ago.root, "select distinct as_of_date::varchar from indicator_history"
    ) == [(LONG_AGO,)]  # fmt: skip


def test_a_row_of_a_front_end_database_goes_the_whole_way(long_ago: LongAgo):
    """Read, marked and receipted in the source; published as of the day it was handed over."""
    assert published(
        long_ago.root,
        "select feed_id, rows_read, accepted + unmatched, received_on::varchar from feed_batches",
    ) == [(FEED, 1, 1, "2019-08-20")]
    assert published(
        long_ago.root, "select document_no, first_reported_on::varchar from disclosure_clock"
    ) == [("盘市监罚〔2024〕1号", "2019-08-20")]
    assert set(long_ago.front_end.states().values()) == {STATE["read"]}
    assert [receipt["SJTS"] for receipt in long_ago.front_end.told()] == [1, 1]
    assert PASSWORD not in long_ago.printed


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
