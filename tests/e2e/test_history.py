"""What was published stays, a restatement stands beside it with its cause, and any day can be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import yaml
from dagster import AssetKey, DagsterInstance

from ingest.pulling import pull_feed
from ingest.settings import SHANGHAI
from orchestration.editions import all_editions, brought
from orchestration.figures import read_figures
from tests.e2e.conftest import AS_OF, RestatedCity, copy_city
from tests.e2e.test_explain import published
from tests.integration.deliveries import CATALOGUE, RECEIVED, as_csv, put
from tests.integration.deliveries import FEED as MARKET_REGULATION
from tests.integration.deliveries import penalty as penalty_row
from tests.integration.front_end import FEED, RECEIPTS, STATE, FrontEnd, penalty
from tests.servers.databases import PASSWORD, DatabaseServer

LONG_AGO = "2019-08-31"
REPORTED = (
    "select numerator, denominator from indicator_values"
    " where indicator_id = 'T04-01' and unit = '全市' and part = 'reported'"
)
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
    # the file behind it, and not the one that came with it and is about something else
    assert "late.csv" in printed
    assert "corrected.csv" not in printed
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
class Afterwards:
    """A city whose month was restated twice in the next one, by what came in it; the texts of both runs."""

    root: Path
    printed: str
    again: str


@pytest.fixture(scope="module")
def afterwards(
    restated_city: RestatedCity, tmp_path_factory: pytest.TempPathFactory, siku: Callable[..., str]
) -> Afterwards:
    """In November came penalties of October: two past due, one not due yet; and one of November."""
    root = tmp_path_factory.mktemp("afterwards") / "data"
    copy_city(restated_city.root, root)
    days = ("2026-10-08", "2026-10-08", "2026-10-28", "2026-11-03")
    rows = [
        penalty_row(document_no=f"盘市监罚〔2026〕90{number}号", decided_on=day)
        for number, day in enumerate(days, start=10)
    ]
    received = datetime(2026, 11, 5, 12, tzinfo=SHANGHAI)
    minutes = round((received - RECEIVED).total_seconds()) // 60
    put(root, "november.csv", as_csv(rows), minute=minutes)
    feed = CATALOGUE.feeds[MARKET_REGULATION]
    pull_feed(root, CATALOGUE, feed, restated_city.key.encode(), lambda _: None)
    words = ("restate", "2026-10", "--known-on", "2026-11-10")
    printed, again = (siku(root, *words, as_of="2026-11-20") for _ in range(2))
    return Afterwards(root, printed, again)


def test_what_comes_in_november_restates_october(afterwards: Afterwards, restated_city: RestatedCity):
    """They were due in October and not in time; of November's report rate October knows nothing."""
    [(numerator, denominator)] = published(restated_city.root, REPORTED)
    frozen = pl.read_parquet(afterwards.root / "history" / AS_OF / "0003" / "indicator_history.parquet")
    line = {
        row["part"]: row
        for row in frozen.filter(indicator_id="T04-01", unit_kind="city").iter_rows(named=True)
    }
    told = line["reported"]
    assert (told["numerator"], told["denominator"]) == (numerator, denominator + 2)
    assert (told["known_on"], told["cause"]) == (date(2026, 11, 10), "late_data")
    assert {"late", "compliant"}.isdisjoint(line)
    assert "T14-01" not in set(frozen["indicator_id"])
    assert "第 3 期" in afterwards.printed
    [edition] = [one for one in all_editions(afterwards.root) if one.edition == 3]
    assert [Path(one.source_uri).name for one in brought(afterwards.root, edition)] == ["november.csv"]


def test_a_restatement_disturbs_nothing_and_a_second_one_adds_nothing(
    afterwards: Afterwards, restated_city: RestatedCity
):
    assert "没有新知道的" in afterwards.again
    kept = afterwards.root / "history" / AS_OF
    assert sorted(path.name for path in kept.iterdir()) == ["0001", "0002", "0003"]
    assert not (afterwards.root / ".restating").exists()
    for name in ("warehouse.duckdb", "published/manifest.json", "landing/_index/run.parquet"):
        assert (afterwards.root / name).read_bytes() == (restated_city.root / name).read_bytes()


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
