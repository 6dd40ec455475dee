"""Every rule of a column has values that break it and values that do not, and each behaves as declared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from quality.amounts import check_amount, check_integer
from quality.checked import Checked
from quality.dates import check_date
from quality.identifiers import (
    check_org_code,
    check_person_id,
    check_registration_no,
    check_subject_code,
    check_tax_no,
    check_uscc,
)
from quality.rules import RULES
from quality.text import check_text
from quality.values import check_code

FOLDER = Path(__file__).parents[3] / "quality" / "vectors"
CHECKS = {
    "uscc": check_uscc,
    "org_code": check_org_code,
    "registration_no": check_registration_no,
    "person_id": check_person_id,
    "tax_no": check_tax_no,
    "subject_code": check_subject_code,
    "date": check_date,
    "amount": check_amount,
    "integer": check_integer,
    "code": check_code,
    "text": check_text,
}
# Rules that look at rows, files or several columns have their own tests.
ELSEWHERE = {"completeness", "cross_field", "row", "file"}
Case = tuple[str, str, dict[str, Any], str]


def load() -> dict[str, dict[str, Any]]:
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yml"))
    }


def cases(kind: str) -> list[Any]:
    return list(_cases(kind))


def _cases(kind: str) -> Iterator[Any]:
    for name, file in load().items():
        for rule_id, vectors in file.get("rules", {}).items():
            options = {**file.get("options", {}), **vectors.get("options", {})}
            for value in vectors[kind]:
                yield pytest.param(file["type"], value, options, rule_id, id=f"{name}-{rule_id}-{value!a}")


def check(kind: str, value: str, options: dict[str, Any]) -> Checked:
    return CHECKS[kind](pl.Series([value], dtype=pl.String), **options)


def found(checked: Checked) -> set[str]:
    ids = [checked.rule.item(), checked.repaired.item(), checked.notes.item()]
    return {rule_id for joined in ids if joined for rule_id in joined.split(",")}


@pytest.mark.parametrize(("kind", "value", "options", "rule_id"), cases("reject"))
def test_value_breaks_its_rule(kind: str, value: str, options: dict[str, Any], rule_id: str) -> None:
    checked = check(kind, value, options)
    assert rule_id in found(checked)
    holds = RULES[rule_id].severity in ("question", "reject")
    assert (checked.rule.item() is not None) == holds
    if holds:
        assert checked.values.item() == value, "a value that fails stays as it was read"


@pytest.mark.parametrize(("kind", "value", "options", "rule_id"), cases("accept"))
def test_value_keeps_its_rule(kind: str, value: str, options: dict[str, Any], rule_id: str) -> None:
    assert rule_id not in found(check(kind, value, options))


@pytest.mark.parametrize(
    ("kind", "value", "options"),
    [
        pytest.param(file["type"], value, file.get("options", {}), id=f"{name}-{value!a}")
        for name, file in load().items()
        for value in file.get("valid", [])
    ],
)
def test_valid_value_passes_in_silence(kind: str, value: str, options: dict[str, Any]) -> None:
    checked = check(kind, value, options)
    assert found(checked) == set()
    assert checked.values.item() == value


@pytest.mark.parametrize(
    ("kind", "value", "canonical", "options"),
    [
        pytest.param(file["type"], raw, canonical, file.get("options", {}), id=f"{name}-{raw!a}")
        for name, file in load().items()
        for raw, canonical in file.get("becomes", {}).items()
    ],
)
def test_value_becomes_canonical(
    kind: str, value: str, canonical: str | None, options: dict[str, Any]
) -> None:
    assert check(kind, value, options).values.item() == canonical


def test_canonical_values_are_their_own_canonical_form() -> None:
    for file in load().values():
        if file["type"] == "amount" and file["options"]["unit"] != "yuan":
            continue  # canonical amounts are in yuan
        for canonical in filter(None, file.get("becomes", {}).values()):
            assert check(file["type"], canonical, file.get("options", {})).values.item() == canonical


def test_every_column_rule_has_vectors() -> None:
    covered = {
        rule_id
        for file in load().values()
        for rule_id, vectors in file.get("rules", {}).items()
        if vectors["accept"] and vectors["reject"]
    }
    wanted = {rule.id for rule in RULES.values() if rule.group not in ELSEWHERE}
    assert wanted - covered == set()
    assert covered - set(RULES) == set()


def test_empty_cells_pass_and_stay_empty() -> None:
    for file in load().values():
        none = pl.Series([None, None], dtype=pl.String)
        checked = CHECKS[file["type"]](none, **file.get("options", {}))
        assert checked.silent
        assert checked.values.null_count() == 2
        empty = CHECKS[file["type"]](none.clear(), **file.get("options", {}))
        assert [len(s) for s in (empty.values, empty.rule, empty.repaired, empty.notes)] == [0, 0, 0, 0]
