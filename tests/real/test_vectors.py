"""Codes and verdicts of other people: registers, public bodies, the test suites of other validators.

Where a suite's verdict differs from ours, the vector stands in a table here with the clause that decides.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from quality.checked import Checked
from quality.identifiers import (
    check_org_code,
    check_person_id,
    check_registration_no,
    check_subject_code,
    check_tax_no,
    check_uscc,
)

TODAY = date(2026, 10, 31)
VALID = {"valid", "in sample list (expected valid)"}

# Number: (note we make, why it is no error); each is called invalid by its suite, or doubted.
PERSON_DISAGREEMENTS = {
    "990426199112010074": (
        "PID-REGION",
        "GB 11643-1999 4.2.1 takes the address from GB/T 2260, whose editions at hand are a part of all: "
        "a region in none of them is noted; date and check character are right",
    ),
    "500154199301135886": (
        None,
        "GB 11643-1999 4.2.1: the address is where the number was first given, which may be after the birth",
    ),
    "411082198901010002": (None, "as above: 411082 is listed by GB/T 2260, later than the birth"),
    "110111198012010078": (None, "as above: the suite itself says only that the place of birth is unknown"),
    "110201199312010077": (None, "as above: the suite itself says only that the place of birth is unknown"),
}

# Development zones register under codes of their own (西安高新区 610131), which GB/T 2260 does not have.
ZONES = {"150191", "150291", "150591", "150691", "610131", "610132", "610133", "610135", "610136", "610137",
         "610138", "610593", "611100", "611104", "611105"}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def column(path: Path, name: str) -> pl.Series:
    return pl.Series([row[name] for row in rows(path)])


def ids(checked: Checked) -> list[str | None]:
    return checked.rule.to_list()


def test_credit_codes_of_other_suites(real_data: Path) -> None:
    vectors = rows(real_data / "test_vectors" / "uscc_vectors_by_others.csv")
    assert len(vectors) == 135
    judged = ids(check_uscc(pl.Series([row["code"] for row in vectors])))
    differing = {
        row["code"]: rule
        for row, rule in zip(vectors, judged, strict=True)
        if (rule is None) != (row["expected_by_source"] in VALID)
    }
    assert differing == {}, "no suite disagrees with GB 32100-2015 as we read it"


def test_inner_organisation_codes_agree_with_an_independent_program(real_data: Path) -> None:
    vectors = rows(real_data / "test_vectors" / "uscc_vectors_by_others.csv")
    told = [row for row in vectors if row["inner_org_code_check_ok"] and row["code"].isascii()]
    inner = [row["code"][8:17] for row in told]
    good = [rule is None for rule in ids(check_org_code(pl.Series(inner)))]
    assert good == [row["inner_org_code_check_ok"] == "1" for row in told]


def test_identity_numbers_of_other_suites(real_data: Path) -> None:
    vectors = rows(real_data / "test_vectors" / "person_id_vectors_from_validator_suites.csv")
    assert len(vectors) == 28
    checked = check_person_id(pl.Series([row["id"] for row in vectors]), TODAY)
    differing = {
        row["id"]: note
        for row, rule, note in zip(vectors, checked.rule, checked.notes, strict=True)
        if (rule is None) != (row["expected_by_source"] == "valid")
    }
    assert differing == {number: note for number, (note, _) in PERSON_DISAGREEMENTS.items()}


def test_the_suites_conversion_of_a_15_digit_number_is_ours() -> None:
    assert check_person_id(pl.Series(["610104620927690"]), TODAY).values.to_list() == ["610104196209276908"]


@pytest.mark.parametrize(
    ("register", "count", "noted"),
    [
        ("register_liaoning/panjin_enterprises_1978_2001.csv", 848, set()),
        (
            "register_national/sample_shaanxi_inner_mongolia.csv",
            588,
            ZONES,
        ),
    ],
)
def test_no_code_of_a_real_register_is_refused_or_changed(
    real_data: Path, register: str, count: int, noted: set[str]
) -> None:
    codes = column(real_data / register, "统一社会信用代码")
    assert len(codes) == count
    checked = check_uscc(codes)
    assert checked.rule.null_count() == count
    assert checked.repaired.null_count() == count
    assert checked.values.equals(codes)
    assert set(codes.filter(checked.notes == "USCC-REGION").str.slice(2, 6)) == noted


def test_the_abolished_district_is_among_the_accepted(real_data: Path) -> None:
    codes = column(real_data / "register_liaoning" / "panjin_enterprises_1978_2001.csv", "统一社会信用代码")
    old = codes.filter(codes.str.slice(2, 6) == "211121")
    assert len(old) == 80
    assert check_uscc(old).silent


def test_public_bodies(real_data: Path) -> None:
    bodies = rows(real_data / "public_bodies_small" / "public_body_codes_seen_in_code.csv")
    judged = ids(check_uscc(pl.Series([body["code"] for body in bodies])))
    assert [rule is None for rule in judged] == [body["stdnum_valid"] == "1" for body in bodies]
    assert judged.count(None) == 33


def test_a_list_of_old_and_new_numbers_in_one_column(real_data: Path) -> None:
    codes = column(real_data / "zhejiang_spotcheck" / "hangzhou_478.csv", "注册号/统一社会信用代码")
    checked = check_subject_code(codes)
    assert Counter(checked.rule) == {None: 477, "SUBJECT-LENGTH": 1}
    lengths = Counter(codes.filter(checked.rule.is_null()).str.len_chars())
    assert lengths == {18: 430, 15: 47}
    assert check_registration_no(codes.filter(codes.str.len_chars() == 15)).silent


def test_taxpayer_numbers_of_a_real_list(real_data: Path) -> None:
    text = (real_data / "tax_A_class_2018" / "heilongjiang_gbk.csv").read_text(encoding="gb18030")
    numbers = pl.Series([line.split(",")[1] for line in text.splitlines()[1:]])
    assert len(numbers) == 5_230
    checked = check_tax_no(numbers, TODAY)
    assert checked.repaired.null_count() == 5_230
    lengths = numbers.str.len_chars()
    assert Counter(checked.notes.filter(lengths == 15)) == {"TAX-LEGACY": 24}
    assert Counter(checked.rule.filter(lengths == 18)) == {None: 5_198, "USCC-CHECK": 1, "USCC-REGISTRAR": 1}
    assert Counter(checked.rule.filter(~lengths.is_in([15, 18]))) == {"TAX-LENGTH": 6}
