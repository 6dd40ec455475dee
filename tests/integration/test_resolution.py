"""Who a record is about: the compiled models on invented registers, without a warehouse around them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

# in the order in which they are built
MODELS = {
    "subject_crosswalk": "subjects",
    "subject_numbers": "subjects",
    "subject_names": "subjects",
    "record_names": "records",
    "record_links": "records",
}
VERSIONS = ("subject_id", "name", "uscc", "old_number", "legal_representative", "valid_from", "valid_to")
PARTIES = ("source_row", "name", "uscc", "org_code", "registration_no", "second_attribute")
Version = tuple[str, str, str | None, str | None, str | None, date, date | None]
Party = tuple[int, str, str | None, str | None, str | None, str | None]
DAY = date(2026, 6, 15)  # the records' day of receipt
CODES = tuple(f"9121110{region}{body * 9}1" for region in "23" for body in "BCD")
NUMBERS, NAMES, HEADS = ("1", "2", "3"), ("甲（盘锦）", "甲(盘锦)", "乙"), ("张三", "李四")


def _start(month: int) -> date:
    return date(2026, month, 5)


@st.composite
def versions(draw: st.DrawFn) -> list[Version]:
    """Rows of a register's history, each key once; numbers and names meet as they like."""
    made: dict[str, Version] = {}
    for _ in range(draw(st.integers(1, 6))):
        uscc = draw(st.none() | st.sampled_from(CODES))
        number = draw(st.sampled_from(NUMBERS) if uscc is None else st.none() | st.sampled_from(NUMBERS))
        first = draw(st.integers(1, 10))
        last = draw(st.none() | st.integers(first + 1, 12))
        key = uscc or f"reg-{number}"
        head = draw(st.none() | st.sampled_from(HEADS))
        ends = None if last is None else _start(last)
        made.setdefault(key, (key, draw(st.sampled_from(NAMES)), uscc, number, head, _start(first), ends))
    return list(made.values())


@st.composite
def parties(draw: st.DrawFn) -> list[Party]:
    """Rows about somebody, with any of the numbers or none."""
    return [
        (
            row,
            draw(st.sampled_from(NAMES)),
            draw(st.none() | st.sampled_from(CODES)),
            draw(st.none() | st.sampled_from(("BBBBBBBBB", "BBBBBBBB-B", "EEEEEEEEE"))),
            draw(st.none() | st.sampled_from(NUMBERS)),
            draw(st.none() | st.sampled_from(HEADS)),
        )
        for row in range(draw(st.integers(1, 8)))
    ]


@pytest.fixture(scope="module")
def models(compiled_project: Path) -> dict[str, str]:
    folder = compiled_project / "target" / "compiled" / "siku" / "models"
    return {name: (folder / layer / f"{name}.sql").read_text("utf-8") for name, layer in MODELS.items()}


def resolve(
    models: dict[str, str], known: Iterable[Version], about: Iterable[Party]
) -> dict[int, tuple[str | None, str | None]]:
    """Row of a record → its subject and by what that was found."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse")
        connection.execute(
            "create table subject_versions (register text, feed_id text, subject_id text, name text, "
            "uscc text, old_number text, legal_representative text, registered_on date, valid_from date, "
            "valid_to date);"
            "create table record_parties (standard text, feed_id text, batch_id text, source_sheet text, "
            "source_row bigint, received_on date, row_state text, name text, uscc text, org_code text, "
            "registration_no text, tax_no text, second_kind text, second_attribute text, person_id text);"
            "create table subject_splits (old_key text, new_key text, valid_from date, valid_to date);"
            "create table stg_run as select date '2026-10-31' as as_of_date"
        )
        _fill(connection, "subject_versions", VERSIONS, known, "register = 'r', feed_id = 'f'")
        received = f"received_on = date '{DAY}', second_kind = 'legal_representative'"
        _fill(connection, "record_parties", PARTIES, about, f"standard = 's', feed_id = 'g', {received}")
        for name, query in models.items():
            connection.execute(f"create table {name} as {query}")
        found = connection.execute("select source_row, subject_id, matched_by from record_links").fetchall()
    return {row: (subject, by) for row, subject, by in found}


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[Any, ...]],
    constants: str,
) -> None:
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", list(rows))  # noqa: S608 - names of our own
    connection.execute(f"update {table} set {constants}")  # noqa: S608 - names of our own


def _plain(name: str | None) -> str:
    return (name or "").replace("（", "(").replace("）", ")")


def _witness(version: Version, party: Party, by: str) -> bool:
    """Whether a version has what the record was matched by."""
    _, name, uscc, number, head, _, ends = version
    _, party_name, code, body, registration, party_head = party
    if by == "name_and_attribute":
        there = ends is None or ends > DAY
        return there and head is not None and (_plain(name), head) == (_plain(party_name), party_head)
    bodies = {(code or "")[8:17], (body or "").replace("-", "")} - {""}
    return {
        "uscc": uscc is not None and uscc == code,
        "org_code": uscc is not None and uscc[8:17] in bodies,
        "registration_no": number is not None and number == registration,
    }[by]


@settings(max_examples=60, deadline=None)
@given(known=versions(), about=parties(), order=st.randoms(use_true_random=False))
def test_same_facts_in_any_order_mean_the_same_subjects(
    models: dict[str, str], known: list[Version], about: list[Party], order: random.Random
) -> None:
    first = resolve(models, known, about)
    shuffled_known, shuffled_about = order.sample(known, len(known)), order.sample(about, len(about))
    assert resolve(models, shuffled_known, shuffled_about) == first
    assert set(first) == {party[0] for party in about}  # every row once, matched or not


@settings(max_examples=60, deadline=None)
@given(known=versions(), about=parties())
def test_a_subject_is_found_by_what_it_has_and_never_by_name_alone(
    models: dict[str, str], known: list[Version], about: list[Party]
) -> None:
    for row, (subject, by) in resolve(models, known, about).items():
        assert (subject is None) == (by is None)
        if subject is None or by is None:
            continue
        party = about[row]
        assert any(party[2:]), "a name alone matched"
        witnesses = [version for version in known if _witness(version, party, by)]
        numbers = {version[3] for version in witnesses}
        # its own version says so, or one under a key it had before, with the same number
        assert any(v[0] == subject for v in witnesses) or any(
            v[0] == subject and v[3] in numbers for v in known
        )


def test_the_next_build_tries_again(models: dict[str, str]) -> None:
    about: list[Party] = [(0, "甲", None, None, "1", None), (1, "甲 ", None, None, None, "张 三")]
    before: list[Version] = [("reg-2", "乙", None, "2", "张三", _start(1), None)]
    assert resolve(models, before, about) == {0: (None, None), 1: (None, None)}
    later: list[Version] = [*before, (CODES[0], "甲", CODES[0], "1", "张三", _start(9), None)]
    assert resolve(models, later, about) == {
        0: (CODES[0], "registration_no"),
        1: (CODES[0], "name_and_attribute"),
    }


def test_an_old_number_leads_to_the_code_that_followed(models: dict[str, str]) -> None:
    history: list[Version] = [
        ("reg-1", "甲", None, "1", None, _start(1), _start(3)),
        (CODES[0], "甲", CODES[0], "1", None, _start(3), None),
    ]
    assert resolve(models, history, [(0, "某", None, None, "1", None)]) == {0: (CODES[0], "registration_no")}
