"""The registry is complete, readable and closed."""

from __future__ import annotations

import csv
import re
import string
from pathlib import Path

import polars as pl
import pytest

from quality.regions import known_regions, load_regions
from quality.rules import DATA, RULES, load_rules, rule

GROUPS = {
    "wrong_code",
    "identifier",
    "date",
    "amount",
    "text",
    "completeness",
    "repair",
    "row",
    "file",
    "cross_field",
}
COLUMN_GROUPS = GROUPS - {"row", "file", "cross_field"}


@pytest.mark.parametrize("rule_id", list(RULES))
def test_rule_can_be_told_to_a_clerk(rule_id: str) -> None:
    found = rule(rule_id)
    assert re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)+|REQUIRED", rule_id)
    assert found.group in GROUPS
    assert re.search(r"[\u4e00-\u9fff]", found.message_zh)
    assert found.message_en.isprintable()
    assert found.message_en
    assert found.source
    for message in (found.message_zh, found.message_en):
        names = [name for _, name, _, _ in string.Formatter().parse(message) if name]
        assert set(names) <= {"column", "value", "detail"}
        assert len(names) == len(set(names)), "a message names a thing once"
        if found.group in COLUMN_GROUPS:
            assert "detail" not in names, "a canonical personal number must not be shown"


def test_repairs_and_only_they_have_severity_repair() -> None:
    repairs = {r.id for r in RULES.values() if r.severity == "repair"}
    assert repairs == {r.id for r in RULES.values() if r.group == "repair"}


def test_unknown_rule_is_an_error() -> None:
    with pytest.raises(KeyError):
        rule("USCC-COLOUR")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["A-B,fatal,date,中,en,s"], "fatal"),
        (["A-B,note,date,中,en,s", "A-B,note,date,中,en,s"], "twice"),
    ],
)
def test_a_wrong_registry_is_refused(tmp_path: Path, rows: list[str], said: str) -> None:
    path = tmp_path / "rules.csv"
    path.write_text(
        "\n".join(["rule_id,severity,rule_group,message_zh,message_en,source", *rows]), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=said):
        load_rules(path)


def test_registrars_are_a_partition_by_the_first_two_characters() -> None:
    with (DATA / "uscc_registrars.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len({(row["registrar"], row["kind"]) for row in rows}) == len(rows) == 36
    libraries = {row["registrar"] + row["kind"]: row["library"] for row in rows}
    assert {pair for pair, library in libraries.items() if library == "gov"} == {"11"}
    assert {pair for pair, library in libraries.items() if library == "ent"} == {"91", "92", "93"}
    assert set(libraries.values()) == {"gov", "ent", "org"}


def test_regions_hold_what_was_abolished() -> None:
    known = known_regions()
    for code in (
        211100,
        211102,
        211103,
        211104,
        211121,
        211122,
        100000,
        810000,
        820000,
        830000,
        150207,
        610104,
    ):
        assert known[code], code
    assert not known[999999]
    assert not known[211120]
    regions = load_regions()
    assert regions["code"].is_unique().all()
    assert regions["code"].str.contains(r"^\d{6}$").all()
    periods = regions.select(pl.col("valid_from", "valid_to").cast(pl.Int32)).drop_nulls()
    assert (periods["valid_from"] <= periods["valid_to"]).all()
