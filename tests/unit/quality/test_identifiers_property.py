"""Generated codes pass, damaged ones are caught, and a scalar oracle agrees on anything."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.checked import Checked
from quality.identifiers import check_org_code, check_person_id, check_registration_no, check_uscc
from tests.unit.quality import oracle

TODAY = date(2026, 10, 31)
few = settings(max_examples=150, deadline=None)

bodies = st.text(oracle.GB32100, min_size=8, max_size=8)
pairs = st.sampled_from(sorted(oracle.pairs()))
regions = st.sampled_from(sorted(oracle.regions()))
usccs = st.builds(oracle.make_uscc, pairs, regions, bodies)
birthdays = st.dates(date(1900, 1, 1), TODAY)


@st.composite
def persons(draw: st.DrawFn) -> str:
    sequence = draw(st.integers(0, 999))
    body = f"{draw(regions)}{draw(birthdays):%Y%m%d}{sequence:03d}"
    return body + oracle.person_check(body)


def one(checked: Checked) -> str | None:
    rule: str | None = checked.rule.item()
    return rule


def judge(text: str) -> str | None:
    return one(check_uscc(pl.Series([text])))


@given(codes=st.lists(usccs, min_size=1, max_size=20))
@few
def test_generated_credit_codes_pass_in_silence(codes: list[str]) -> None:
    checked = check_uscc(pl.Series(codes))
    assert checked.silent
    assert checked.values.to_list() == codes


@given(code=usccs, position=st.integers(0, 17), char=st.sampled_from(oracle.GB32100))
@few
def test_any_wrong_character_of_a_credit_code_is_caught(code: str, position: int, char: str) -> None:
    # 31 is prime and no weight is a multiple of it, so one changed value always changes the sum.
    damaged = code[:position] + char + code[position + 1 :]
    assert (judge(damaged) is None) == (damaged == code)


@given(code=usccs, position=st.integers(0, 16))
@few
def test_neighbours_changed_over_in_a_credit_code_are_caught(code: str, position: int) -> None:
    # Neighbouring weights are different powers of 3 modulo 31, so exchanging two values changes the sum.
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert (judge(swapped) is None) == (swapped == code)


@given(code=usccs, data=st.data())
@few
def test_letters_o_and_i_are_put_right_where_the_checks_prove_it(code: str, data: st.DataObject) -> None:
    places = [index for index, char in enumerate(code) if char in "01"]
    chosen = data.draw(st.sets(st.sampled_from(places), min_size=1)) if places else set()
    written = "".join({"0": "O", "1": "I"}[c] if i in chosen else c for i, c in enumerate(code))
    checked = check_uscc(pl.Series([written]))
    assert checked.values.to_list() == [code]
    assert checked.repaired.to_list() == (["FIX-O0-I1"] if chosen else [None])


@given(code=st.text(oracle.GB32100 + "IOZSV*盘", min_size=16, max_size=19))
@few
def test_oracle_agrees_on_random_texts(code: str) -> None:
    plain = check_uscc(pl.Series([code]))
    if plain.repaired.item() is None:
        assert one(plain) == oracle.uscc_rule(code)


@given(
    head=pairs,
    region=st.text("0123456789", min_size=6, max_size=6),
    body=bodies,
    inner=st.sampled_from("0123456789XA"),
    last=st.sampled_from(oracle.GB32100),
)
@few
def test_oracle_agrees_near_the_truth(head: str, region: str, body: str, inner: str, last: str) -> None:
    text = head + region + body + inner
    for code in (text + last, text + oracle.uscc_check(text)):
        checked = check_uscc(pl.Series([code]))
        assert one(checked) == oracle.uscc_rule(code)
        if one(checked) is None:
            noted = None if region in oracle.regions() else "USCC-REGION"
            assert checked.notes.item() == noted


@given(
    codes=st.lists(st.text(oracle.GB11714, min_size=8, max_size=8), min_size=1, max_size=20),
    other=st.integers(0, 9),
)
@few
def test_organisation_codes_have_one_check_character(codes: list[str], other: int) -> None:
    good = [body + oracle.org_check(body) for body in codes]
    expected = [oracle.org_rule(code) for code in good]
    assert check_org_code(pl.Series(good)).rule.to_list() == expected
    changed = [code[:8] + str(other) for code in good]
    assert check_org_code(pl.Series(changed)).rule.to_list() == [oracle.org_rule(code) for code in changed]


@given(body=st.text("0123456789", min_size=14, max_size=14), last=st.sampled_from("0123456789"))
@few
def test_registration_numbers_agree_with_the_oracle(body: str, last: str) -> None:
    for code in (body + last, body + oracle.registration_check(body)):
        assert one(check_registration_no(pl.Series([code]))) == oracle.registration_rule(code)


@given(numbers=st.lists(persons(), min_size=1, max_size=20))
@few
def test_generated_identity_numbers_pass(numbers: list[str]) -> None:
    assert check_person_id(pl.Series(numbers), TODAY).silent


@given(number=persons(), position=st.integers(0, 17), char=st.sampled_from("0123456789X"))
@few
def test_identity_numbers_agree_with_the_oracle(number: str, position: int, char: str) -> None:
    damaged = number[:position] + char + number[position + 1 :]
    assert one(check_person_id(pl.Series([damaged]), TODAY)) == oracle.person_rule(damaged, TODAY)


@given(number=persons())
@few
def test_old_numbers_become_the_same_persons_number(number: str) -> None:
    old = number[:6] + number[8:17]
    checked = check_person_id(pl.Series([old]), TODAY)
    if number[6:8] == "19":
        assert checked.values.to_list() == [number]
        assert checked.repaired.to_list() == ["PID-15"]


@given(days=st.integers(1, 20_000))
@few
def test_birth_after_receipt_is_questioned(days: int) -> None:
    body = f"211103{TODAY + timedelta(days=days):%Y%m%d}002"
    assert one(check_person_id(pl.Series([body + oracle.person_check(body)]), TODAY)) == "PID-FUTURE"


def test_no_uniform_text_passes() -> None:
    for check, width in (
        (check_uscc, 18),
        (check_org_code, 9),
        (check_registration_no, 15),
        (check_person_id, 18),
    ):
        texts = pl.Series([char * width for char in oracle.GB11714])
        assert check(texts).rule.str.ends_with("-PLACEHOLDER").all()
