"""The warehouse is a pure function of landing and the as-of date (law 4).

A daily build gives what a full build gives, in whatever order the batches come, whatever was built before;
and an earlier day is as if nothing had come after it. All is built in one data root: dbt parses it once.
"""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.integration.landing_files import Landing
from tests.integration.small_city import ALPHA, BUREAU, GAMMA, TRADER, decision, small_city
from tests.integration.warehouse import Marts, build, marts, rows

FULL, DAILY = "全量构建 / full build: ", "只处理新批次 / only what is new is built"
BUSY = f"""
    select
        (select count(*) from decision_renames),
        (select count(*) from decision_versions where is_withdrawn),
        (select count(*) from disclosure_clock where published_on is not null),
        (select count(*) from record_links where subject_id = '{ALPHA}'),
        (select count(*) from portal_changes
            where reference in ('许1', '许5', '罚14') and because in ('revoked', 'repaired'))
"""  # noqa: S608 - a code of our own
DAYS, EARLY = ("2026-11-06", "2026-11-10"), "2026-10-05"
# what ends the window of a record that nothing new is said of: received on the last day, or on the first of a
# day in between
SOON = "approval_bureau_revocations"
LATE = ("market_regulation_revocations", "reform_commission_repairs")
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
    _ended(city)
    return city


def _ended(city: Landing) -> None:
    """Revoked and repaired, and told of a day that is still to come."""
    revoked = {"unit": "甲局", "decision_kind": "行政许可", "revocation_kind": "撤销", "reason": "不符合条件"}
    first, second = (
        {"document_no": "许1", "revoked_on": "2026-11-08"},
        {"document_no": "许5", "revoked_on": "2026-11-05"},
    )
    city.deliver(SOON, "2026-11-04", [revoked | first])
    city.deliver(LATE[0], "2026-11-09", [revoked | second])
    fined = decision("罚14", "2026-05-10", penalty_types="罚款", fine="100")
    city.deliver("market_regulation_penalties", "2026-05-12", [fined])
    repaired = {"penalty_unit": "甲局", "penalty_document_no": "罚14", "party_name": "阿尔法"}
    granted = {"application_no": "1", "unit": "甲局", "result": "通过", "applied_on": "2026-11-01"}
    city.deliver(LATE[1], "2026-11-09", [repaired | granted | {"decided_on": "2026-11-08"}])


@dataclass(frozen=True)
class Days:
    """What was built one after the other in one data root.

    Attributes:
        said: how each was built.
        daily: the marts of the last day, after the days before it.
        busy: that day's count of renumberings, withdrawals, publications, links of one subject, ends.
        rebuilt: the marts of the last day from nothing, with landing in another order.
        gone_back: the marts of an earlier day, on that warehouse.
        cut: the marts of the earlier day from nothing, with no file received after it.
    """

    said: list[str]
    daily: Marts
    busy: tuple[int, ...]
    rebuilt: Marts
    gone_back: Marts
    cut: Marts


@pytest.fixture(scope="module")
def days(counted_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Days:
    root, shuffle, said = tmp_path_factory.mktemp("days") / "root", random.Random(1), list[str]()
    shutil.copytree(counted_city, root)

    def built(city: Landing, day: str, *without: str) -> Marts:
        city.write(day)
        said.extend(re.findall(f"{FULL}.*|{DAILY}", build(root, root / "target", without)))
        return marts(root)

    city, busy = small_city(root), busy_city(root)
    waiting = busy.batches[len(city.batches) :]
    shuffle.shuffle(waiting)
    waiting.sort(key=lambda batch: (batch["feed_id"] == SOON, batch["feed_id"] not in LATE))
    half = len(waiting) // 2
    city.rows, city.questions = busy.rows, busy.questions
    city.batches = [*waiting[half:], *city.batches]
    built(city, DAYS[0], "test", "unit_test")
    city.batches = [*waiting[:half], *city.batches]
    # the warehouse's own tests judge what the days came to; unit tests judge the SQL of a full build
    daily = built(city, DAYS[1], "unit_test")
    counts = rows(root, BUSY)
    for told in (city.batches, city.rows, city.questions):
        shuffle.shuffle(told)
    (root / "warehouse.duckdb").unlink()
    rebuilt = built(city, DAYS[1], "test", "unit_test")
    gone_back = built(city, EARLY, "test", "unit_test")
    cut_off(city, EARLY)
    shutil.rmtree(root / "landing")
    (root / "warehouse.duckdb").unlink()
    return Days(said, daily, counts[0], rebuilt, gone_back, built(city, EARLY, "test", "unit_test"))


def cut_off(city: Landing, day: str) -> None:
    """Leave only what was received by a day."""
    city.batches = [batch for batch in city.batches if str(batch["received_on"]) <= day]
    city.rows = [(s, row) for s, row in city.rows if str(row["received_on"]) <= day]
    city.questions = [(s, row) for s, row in city.questions if str(row["received_on"]) <= day]


def differing(one: Marts, other: Marts) -> list[str]:
    """Marts in which two warehouses differ."""
    return [name for name in one if one[name] != other[name]]


def test_only_what_is_new_is_built_where_that_can_be(days: Days) -> None:
    first, second, from_nothing, back, _ = days.said
    assert (first, second) == (DAILY, DAILY)
    assert from_nothing == f"{FULL}no complete build to start from"
    assert back.startswith(FULL)


def test_day_by_day_gives_what_a_rebuild_gives(days: Days) -> None:
    assert differing(days.daily, days.rebuilt) == []


def test_the_city_is_as_busy_as_it_says(days: Days) -> None:
    renumbered, taken_back, published, linked, ended = days.busy
    assert renumbered == 2
    assert min(taken_back, published) > 0
    assert linked > 3
    assert ended == 3


def test_what_came_later_does_not_exist_yet(days: Days) -> None:
    assert differing(days.gone_back, days.cut) == []
    # a day before the social organisations' only delivery: the register is missing, which is not zero
    missing = ("feed_missing", "social_organisation_registration")
    shown = ("numerator", "denominator", "value", "status", "reason", "detail")
    values = {
        row["indicator_id"]: tuple(row[name] for name in shown)
        for row in days.gone_back["indicator_values"]
        if row["unit"] == "全市" and row["is_main"]
    }
    assert values["T02-03"] == (None, None, None, "unknown", *missing)
    assert values["T02-04"] == (None, None, None, "unknown", *missing)
    # one penalty came in May; no permit by then
    assert values["T04-01"] == (None, None, None, "unknown", "feed_missing", "administrative_permit")


def test_a_correction_settles_the_held_decision(days: Days) -> None:
    # 许3 was held with a wrong party code; the corrected row has another key and stands for the same decision
    clock = {row["document_no"]: row for row in days.daily["disclosure_clock"]}
    assert (clock["许3"]["state"], clock["许3"]["first_reported_on"]) == ("late", date(2026, 11, 2))
