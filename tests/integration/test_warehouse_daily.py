"""The warehouse is a pure function of landing and the as-of date (law 4).

A daily build gives what a full build gives, in whatever order the batches come, whatever was built before;
and an earlier day is as if nothing had come after it. All is built in one data root: dbt parses it once.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.landing_files import Landing
from tests.integration.small_city import ALPHA, BUREAU, GAMMA, TRADER, decision, small_city
from tests.integration.warehouse import build, marts, rows

FULL, DAILY = "全量构建 / full build: ", "只处理新批次 / only what is new is built"
DAYS, EARLY = ("2026-11-06", "2026-11-10"), "2026-10-05"
PERSON = {"party_category": "自然人", "party_uscc": None, "party_person_id": "hash-of-zhang"}


def busy_city(root: Path) -> Landing:
    """The small city, and after it every kind of change a later row can make to an earlier one."""
    city = small_city(root)
    permits, penalties = "approval_bureau_permits", "market_regulation_penalties"
    number, other = decision("许7", "2026-10-20"), decision("罚9", "2026-10-21")
    city.deliver(
        permits, "2026-10-22", [number, decision("许8", "2026-10-20", party_name="伽马", party_uscc=GAMMA)]
    )
    # content changes back and forth; the day of a change is not that of its file
    city.deliver(permits, "2026-10-24", [number | {"content": "甲", "changed_on": "2026-10-24"}])
    city.deliver(permits, "2026-11-03", [number | {"content": "乙", "changed_on": "2026-10-23"}])
    city.deliver(permits, "2026-11-04", [number | {"content": "甲", "changed_on": "2026-10-25"}])
    # a number put right, twice, and a row under the number in between
    city.deliver(permits, "2026-10-28", [decision("许7改", "2026-10-20", earlier_document_no="许7")])
    city.deliver(permits, "2026-11-04", [decision("许7再改", "2026-10-20", earlier_document_no="许7改")])
    # taken back before it came, and taken back after
    city.deliver(penalties, "2026-10-21", [other | {"operation": "删除"}])
    city.deliver(penalties, "2026-10-23", [other, decision("罚10", "2026-10-20", penalty_types="罚款")])
    city.deliver(penalties, "2026-11-02", [decision("罚10", "2026-10-20", record_state="撤销")])
    # held, stood for by an accepted row under another key, which later means another party
    held = {"row_state": "question", "finding": ("wrong_code", "party_uscc")}
    city.deliver(permits, "2026-10-23", [decision("许9", "2026-10-20", party_uscc="91", **held)])
    city.deliver(permits, "2026-10-29", [decision("许9", "2026-10-20")])
    city.deliver(permits, "2026-11-05", [decision("许9", "2026-10-20", party_name="贝塔")])
    # a person under two names; whoever spoke first keeps the first day
    city.deliver(penalties, "2026-10-30", [decision("罚11", "2026-10-29", party_name="张三丰", **PERSON)])
    city.deliver(penalties, "2026-10-19", [decision("罚12", "2026-10-10", party_name="张三", **PERSON)])
    # shown on the portal, shown again with an earlier day, receipts that are put right
    shown = {"channel": "信用盘锦", "content_kind": "行政许可", "unit": "甲局"}
    portal, receipts = "credit_centre_publications", "credit_centre_receipts"
    city.deliver(portal, "2026-10-27", [shown | {"reference_no": "许7", "published_on": "2026-10-27"}])
    city.deliver(portal, "2026-11-05", [shown | {"reference_no": "许 7", "published_on": "2026-10-25"},
                                        shown | {"reference_no": "许8", "published_on": "2026-10-25"}],
    )  # fmt: skip
    taken = {
        "level": "国家",
        "direction": "上报",
        "info_kind": "行政许可",
        "result": "已接收",
        "unit": "甲局",
    }
    first = taken | {"receipt_no": "1", "reference_no": "许8", "received_on_upper": "2026-10-28"}
    city.deliver(receipts, "2026-10-29", [first])
    city.deliver(receipts, "2026-11-06", [first | {"reference_no": "许5"}])
    # one number of two parties, a fine without a kind
    city.deliver(penalties, "2026-10-25", [decision("罚13", "2026-10-20", fine="5", authority_uscc=BUREAU,
                                                    party_registration_no="211100000000017")])  # fmt: skip
    city.deliver("approval_bureau_permits", "2026-11-06", [decision("许10", "2026-11-05", party_uscc=TRADER)])
    return city


@dataclass(frozen=True)
class Days:
    """What was built one after the other in one data root, each warehouse kept in a folder of its own.

    Attributes:
        said: how each of the days was built.
        daily: the last day, after the days before it.
        rebuilt: the last day from nothing, with landing in another order.
        gone_back: an earlier day, on that warehouse.
        cut: the earlier day from nothing, with no file received after it.
    """

    said: list[str]
    daily: Path
    rebuilt: Path
    gone_back: Path
    cut: Path


@pytest.fixture(scope="module")
def days(counted_city: Path) -> Days:
    root, shuffle = counted_city / "days", random.Random(1)
    target, warehouse = root / "target", root / "warehouse.duckdb"
    city, busy = small_city(root), busy_city(root)
    waiting = busy.batches[len(city.batches) :]
    shuffle.shuffle(waiting)
    city.rows, city.questions = busy.rows, busy.questions

    def kept(name: str) -> Path:
        (counted_city / name).mkdir()
        shutil.copy(warehouse, counted_city / name)
        return counted_city / name

    said = []
    for left, day in zip(range(len(DAYS) - 1, -1, -1), DAYS, strict=True):
        arriving = waiting[left * len(waiting) // len(DAYS) :]
        del waiting[-len(arriving) :]
        city.batches = [*arriving, *city.batches]
        city.write(day)
        # unit tests judge the SQL of a full build; the warehouse's own tests judge what the days came to
        without = ["unit_test"] if day == DAYS[-1] else ["test", "unit_test"]
        said += re.findall(f"{FULL}.*|{DAILY}", build(root, target, without))
    daily = kept("daily")
    for told in (city.batches, city.rows, city.questions):
        shuffle.shuffle(told)
    city.write(DAYS[-1])
    warehouse.unlink()
    said += re.findall(f"{FULL}.*|{DAILY}", build(root, target))
    rebuilt = kept("rebuilt")
    city.write(EARLY)
    said += re.findall(f"{FULL}.*|{DAILY}", build(root, target))
    gone_back = kept("gone_back")
    cut_off(city, EARLY)
    shutil.rmtree(root / "landing")
    city.write(EARLY)
    warehouse.unlink()
    build(root, target)
    return Days(said, daily, rebuilt, gone_back, kept("cut"))


def cut_off(city: Landing, day: str) -> None:
    """Leave only what was received by a day."""
    city.batches = [batch for batch in city.batches if str(batch["received_on"]) <= day]
    city.rows = [(s, row) for s, row in city.rows if str(row["received_on"]) <= day]
    city.questions = [(s, row) for s, row in city.questions if str(row["received_on"]) <= day]


def differing(one: Path, other: Path) -> list[str]:
    """Marts in which two warehouses differ."""
    left, right = marts(one), marts(other)
    return [name for name in left if left[name] != right[name]]


def test_only_what_is_new_is_built_where_that_can_be(days: Days) -> None:
    *forward, from_nothing, back = days.said
    assert forward == [DAILY] * len(DAYS)
    assert from_nothing == f"{FULL}no complete build to start from"
    assert back.startswith(FULL)


def test_day_by_day_gives_what_a_rebuild_gives(days: Days) -> None:
    assert differing(days.daily, days.rebuilt) == []


def test_the_city_is_as_busy_as_it_says(days: Days) -> None:
    assert rows(days.daily, "select count(*) from decision_renames") == [(2,)]
    assert rows(days.daily, "select count(*) from decision_versions where is_withdrawn") >= [(1,)]
    published = "select count(*) > 0 from disclosure_clock where published_on is not null"
    assert rows(days.daily, published) == [(True,)]
    linked = rows(days.daily, f"select count(*) from record_links where subject_id = '{ALPHA}'")  # noqa: S608
    assert linked > [(3,)]


def test_what_came_later_does_not_exist_yet(days: Days) -> None:
    assert differing(days.gone_back, days.cut) == []
    # a day before the social organisations' only delivery: the register is missing, which is not zero
    missing = ("feed_missing", "social_organisation_registration")
    values = rows(
        days.gone_back,
        "select indicator_id, numerator, denominator, value, status, reason, detail from indicator_values "
        "where unit = '全市' and is_main and indicator_id in ('T02-03', 'T02-04', 'T04-01') order by 1",
    )
    assert values == [
        ("T02-03", None, None, None, "unknown", *missing),
        ("T02-04", None, None, None, "unknown", *missing),
        ("T04-01", None, None, None, "unknown", "feed_missing", "administrative_penalty"),
    ]


def test_a_correction_settles_the_held_decision(days: Days) -> None:
    # 许3 was held with a wrong party code; the corrected row has another key and stands for the same decision
    settled = "select state, first_reported_on::varchar from disclosure_clock where document_no = '许3'"
    assert rows(days.daily, settled) == [("late", "2026-11-02")]
