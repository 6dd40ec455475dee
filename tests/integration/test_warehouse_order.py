"""The warehouse is a pure function of landing and the as-of date (law 4)."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.integration.small_city import AS_OF, small_city
from tests.integration.warehouse import build, marts, rows


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("target")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, target: Path) -> tuple[Path, dict[str, list[Any]]]:
    root = tmp_path_factory.mktemp("reference")
    small_city(root).write(AS_OF)
    build(root, target)
    return root, marts(root)


def test_neither_order_nor_an_older_warehouse_matters(
    target: Path, reference: tuple[Path, dict[str, list[Any]]]
) -> None:
    root, first = reference
    city = small_city(root)
    shuffle = random.Random(1)
    for kept in (city.batches, city.rows, city.questions):
        shuffle.shuffle(kept)
    city.write(AS_OF)
    build(root, target)
    assert marts(root) == first


def test_what_came_later_does_not_exist_yet(
    tmp_path: Path, target: Path, reference: tuple[Path, dict[str, list[Any]]]
) -> None:
    root, _ = reference
    # one day before the social organisations' only delivery: the register is missing, which is not zero
    early = "2026-10-05"
    cut = small_city(tmp_path)
    cut.batches = [batch for batch in cut.batches if str(batch["received_on"]) <= early]
    cut.rows = [(s, row) for s, row in cut.rows if str(row["received_on"]) <= early]
    cut.questions = [(s, row) for s, row in cut.questions if str(row["received_on"]) <= early]
    cut.write(early)
    build(tmp_path, target)
    small_city(root).write(early)
    build(root, target)
    assert marts(root) == marts(tmp_path)
    missing = ("feed_missing", "social_organisation_registration")
    values = rows(
        root,
        "select indicator_id, numerator, denominator, value, status, reason, detail from indicator_values "
        "where unit = '全市' and is_main and indicator_id in ('T02-03', 'T02-04', 'T04-01') order by 1",
    )
    assert values == [
        ("T02-03", None, None, None, "unknown", *missing),
        ("T02-04", None, None, None, "unknown", *missing),
        ("T04-01", None, None, None, "unknown", "feed_missing", "administrative_penalty"),
    ]


def test_a_correction_settles_the_held_decision(
    target: Path, reference: tuple[Path, dict[str, list[Any]]]
) -> None:
    root, _ = reference
    small_city(root).write("2026-11-30")
    build(root, target)
    # 许3 was held with a wrong party code; the corrected row has another key and stands for the same decision
    assert rows(
        root, "select state, first_reported_on::varchar from disclosure_clock where document_no = '许3'"
    ) == [("late", "2026-11-02")]
