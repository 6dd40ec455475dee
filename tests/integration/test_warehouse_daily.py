"""A daily build gives what a full build gives, in whatever order the batches come (law 4)."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.integration.landing_files import Landing
from tests.integration.small_city import ALPHA, BUREAU, GAMMA, TRADER, decision, small_city
from tests.integration.warehouse import marts, rows, run_dbt

FULL, DAILY = "全量构建 / full build: ", "只处理新批次 / only what is new is built"
REGISTERS = (
    "market_regulation_enterprises",
    "establishment_office_bodies",
    "civil_affairs_social_organisations",
    "justice_bureau_institutions",
)
DAYS = ("2026-11-05", "2026-11-06", "2026-11-10")
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


def build(root: Path, target: Path, *arguments: str) -> str:
    """Build with the tests the warehouse runs of itself; returns dbt's output."""
    return run_dbt(root, target, "build", "--exclude-resource-type", "unit_test", *arguments)


@pytest.mark.parametrize("seed", [1])
def test_day_by_day_gives_what_a_rebuild_gives(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    target, shuffle = tmp_path_factory.mktemp("target"), random.Random(seed)
    city, all_of_it = busy_city(tmp_path), busy_city(tmp_path)
    city.batches = [b for b in all_of_it.batches if b["feed_id"] in REGISTERS]
    waiting = [b for b in all_of_it.batches if b["feed_id"] not in REGISTERS]
    shuffle.shuffle(waiting)
    said = []
    for left, day in zip(range(len(DAYS) - 1, -1, -1), DAYS, strict=True):
        arriving = waiting[left * len(waiting) // len(DAYS) :]
        del waiting[-len(arriving) :]
        city.batches = [*arriving, *city.batches]
        city.write(day)
        said += re.findall(f"{FULL}.*|{DAILY}", build(tmp_path, target))
    assert said == [f"{FULL}no complete build to start from", DAILY, DAILY]
    found = marts(tmp_path)
    assert build(tmp_path, target, "--full-refresh").count(FULL) == 1
    rebuilt = marts(tmp_path)
    assert [name for name in rebuilt if found[name] != rebuilt[name]] == []
    # the city is as busy as it says
    assert rows(tmp_path, "select count(*) from decision_renames") == [(2,)]
    assert rows(tmp_path, "select count(*) from decision_versions where is_withdrawn") >= [(1,)]
    assert rows(tmp_path, "select count(*) > 0 from disclosure_clock where published_on is not null") == [
        (True,)
    ]
    linked = rows(tmp_path, f"select count(*) from record_links where subject_id = '{ALPHA}'")  # noqa: S608
    assert linked > [(3,)]
