"""The marts of a small city against figures counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.small_city import ALPHA, BETA, BUREAU, GAMMA
from tests.integration.warehouse import rows


@pytest.fixture(scope="module")
def city(counted_city: Path) -> Path:
    return counted_city


def _value(
    city: Path, indicator: str, unit: str = "全市", part: str | None = None
) -> tuple[float, float, str]:
    condition = "part is null" if part is None else f"part = '{part}'"
    [(above, below, status)] = rows(
        city,
        "select numerator, denominator, status from indicator_values "  # noqa: S608
        f"where indicator_id = '{indicator}' and unit = '{unit}' and {condition}",
    )
    return float(above), float(below), status


def test_every_subject_is_in_its_library(city: Path) -> None:
    found = rows(
        city, "select library, count(*), count(*) filter (where valid_to is null) from subjects group by 1"
    )
    # ent: ALPHA, BETA (left), the one without code, GAMMA, trader, cooperative, closed one, odd type;
    # the two held rows are no subjects; org: 乙站 by its kind, 协会, 律所; gov: 甲局; per: 张三
    assert sorted(found) == [("ent", 8, 7), ("gov", 1, 1), ("org", 3, 3), ("per", 1, 1)]


def test_history_tells_rename_and_removal(city: Path) -> None:
    history = rows(
        city,
        "select name, valid_from::varchar, valid_to::varchar from subject_versions "  # noqa: S608
        f"where subject_id in ('{ALPHA}', '{BETA}') order by name, valid_from",
    )
    assert history == [
        ("贝塔", "2026-09-05", "2026-10-05"),
        ("阿尔法", "2026-10-05", None),
        ("阿尔法旧名", "2026-09-05", "2026-10-05"),
    ]
    assert rows(city, f"select name from subjects where subject_id = '{GAMMA}'") == [("伽马",)]  # noqa: S608


def test_t02_02_named_units(city: Path) -> None:
    # court by nil return; market regulation, approval, establishment, civil affairs, justice and tax by rows
    above, below, status = _value(city, "T02-02")
    [(named,)] = rows(city, "select count(*) from source_units")
    assert (above, below, status) == (7, named, "not_met")
    assert _value(city, "T02-02", part="水") == (0, 1, "not_met")


def test_t02_03_conversion(city: Path) -> None:
    # market: ALPHA yes, no code no, cooperative yes, wrong code no; bodies: 甲局 yes, 乙站 no; 协会 yes.
    # GAMMA's day is the reform's, its copy later, the odd type later, one closed, one without a day
    assert _value(city, "T02-03") == (4, 7, "not_met")
    assert _value(city, "T02-03", "市市场监管局") == (2, 4, "not_met")
    assert _value(city, "T02-03", part="sole_traders") == (1, 1, "trend")  # beside the line


def test_t02_04_wrong_and_double_codes(city: Path) -> None:
    # codes in operation: ALPHA, GAMMA twice, trader, cooperative, wrong, no day, odd type, 甲局, 协会, 律所
    assert _value(city, "T02-04") == (2, 11, "not_met")
    assert _value(city, "T02-04", part="all_copies") == (3, 11, "trend")  # beside the line


def test_t04_01_due_in_october(city: Path) -> None:
    # due in October and reported: 许1 on time, 许3 overdue; 罚1 late, 罚3 late, 罚4 on time
    reported = rows(
        city,
        "select unit = '乙局', count(*) filter (where in_numerator), count(*) filter (where in_denominator)"
        " from indicator_members where indicator_id = 'T04-01' and part = 'reported' group by 1 order by 1",
    )
    assert reported == [(False, 2, 4), (True, 0, 1)]
    # no log of what the portal showed ever came: what the public saw is unknown
    told = rows(
        city,
        "select distinct status, reason, detail from indicator_values"
        " where indicator_id = 'T04-01' and unit = '全市' and part is null",
    )
    assert told == [("unknown", "feed_missing", "portal_publications")]


def test_t15_03_grade_a(city: Path) -> None:
    # legal persons: ALPHA, the one without a code, GAMMA; on the newest list: ALPHA
    assert _value(city, "T15-03") == (1, 3, "trend")
    assert rows(
        city,
        "select count(*) from indicator_members where indicator_id = 'T15-03'"
        " and reason = 'enterprise_type_unknown'",
    ) == [(1,)]


def test_clock_of_every_decision(city: Path) -> None:
    clock = rows(
        city,
        "select document_no, due_on::varchar, first_reported_on::varchar, state, working_days_used "
        "from disclosure_clock order by kind desc, document_no",
    )
    assert clock == [
        ("许1", "2026-10-15", "2026-10-12", "on_time", 4),
        # 09-20 and 10-10 were worked; 09-25 and 10-01 to 10-07 were not
        ("许2", "2026-09-29", "2026-10-12", "late", 12),
        ("许3", "2026-10-15", None, "overdue", None),
        ("许5", "2026-11-04", "2026-10-26", "on_time", 0),
        ("罚1", "2026-10-19", "2026-10-20", "late", 8),
        ("罚2", "2026-10-20", "2026-10-20", "exempt", 7),
        ("罚3", "2026-10-15", "2026-10-20", "late", 10),
        ("罚4", "2026-10-21", "2026-10-20", "on_time", 6),
    ]


def test_rows_are_conserved_with_unmatched_taken_out(city: Path) -> None:
    states = rows(
        city,
        "select rows_read, accepted, repaired, question, unmatched, rejected, duplicate from feed_batches "
        "where feed_id = 'tax_bureau_a_grade' and received_on = '2026-05-05'",
    )
    assert states == [(3, 2, 0, 0, 1, 0, 0)]
    assert rows(
        city, "select count(*) from feed_batches where feed_id = 'market_regulation_enterprises'"
    ) == [(4,)]


def test_only_numbers_match_a_subject(city: Path) -> None:
    found = rows(city, "select matched_by, count(*) from record_links group by 1 order by 1 nulls last")
    # decisions: 4 permits and 3 penalties by code, one by person; A-grade: three by tax number, one unmatched
    assert found == [("person", 1), ("tax_no", 3), ("uscc", 7), (None, 1)]


def test_a_line_whose_feeds_never_came_is_unknown_and_never_a_number(city: Path) -> None:
    """Here only nine feeds ever sent anything: of the other lines not one may show a figure or a verdict."""
    lines = rows(
        city,
        "select count(*), count(*) filter (where status = 'unknown' and value is null and verdict is null "
        "and reason in ('feed_missing', 'no_denominator', 'silent_unit', 'not_reviewed')) "
        "from indicator_values where unit_kind = 'city' and is_main",
    )
    # who delivered, and for which field, the batches themselves say: that is known of any city
    known = [(f"T{line}",) for line in ("02-02", "02-03", "02-04", "08-01", "09-01", "15-03")]
    assert lines == [(69, 69 - len(known))]
    assert (
        rows(
            city,
            "select indicator_id from indicator_values where unit_kind = 'city' and is_main "
            "and status <> 'unknown' order by 1",
        )
        == known
    )


def test_labels_reach_the_database(city: Path) -> None:
    """A population has one shape, described at indicator_members; what a build knew is a note to the next."""
    unlabelled = rows(
        city,
        "select table_name, column_name from duckdb_columns() where not internal and comment is null "
        "and table_name not like 'pop!_%' escape '!' and table_name <> 'built' "
        "union all select table_name, null from duckdb_tables() where comment is null "
        "union all select view_name, null from duckdb_views() where not internal and comment is null",
    )
    assert unlabelled == []
    assert BUREAU in [uscc for (uscc,) in rows(city, "select uscc from subjects where library = 'gov'")]
