"""Personal numbers are told from the numbers that only look like them."""

from __future__ import annotations

import duckdb
import polars as pl
import pytest

from quality.personal import CARD, ELEVEN_DIGITS, MOBILE, PERSON, find_personal, shown

# 11010519491231002X is the example of GB 11643-1999, 4111111111111111 the card number every shop tests with.
FOUND = [
    ("11010519491231002X", PERSON),
    ("对当事人(身份证11010519491231002x)罚款五百元", PERSON),
    ("１１０１０５１９４９１２３１００２Ｘ", PERSON),
    ("ID110105 19491231 002X", PERSON),
    ("11010519491231002X01", PERSON),  # an individual's tax number
    ("旧号110105491231003", PERSON),
    ("账号6222 0212 3456 7890 128", CARD),
    ("6222021234567890128", CARD),
    ("账号6222021234567890128 12", CARD),
    ("卡号4111111111111111", CARD),
    ("联系人电话13912345678", MOBILE),
    ("+86 139-1234-5678", MOBILE),
    ("8613912345678", MOBILE),
    ("13912345678,13912345679", MOBILE),
]
CLEAN = [
    "110105194912310021",  # check character wrong
    "11010519491331002X",  # no thirteenth month
    "91110000100000103X",  # credit code in the form of GB 32100-2015
    "2026-10-31 13:45:12",
    "20261031134512001",
    "13912345678.00",
    "罚款13912345678元",
    "139,123,456.78",
    "¥13912345678",
    "110105491331003",  # no thirteenth month
    "110105491231002",  # a registration number: its check digit holds (GS 15-2006)
    "6222021234567890129",  # Luhn's digit wrong
    "139****5678",
    "110105********002X",
    "0c05551cb1a2146d1ee9b6222affb464",
    "p13912345678" + "a" * 21,
    "a1391234-5678-4abc-8def-139123456789",
    "盘市监罚〔2026〕245号",
    "3000000002",
    "",
]


@pytest.mark.parametrize(("text", "rule"), FOUND)
def test_a_personal_number_is_found(text: str, rule: str) -> None:
    assert find_personal(pl.Series([text])).to_list() == [rule]
    with duckdb.connect() as connection:  # what DuckDB's own pattern would have passed on
        assert connection.execute("select regexp_matches(?, ?)", [text, ELEVEN_DIGITS]).fetchone() == (True,)


@pytest.mark.parametrize("text", CLEAN)
def test_what_looks_like_one_is_none(text: str) -> None:
    assert find_personal(pl.Series([text], dtype=pl.String)).to_list() == [None]


def test_what_is_shown_is_masked() -> None:
    assert shown("身份证11010519491231002X") == "身份证110*************2X"
    assert shown("8613912345678") == "861********78"
    assert shown("record_id=0c05551cb1a2146d12345678901affb4") == "record_id=0c05551cb1a2146d12345678901affb4"
    assert len(shown("长" * 500)) == 61
