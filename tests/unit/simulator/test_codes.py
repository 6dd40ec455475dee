"""The simulator's identifiers are valid: by published vectors and by a program of other people."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from simulator.chance import Chance
from simulator.codes import (
    ALPHABET,
    BODIES,
    HOME_REGIONS,
    PAIRS,
    body,
    credit_code,
    identity_number,
    old_identity_number,
    organisation_code,
    registration_number,
)
from simulator.subjects import World, market_subject, person, public_body, social_organisation, stranger

# python-stdnum does not know these registrars of GB 32100: agriculture, the army, and others.
UNKNOWN_TO_STDNUM = ("A1", "A9", "N1", "N2", "N3", "N9", "Y1", "13", "19")
WORLD = World(Chance(7), date(2026, 10, 31), 1.0)


@pytest.mark.parametrize(
    ("pair", "region", "front", "code"),
    [
        ("11", "211100", "MB0T0001", "11211100MB0T00015P"),
        ("52", "211122", "MJ1T0004", "52211122MJ1T00040L"),
        ("91", "211102", "MA0T0005", "91211102MA0T00054B"),
        ("93", "211104", "MA0T0007", "93211104MA0T00070P"),
        ("N2", "211122", "MF0T0008", "N2211122MF0T00087G"),
        ("Y1", "211100", "MC0T0009", "Y1211100MC0T000941"),
        ("91", "211103", "MA0T0034", "91211103MA0T00345W"),
    ],
)
def test_credit_codes_equal_the_vectors(pair: str, region: str, front: str, code: str):
    assert credit_code(pair, region, organisation_code(front)) == code


def test_identity_and_registration_numbers_equal_the_vectors():
    assert identity_number("110105", date(1949, 12, 31), 2) == "11010519491231002X"
    assert identity_number("211122", date(1990, 6, 30), 3) == "211122199006300034"
    assert old_identity_number("11010519491231002X") == "110105491231002"
    assert registration_number("211100", 123) == "211100000001231"
    assert registration_number("211122", 60000999) == "211122600009999"
    assert organisation_code("D2143569") == "D2143569X"


@given(st.sampled_from(PAIRS), st.sampled_from(HOME_REGIONS), st.integers(0, BODIES - 1))
@settings(max_examples=150)
def test_codes_are_valid_by_another_program(pair: str, region: str, number: int):
    code = credit_code(pair, region, organisation_code(body("MA", number)))
    assert set(code) <= set(ALPHABET)
    if pair not in UNKNOWN_TO_STDNUM:
        assert uscc.is_valid(code)


def test_bodies_never_repeat():
    assert len({body("MA", number) for number in range(20_000)}) == 20_000


def test_persons_have_numbers_of_their_own_that_another_program_accepts():
    people = [person(WORLD, index) for index in range(3_000)]
    assert len({someone.number for someone in people}) == 3_000
    # Only the check character: stdnum refuses persons older than their region's code.
    assert all(ric.calc_check_digit(one.number) == one.number[-1] for one in people)


def test_subjects_of_different_registers_share_no_code():
    kinds = (market_subject, public_body, social_organisation, stranger)
    codes = [kind(WORLD, index).uscc for kind in kinds for index in range(1_000)]
    held = [code for code in codes if code]
    assert len({code[8:17] for code in held}) == len(held)
    assert {code[:2] for code in held} == set(PAIRS)
